"""The demo shop: real books, an invented town. Loading it again changes nothing that is there."""

from __future__ import annotations

import csv
import random
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog import listing, stock
from catalog.isbn import check_digit_13
from catalog.models import (
    Book,
    Branch,
    Contributor,
    Genre,
    OpeningHours,
    PriceChange,
    Series,
    Shelf,
    Supplier,
    SupplierOffer,
    Work,
)
from catalog.models.books import Status
from orders.models import DeliveryMethod
from storefront.models import HelpPage

DATA = Path(__file__).parent / "data"
PRICES = ["7.99", "8.99", "9.99", "9.99", "10.99", "12.99"]


def load(say: Callable[[str], Any]) -> None:
    """Load what is not there yet, in one transaction. `say` is told of each step."""
    shop = tomllib.loads((DATA / "shop.toml").read_text(encoding="utf-8"))
    with (DATA / "books.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with transaction.atomic():
        _load_house(shop)
        say(f"{len(shop['branches'])} branches, {len(shop['genres'])} genres, {len(shop['help'])} help pages")
        new = [_load_book(row) for row in rows if not Book.objects.filter(isbn13=row["isbn13"]).exists()]
        say(f"{len(rows)} books, {len(new)} of them new")
        new += _load_forthcoming(shop["forthcoming"])
        _load_supply(new)
        listing.refresh([book.pk for book in new])
        say("copies counted, suppliers asked")
        _load_shelves(shop["shelves"])
        _load_people()
        say(f"{len(shop['shelves'])} shelves set up")


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


def _load_book(row: dict[str, str]) -> Book:
    original = row["original_title"] if row["original_title"] != row["title"] else ""
    work = Work.objects.create(title=row["title"], original_title=original, first_published=int(float(row["year"])))
    dice = random.Random(row["isbn13"])  # noqa: S311 - the same shop on every machine
    price = Decimal(dice.choice(PRICES))
    book = Book.objects.create(
        isbn13=row["isbn13"],
        work=work,
        title=row["title"],
        subtitle=row["subtitle"],
        price=price,
        list_price=price + 2 if dice.random() < 0.15 else None,
        popularity=int(row["popularity"]),
    )
    PriceChange.objects.create(book=book, price=book.price, list_price=book.list_price)
    _describe(book, row["authors"].split("; "), row["genres"])
    if row["series"]:
        series = Series.objects.filter(name=row["series"]).first() or Series.objects.create(name=row["series"])
        book.volumes.create(series=series, number=row["number"], position=Decimal(row["number"]))
    return book


def _describe(book: Book, authors: list[str], genre: str) -> None:
    for sequence, name in enumerate(authors, start=1):
        known = Contributor.objects.filter(name=name).first()
        person = known or Contributor.objects.create(name=name, sort_name=filed_under(name))
        book.contributions.create(contributor=person, sequence=sequence)
    book.book_genres.create(genre=Genre.objects.get(code=genre), is_main=True)


def filed_under(name: str) -> str:
    """“Ursula K. Le Guin” → “Le Guin, Ursula K.”; particles stay with the surname."""
    words = name.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in {"le", "la", "du", "de", "van", "von", "mccall", "garcía"}:
        start -= 1
    return name if start < 1 else f"{' '.join(words[start:])}, {' '.join(words[:start])}"


def _load_forthcoming(titles: list[dict[str, Any]]) -> list[Book]:
    new = []
    for number, facts in enumerate(titles, start=1):
        core = f"97810000{number:04d}"
        isbn13 = core + check_digit_13(core)
        day: date = timezone.localdate() + timedelta(days=facts["days"])
        if Book.objects.filter(isbn13=isbn13).exists():
            continue
        book = Book.objects.create(
            isbn13=isbn13,
            work=Work.objects.create(title=facts["title"], first_published=day.year),
            title=facts["title"],
            status=Status.FORTHCOMING,
            published_on=day,
            price=Decimal(facts["price"]),
            popularity=20,
        )
        PriceChange.objects.create(book=book, price=book.price)
        _describe(book, [facts["author"]], facts["genre"])
        new.append(book)
    return new


def _load_supply(books: list[Book]) -> None:
    """Most stand on the shelf; every tenth or so is at the supplier, awaited, a last copy, or gone for good."""
    wholesaler, _ = Supplier.objects.get_or_create(name="Gannet Wholesale")
    branches = {branch.slug: branch for branch in Branch.objects.all()}
    deliveries, offers = [], []
    for number, book in enumerate(book for book in books if book.status == Status.ACTIVE):
        dice = random.Random(book.isbn13[::-1])  # noqa: S311
        case = number % 12
        if case == 3:
            offers.append(SupplierOffer(book=book, supplier=wholesaler, state="available", days_from=2, days_to=4))
        elif case == 7:
            offers.append(_awaited(book, wholesaler, dice))
        elif case == 11 and number % 24 == 11:
            Book.objects.filter(pk=book.pk).update(status=Status.OUT_OF_PRINT)
        else:
            copies = 1 if case == 5 else dice.randint(2, 12)
            deliveries.append((book, branches["harbour-street"], copies))
            if dice.random() < 0.3:
                deliveries.append((book, branches["mill-lane"], dice.randint(1, 3)))
    SupplierOffer.objects.bulk_create(offers)
    stock.receive_many(deliveries, reference="Opening stock")


def _awaited(book: Book, supplier: Supplier, dice: random.Random) -> SupplierOffer:
    day = timezone.localdate() + timedelta(days=dice.randint(5, 40))
    return SupplierOffer(book=book, supplier=supplier, state="awaited", expected_on=day)


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
