"""Rows on their way into the listing and the search: few or many, they arrive the same."""

import pytest

from catalog import indexing, staged
from catalog.arrays import cells_of, line_of
from catalog.models import Listing, SearchDocument
from tests.catalog.factories import BookFactory


@pytest.mark.parametrize("text", ["plain", "", "a\tb\nc\rd", "\\", "\\N", "\\\\t", '{a,"b"}', "\u2028 \x0b", "ÿ 書"])
def test_a_line_is_read_as_it_was_written(text):
    assert cells_of(line_of((1, text, None, text))) == ["1", text, None, text]


@pytest.mark.django_db
def test_few_rows_arrive_as_many_do(monkeypatch):
    odd = {"It's": 2, "A\tb \\ c": 0, "“Quoted” {and, braced}": 1, "The Sea (The Tides, #2)": 3}
    books = [
        BookFactory(title=title, by=["Ada “Sea” O'Brien\\Ó", "Liu 劉"], genre="FBA", stock=copies)
        for title, copies in odd.items()
    ]
    as_few = [list(kind.objects.order_by("pk").values()) for kind in (Listing, SearchDocument)]
    Listing.objects.all().delete()
    SearchDocument.objects.all().delete()

    monkeypatch.setattr(staged, "FEW", 0)
    indexing.refresh([book.pk for book in books])

    assert [list(kind.objects.order_by("pk").values()) for kind in (Listing, SearchDocument)] == as_few
    assert len(as_few[0]) == len(as_few[1]) == 4
