"""The demo shop: real books, an invented town. Loading it again changes nothing that is there."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from backoffice.demo import DATA, books, prebooks, reviews, supply
from catalog import indexing
from catalog.models import Book, Branch, Genre, OpeningHours, Shelf
from orders.models import DeliveryMethod
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
        _load_people()
        say(f"{len(shop['shelves'])} shelves set up")
        say(f"{prebooks.load()} pre-books placed")
        say(f"{reviews.load()} reviews by readers with orders")


def _load_house(shop: dict[str, Any]) -> None:
    for genre in shop["genres"]:
        words = {"name": genre["name"], "intro": genre.get("intro", ""), "in_menu": genre.get("menu", False)}
        Genre.objects.get_or_create(code=genre["code"], defaults=words)
    for position, facts in enumerate(shop["branches"]):
        words = {name: fact for name, fact in facts.items() if name != "hours"}
        branch, is_new = Branch.objects.get_or_create(slug=facts["slug"], defaults={**words, "position": position})
        if is_new:
            _load_hours(branch, facts["hours"])
    for position, facts in enumerate(shop["delivery"]):
        DeliveryMethod.objects.get_or_create(
            code=facts["code"],
            defaults={
                "name": facts["name"],
                "price": facts["price"],
                "free_from": facts.get("free_from"),
                "days_from": facts["days"][0],
                "days_to": facts["days"][1],
                "position": position,
            },
        )
    for page in shop["help"]:
        HelpPage.objects.get_or_create(slug=page["slug"], defaults={"title": page["title"], "body": page["body"]})


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


def _load_people() -> None:
    if not User.objects.filter(email=settings.DEMO_STAFF_EMAIL).exists():
        User.objects.create_superuser(settings.DEMO_STAFF_EMAIL, settings.DEMO_PASSWORD, name="Marguerite Ashdown")
