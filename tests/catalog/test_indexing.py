"""Many listings and documents at once."""

import sys

import pytest

from catalog import indexing
from tests.catalog.factories import BookFactory

pytestmark = pytest.mark.django_db


def test_threads_take_their_usual_turns_again_when_it_breaks_off(monkeypatch):
    usual = sys.getswitchinterval()
    books = [BookFactory().pk for _ in range(3)]
    monkeypatch.setattr(indexing, "PORTION", 1)
    monkeypatch.setattr(indexing, "DOCUMENTS", indexing.DOCUMENTS._replace(write=lambda rows: 1 / 0))

    with pytest.raises(ZeroDivisionError):
        indexing.refresh(books)

    assert sys.getswitchinterval() == usual
