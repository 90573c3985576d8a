"""What the search field offers while one types: at most eight works, people, series and genres, marked as such."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.availability import State
from catalog.models import Book, Contributor, Genre, Series
from catalog.search import editions, words
from catalog.search.finding import Found, find
from catalog.search.isbns import edition_with

MOST = 8
MOST_PEOPLE = 2
MOST_SERIES = 1
MOST_GENRES = 1
SHORTEST = 2


def suggestions(text: str) -> list[dict[str, Any]]:
    """Groups of options, each with .url, .label (what was not typed marked) .note .book .price; none for one letter."""
    if len("".join(words.read(text).parts)) < SHORTEST:
        return []
    if edition := edition_with(text):
        return [{"label": "Books", "options": [_of_book(edition, text)]}]
    found = find(text, is_unfinished=True)
    people = in_order(Contributor.objects.all(), found.people_pks[:MOST_PEOPLE])
    series = in_order(Series.objects.all(), found.series_pks[:MOST_SERIES])
    genres = _genres(found)
    works = (found.work_pks or found.near_pks)[: MOST - len(people) - len(series) - len(genres)]
    books = in_order(Book.objects.with_people().select_related("listing"), editions.fitting(works, found.query))
    groups = [
        ("Books", [_of_book(book, text) for book in books]),
        ("Authors", [_option(person, text) for person in people]),
        ("Series", [_option(each, text) for each in series]),
        ("Subjects", [_option(genre, text) for genre in genres]),
    ]
    return [{"label": label, "options": options} for label, options in groups if options]


def emphasised(label: str, typed: str) -> SafeString:
    """The label with what was not typed in <mark>: the typed beginnings of its words stay as they are."""
    beginnings = sorted(words.plain(typed).split(), key=len, reverse=True)
    if not any(words.plain(word).startswith(tuple(beginnings)) for word in label.split()):
        return format_html("{}", label)  # found by its author, say: nothing of it was typed
    return format_html_join(" ", "{}", ((_marked(word, beginnings),) for word in label.split()))


def _marked(word: str, beginnings: list[str]) -> SafeString:
    plain = words.plain(word)
    for beginning in beginnings:
        if plain.startswith(beginning) and len(plain) == len(word):
            rest = word[len(beginning) :]
            return format_html("{}<mark>{}</mark>", word[: len(beginning)], rest) if rest else format_html("{}", word)
    return format_html("<mark>{}</mark>", word)


def in_order(rows: QuerySet, pks: list[int]) -> list:
    """The rows with these keys, in this order; no query for none."""
    found = rows.in_bulk(pks) if pks else {}
    return [found[pk] for pk in pks if pk in found]


def _genres(found: Found) -> list[Genre]:
    beginning = found.query.text.strip().lower()
    return list(Genre.objects.annotate(small=Lower("name")).filter(small__startswith=beginning)[:MOST_GENRES])


def _of_book(book: Book, typed: str) -> dict[str, Any]:
    """With its price, unless it is not sold."""
    is_offered = book.listing.rank < State.OUT_OF_PRINT.rank
    return _option(book, typed, note=book.byline, book=book, price=book.price if is_offered else None)


def _option(thing: Book | Contributor | Series | Genre, typed: str, **more: Any) -> dict[str, Any]:
    label = thing.title if isinstance(thing, Book) else thing.name
    return {"url": thing.get_absolute_url(), "label": emphasised(label, typed), **more}
