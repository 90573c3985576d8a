"""Which pages are asked for: of each kind many different ones, the same at every run."""

from __future__ import annotations

import random
from urllib.parse import quote_plus, urlencode

from catalog import browsing
from catalog.browsing.filters import AVAILABILITY
from catalog.models import Book, Contributor, Genre, Listing, Publisher, Series
from catalog.models.kinds import Format

DEEP = 10_000  # page
LANGUAGES = ["en", "en", "en", "fr", "de", "es"]


def addresses(number: int) -> dict[str, list[str]]:
    """For each kind so many addresses, or as many as there are."""
    dice = random.Random(3)
    books, genres, people = _books(dice, number), list(Genre.objects.all()), _people(dice, number)
    titles = [book.title for book in books]
    return {
        "home": ["/"] * number,
        "all books": ["/books/", *(f"/books/?sort={sort}" for sort in browsing.SORTS)] * (number // 8 + 1),
        f"all books, page {DEEP:,}": _deep(number),
        "genre": [dice.choice(genres).get_absolute_url() + f"?sort={_sort(dice)}" for _ in range(number)],
        "genre, page 50": _deep_in_genres(genres, dice, number),
        "listing, one facet": [f"/books/?{urlencode(dict([_facets(dice)[0]]))}" for _ in range(number)],
        "listing, three facets": [_three_facets(dice) for _ in range(number)],
        "author": [person.get_absolute_url() for person in people],
        "series": [each.get_absolute_url() for each in _some(Series, dice, number)],
        "publisher": [each.get_absolute_url() for each in _some(Publisher, dice, number)],
        "book": [book.get_absolute_url() for book in books],
        "search, a title": _searches(titles),
        "search, a name": _searches(person.name for person in people),
        "search, a word": _searches(dice.choice(title.split()) for title in titles),
        "search, misspelt": _searches(_misspelt(dice, title) for title in titles),
        "search, three facets": [
            f"/search/?{urlencode([('q', dice.choice(title.split())), *_facets(dice)])}" for title in titles
        ],
        "suggestions": [f"/search/suggest/?q={quote_plus(title[: dice.randint(2, 9)])}" for title in titles],
    }


def _books(dice: random.Random, number: int) -> list[Book]:
    """Half of them such as sell, as visitors do."""
    popular = list(Listing.objects.leads().order_by("-popularity", "pk").values_list("pk", flat=True)[:1000])
    return [*_some(Book, dice, number - number // 2), *Book.objects.filter(pk__in=dice.sample(popular, number // 2))]


def _people(dice: random.Random, number: int) -> list[Contributor]:
    """Each with some book: half of them those who wrote what sells."""
    people = {people[0] for people in Listing.objects.filter(pk__in=[b.pk for b in _books(dice, number)])
              .exclude(people=[]).values_list("people", flat=True)}  # fmt: skip
    return list(Contributor.objects.filter(pk__in=people))


def _some(model: type, dice: random.Random, number: int) -> list:
    first, last = (model.objects.order_by(order).values_list("pk", flat=True)[0] for order in ("pk", "-pk"))
    keys = {dice.randint(first, last) for _ in range(number * 2)}
    return list(model.objects.filter(pk__in=keys).order_by("pk")[:number])


def _deep(number: int) -> list[str]:
    """Page 10,000 and those before it in every order; the last ones where there are not so many."""
    last = -(-browsing.survey(browsing.Filters()).reachable // browsing.PAGE_SIZE)
    orders = list(browsing.SORTS)
    return [f"/books/?sort={orders[n % len(orders)]}&page={max(min(DEEP, last - 1) - n, 1)}" for n in range(number)]


def _deep_in_genres(genres: list[Genre], dice: random.Random, number: int) -> list[str]:
    large = [genre for genre in genres if browsing.survey(browsing.Filters(genre=(genre.code,))).total > 50 * 24]
    return [f"{dice.choice(large or genres).get_absolute_url()}?page={50 if large else 1}" for _ in range(number)]


def _facets(dice: random.Random) -> list[tuple[str, str]]:
    """Three filters of different groups, broad ones and narrow ones."""
    groups = [
        ("availability", dice.choice(list(AVAILABILITY))),
        ("format", dice.choice([Format.PAPERBACK, Format.HARDBACK, Format.EBOOK, Format.LARGE_PRINT])),
        ("genre", dice.choice(list(_codes()))),
        ("language", dice.choice(LANGUAGES)),
        ("price_max", dice.choice(["5", "10", "20"])),
        ("price_min", dice.choice(["8", "12", "30"])),
        ("year_min", dice.choice(["2000", "2015", "2024"])),
        ("rating", dice.choice("234")),
        ("publisher", str(dice.choice(_publishers()))),
    ]
    return dice.sample(groups, 3)


def _three_facets(dice: random.Random) -> str:
    return f"/books/?{urlencode([*_facets(dice), ('sort', _sort(dice))])}"


def _sort(dice: random.Random) -> str:
    return dice.choice(list(browsing.SORTS))


def _codes() -> list[str]:
    return list(Genre.objects.order_by("code").values_list("code", flat=True))


def _publishers() -> list[int]:
    return list(Publisher.objects.order_by("pk").values_list("pk", flat=True)[:200])


def _searches(texts) -> list[str]:
    return [f"/search/?q={quote_plus(text)}" for text in texts]


def _misspelt(dice: random.Random, text: str) -> str:
    """Two neighbouring letters changed about."""
    place = dice.randrange(max(len(text) - 1, 1))
    return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
