"""Works and their editions, invented: a few authors, subjects, publishers and books have most of everything."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from backoffice.generation import words
from catalog.isbn import check_digit_13
from catalog.models.kinds import Format, Precision, Role, Status, TaxClass
from catalog.models.supply import SupplierOffer

PUBLISHERS = 3000
KNOWN_AUTHORS = 500  # to begin with, lest the first of all write half of everything
NEW_AUTHOR = 0.35  # of works; the others are by somebody known, the likelier the more they wrote (Yule–Simon)
IN_SERIES = 0.14
MOST_POPULAR = 5_000_000
FICTION = ("F", "X", "Y", "D")

FIRST_FORMATS = {Format.PAPERBACK: 62, Format.HARDBACK: 22, Format.EBOOK: 11, Format.BOARD_BOOK: 3, Format.SPIRAL: 2}
MORE_FORMATS = [Format.EBOOK, Format.HARDBACK, Format.PAPERBACK, Format.AUDIO_DOWNLOAD, Format.LARGE_PRINT]
EDITIONS = {1: 62, 2: 22, 3: 10, 4: 4, 5: 2}
PRICES = {
    Format.HARDBACK: 22, Format.LARGE_PRINT: 18, Format.SPIRAL: 19, Format.AUDIO_DOWNLOAD: 15, Format.EBOOK: 6,
    Format.BOARD_BOOK: 7,
}  # fmt: skip
STATUSES = {Status.ACTIVE: 89, Status.OUT_OF_PRINT: 7, Status.REMAINDERED: 2, Status.WITHDRAWN: 1, Status.POSTPONED: 1}
OFFERS = {
    SupplierOffer.State.AVAILABLE: 62, SupplierOffer.State.TO_ORDER: 22, SupplierOffer.State.AWAITED: 10,
    SupplierOffer.State.UNAVAILABLE: 6,
}  # fmt: skip


@dataclass
class Edition:
    isbn13: str
    format: str
    publisher: int
    pages: int | None
    published_on: date
    precision: str
    status: str
    price: Decimal | None
    list_price: Decimal | None
    popularity: int
    copies: int
    offer: str | None

    @property
    def tax_class(self) -> str:
        return {Format.EBOOK: TaxClass.EBOOK, Format.AUDIO_DOWNLOAD: TaxClass.AUDIO}.get(self.format, TaxClass.BOOK)


@dataclass
class Invented:
    """A work. People and series are numbers in the order in which they first came up."""

    title: str
    subtitle: str
    language: str
    description: str
    first_published: int
    genres: list[str]  # the main one first
    people: list[tuple[int, str]]  # who, and what they did
    series: tuple[int, int] | None  # which, and the volume
    rating: tuple[Decimal, int] | None  # average, and of how many
    editions: list[Edition] = field(default_factory=list)


class Catalogue:
    """Invents one work after another; remembers who wrote what so far."""

    def __init__(self, seed: str, genres: list[str], today: date, first_book: int = 0) -> None:
        self.dice = random.Random(seed)
        self.genres = words.Bag(sorted(genres, key=lambda code: self.dice.random()), flatness=3)
        self.publishers = words.Bag([str(number) for number in range(PUBLISHERS)], flatness=12)
        self.today = today
        self.number_of_books = first_book
        self.people: list[str] = []
        self.series: list[str] = []
        self._credits = [self._newcomer() for _ in range(KNOWN_AUTHORS)]  # an author stands here once for each work
        self._begun: dict[int, tuple[int, int]] = {}  # the series that an author is writing, and its last volume

    def works_until(self, books: int) -> Iterator[Invented]:
        """Works until they have so many editions, or a few more: the last brings all of its own."""
        while self.number_of_books < books:
            yield self._work()

    def _work(self) -> Invented:
        dice = self.dice
        author, genre = self._author(), self.genres.draw(dice)
        language = "en" if dice.random() < 0.87 else words.LANGUAGES.draw(dice)
        published_on, precision = self._published()
        work = Invented(
            title=words.title(dice, language, genre.startswith(FICTION)),
            subtitle=words.subtitle(dice) if dice.random() < (0.05 if genre.startswith(FICTION) else 0.5) else "",
            language=language,
            description=words.sentences(dice),
            first_published=published_on.year,
            genres=list(dict.fromkeys([genre] + [self.genres.draw(dice) for _ in range(dice.choice([0, 0, 1, 2]))])),
            people=list(dict.fromkeys([(author, Role.AUTHOR), *self._others()])),
            series=self._volume(author) if dice.random() < IN_SERIES else None,
            rating=self._rating() if dice.random() < 0.2 else None,
        )
        popularity = min(int(dice.paretovariate(0.9)), MOST_POPULAR)
        work.editions = list(self._editions(published_on, precision, popularity))
        return work

    def _author(self) -> int:
        if self.dice.random() < NEW_AUTHOR:
            self._credits.append(self._newcomer())
        else:
            self._credits.append(self.dice.choice(self._credits))
        return self._credits[-1]

    def _newcomer(self) -> int:
        self.people.append(words.person(self.dice))
        return len(self.people) - 1

    def _others(self) -> Iterator[tuple[int, str]]:
        for role, share in ((Role.AUTHOR, 0.12), (Role.TRANSLATOR, 0.06), (Role.ILLUSTRATOR, 0.05)):
            if self.dice.random() < share:
                yield self._author(), role

    def _volume(self, author: int) -> tuple[int, int]:
        """The next volume of the author's series, or the first of another."""
        series, volume = self._begun.get(author, (0, 0))
        if not volume or self.dice.random() < 0.15:
            self.series.append(words.capitals(f"the {words.ADJECTIVES.draw(self.dice)} {words.place(self.dice)} books"))
            series, volume = len(self.series) - 1, 0
        self._begun[author] = (series, volume + 1)
        return series, volume + 1

    def _published(self) -> tuple[date, str]:
        dice = self.dice
        if dice.random() < 0.03:
            precision = dice.choices([Precision.DAY, Precision.MONTH, Precision.YEAR], [8, 3, 1])[0]
            return self.today + timedelta(days=dice.randint(1, 400)), precision
        days = min(int(dice.expovariate(1 / 3300)), 27_000)
        return self.today - timedelta(days=days), Precision.DAY

    def _rating(self) -> tuple[Decimal, int]:
        average = min(max(self.dice.gauss(3.9, 0.5), 1), 5)
        return Decimal(str(round(average, 2))), int(self.dice.paretovariate(0.8)) % 10_000 + 1

    def _editions(self, published_on: date, precision: str, popularity: int) -> Iterator[Edition]:
        dice = self.dice
        first = dice.choices(list(FIRST_FORMATS), FIRST_FORMATS.values())[0]
        number = dice.choices(list(EDITIONS), EDITIONS.values())[0]
        others = dice.sample([form for form in MORE_FORMATS if form != first], k=min(number - 1, 4))
        publisher, pages = int(self.publishers.draw(dice)), int(min(dice.lognormvariate(5.6, 0.4), 1800))
        for form in [first, *others]:
            if form != first and published_on < self.today:
                published_on = min(published_on + timedelta(days=dice.randint(0, 900)), self.today)
                popularity = popularity * dice.randint(5, 60) // 100
                publisher = publisher if dice.random() < 0.8 else int(self.publishers.draw(dice))
            yield self._edition(form, publisher, pages, published_on, precision, popularity)

    def _edition(
        self, form: str, publisher: int, pages: int, published_on: date, precision: str, popularity: int
    ) -> Edition:
        dice = self.dice
        core = f"9792{self.number_of_books:08d}"
        self.number_of_books += 1
        is_forthcoming = published_on > self.today
        price = Decimal(round(PRICES.get(form, 10) * dice.lognormvariate(0, 0.35))) + Decimal("0.99")
        return Edition(
            isbn13=core + check_digit_13(core),
            format=form,
            publisher=publisher,
            pages=None if form == Format.AUDIO_DOWNLOAD else pages,
            published_on=published_on,
            precision=precision,
            status=Status.FORTHCOMING if is_forthcoming else dice.choices(list(STATUSES), STATUSES.values())[0],
            price=price if dice.random() < 0.99 else None,
            list_price=price + dice.randint(1, 4) if dice.random() < 0.12 else None,
            popularity=popularity,
            copies=0 if is_forthcoming or dice.random() > 0.08 + min(popularity, 500) / 1000 else dice.randint(1, 12),
            offer=dice.choices(list(OFFERS), OFFERS.values())[0] if dice.random() < 0.8 else None,
        )
