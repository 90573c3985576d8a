"""The demo shop: real books, an invented town. Loading it again changes nothing that is there."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction

from backoffice.demo import DATA, ahead, books, events, prebooks, reviews, supply, wishlists
from backoffice.demo.people import somebody
from catalog import indexing
from catalog.models import Book, Branch, Genre, OpeningHours, Shelf
from orders import affinity
from orders.models import DeliveryBand, DeliveryMethod, DeliveryZone, Promotion, ZoneCountry
from storefront.models import HelpPage


def load(say: Callable[[str], Any]) -> None:
    """Load what is not there yet, in one transaction. `say` is told of each step."""
    shop = tomllib.loads((DATA / "shop.toml").read_text(encoding="utf-8"))
    with transaction.atomic():
        _load_house(shop)
        say(f"{len(shop['branches'])} branches, {len(shop['genres'])} genres, {len(shop['help'])} help pages")
        new = books.load()
        say(f"{Book.objects.count()} books, {len(new)} of them new")
        supply.load(new)
        indexing.refresh([book.pk for book in new])
        say("copies counted, suppliers asked")
        _load_shelves(shop["shelves"])
        _load_promotions(shop["promotions"])
        somebody(settings.DEMO_STAFF_EMAIL, "Marguerite Ashdown", works_here=True)
        say(f"{len(shop['shelves'])} shelves set up, {len(shop['promotions'])} promotions")
        say(f"{events.load(shop['events'])} events")
        say(f"{prebooks.load()} pre-books placed")
        say(f"{ahead.load()} orders that are charged when they leave")
        say(f"{reviews.load()} reviews by readers with orders")
        affinity.count_also_bought()  # as every night: who comes before the first one sees it, too
        say(f"{wishlists.load()} wishlists, one of them a gift list")


def _load_house(shop: dict[str, Any]) -> None:
    for genre in shop["genres"]:
        words = {"name": genre["name"], "intro": genre.get("intro", ""), "in_menu": genre.get("menu", False)}
        Genre.objects.get_or_create(code=genre["code"], defaults=words)
    for position, facts in enumerate(shop["branches"]):
        words = {name: fact for name, fact in facts.items() if name != "hours"}
        branch, is_new = Branch.objects.get_or_create(slug=facts["slug"], defaults={**words, "position": position})
        if is_new:
            _load_hours(branch, facts["hours"])
    for position, facts in enumerate(shop["zones"]):
        _load_zone(position, facts)
    for page in shop["help"]:
        HelpPage.objects.get_or_create(slug=page["slug"], defaults={"title": page["title"], "body": page["body"]})


def _load_zone(position: int, facts: dict[str, Any]) -> None:
    """A zone with its ways and prices. A country that staff have put elsewhere stays there."""
    words = {"is_rest": facts.get("is_rest", False), "position": position}
    zone, is_new = DeliveryZone.objects.get_or_create(name=facts["name"], defaults=words)
    if not is_new:
        return
    ZoneCountry.objects.bulk_create(
        [ZoneCountry(zone=zone, code=code) for code in facts["countries"]], ignore_conflicts=True
    )
    for place, words in enumerate(facts["methods"]):
        bands, (days_from, days_to) = words.pop("bands"), words.pop("days")
        words |= {"zone": zone, "days_from": days_from, "days_to": days_to, "position": place}
        method, is_new = DeliveryMethod.objects.get_or_create(code=words["code"], defaults=words)
        if is_new:
            method.bands.bulk_create(DeliveryBand(method=method, up_to=up_to, price=price) for up_to, price in bands)


def _load_hours(branch: Branch, hours: list[list[Any]]) -> None:
    OpeningHours.objects.bulk_create(
        OpeningHours(branch=branch, weekday=weekday, opens=opens, closes=closes)
        for first, last, opens, closes in hours
        for weekday in range(first, last + 1)
    )


def _load_shelves(shelves: list[dict[str, Any]]) -> None:
    for position, facts in enumerate(shelves):
        words = {name: facts[name] for name in ("title", "intro", "place")}
        shelf, is_new = Shelf.objects.get_or_create(slug=facts["slug"], defaults={**words, "position": position})
        if not is_new:
            continue
        for place, (title, talker, signed_by) in enumerate(facts["books"]):
            book = Book.objects.filter(title=title).order_by("pk").first()
            if book:
                shelf.places.create(book=book, position=place, talker=talker, signed_by=signed_by)


def _load_promotions(promotions: list[dict[str, Any]]) -> None:
    shelves = {shelf.slug: shelf for shelf in Shelf.objects.all()}
    for facts in promotions:
        words = {**facts, "shelf": shelves.get(facts.get("shelf", ""))}
        Promotion.objects.get_or_create(name=facts["name"], defaults=words)
