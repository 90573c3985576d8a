"""Finding books by what people type. An ISBN leads straight to its edition; words look everywhere."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest

from catalog import isbn
from catalog.models import Book, BookGenre, Contribution, Contributor, Genre, Listing, Series, SeriesVolume

MOST_WORDS = 8
CLOSE = 0.35  # how alike a title must be to count as a slip of the fingers; 1 is the same


def edition_with_isbn(text: str) -> Book | None:
    """The edition whose ISBN was typed, in any spelling; None if it is no ISBN or not one of ours."""
    try:
        return Book.objects.filter(isbn13=isbn.isbn13(text)).first()
    except isbn.InvalidIsbn:
        return None


def words_of(text: str) -> list[str]:
    """The words of a search, as they are filed: without accents, case and punctuation."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return re.findall(r"\w+", plain.lower())[:MOST_WORDS]


def found(text: str) -> QuerySet[Listing]:
    """One row for each work that has all the words, as beginnings, in its titles, people, series, publisher or genres.

    Annotated with `closeness` of the title. Text without any word finds everything.
    """
    rows = Listing.objects.leads().annotate(
        closeness=TrigramSimilarity("work__sort_key", Value(" ".join(words_of(text))))
    )
    for word in words_of(text):
        rows = rows.filter(_has_word(word))
    return rows


def nearly_found(text: str) -> QuerySet[Listing]:
    """Works whose title or author is spelt almost so."""
    words = " ".join(words_of(text))
    author = Contribution.objects.filter(book=OuterRef("book")).annotate(
        likeness=TrigramSimilarity("contributor__sort_key", Value(words))
    )
    best_author = author.order_by("-likeness").values("likeness")[:1]
    return (
        Listing.objects.leads()
        .annotate(closeness=Greatest(TrigramSimilarity("work__sort_key", Value(words)), best_author))
        .filter(closeness__gte=CLOSE)
    )


def best_first(rows: QuerySet[Listing]) -> QuerySet[Listing]:
    """By likeness of the title, popular before obscure among equals."""
    return rows.order_by(F("closeness").desc(nulls_last=True), "-popularity", "pk")


def suggestions(text: str) -> list[dict]:
    """At most eight things that begin as typed, in groups for the search field; none for fewer than two letters."""
    words = words_of(text)
    if len("".join(words)) < 2:
        return []
    pattern = _beginning(words[-1])
    people = Contributor.objects.filter(sort_key__regex=pattern, contributions__isnull=False).distinct()[:2]
    series = Series.objects.filter(sort_key__regex=pattern)[:1]
    genres = Genre.objects.filter(name__iregex=pattern)[:1]
    room = 8 - len(people) - len(series) - len(genres)
    pks = [row.pk for row in best_first(found(text))[:room]]
    books = Book.objects.with_people().in_bulk(pks)
    groups = [
        ("Books", [_option(books[pk], note=books[pk].byline, book=books[pk]) for pk in pks]),
        ("Authors", [_option(person) for person in people]),
        ("Series", [_option(each) for each in series]),
        ("Subjects", [_option(genre) for genre in genres]),
    ]
    return [{"label": label, "options": options} for label, options in groups if options]


def _option(thing: Book | Contributor | Series | Genre, **more: Any) -> dict[str, Any]:
    label = thing.title if isinstance(thing, Book) else thing.name
    return {"url": thing.get_absolute_url(), "label": label, **more}


def _has_word(word: str) -> Q:
    pattern = _beginning(word)
    of_work = {"book__work": OuterRef("work")}
    in_book = (
        Q(title__iregex=pattern)
        | Q(subtitle__iregex=pattern)
        | Q(keywords__iregex=pattern)
        | Q(imprint__iregex=pattern)
        | Q(publisher__sort_key__regex=pattern)
        | Q(work__original_title__iregex=pattern)
    )
    return (
        Q(work__sort_key__regex=pattern)
        | Exists(Book.objects.filter(in_book, work=OuterRef("work")))
        | Exists(Contribution.objects.filter(contributor__sort_key__regex=pattern, **of_work))
        | Exists(SeriesVolume.objects.filter(Q(series__sort_key__regex=pattern) | Q(number=word), **of_work))
        | Exists(BookGenre.objects.filter(genre__name__iregex=pattern, **of_work))
    )


def _beginning(word: str) -> str:
    """A PostgreSQL pattern for a word that begins so. Words hold letters and digits only."""
    return rf"\m{word}"
