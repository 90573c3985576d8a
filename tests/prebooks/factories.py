"""People who wait."""

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from catalog import stock
from catalog.models import Branch
from prebooks import placing
from tests.catalog.factories import BookFactory, BranchFactory


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"reader-{n}@example.org")


def a_prebook(book=None, **facts):
    """Of a new book that is sold out, for a new person, unless said otherwise."""
    if "email" not in facts and "phone" not in facts:
        facts.setdefault("person", PersonFactory())
    return placing.place(book or BookFactory(), **facts)


def copies_come(book, copies=1):
    stock.receive(book, Branch.objects.first() or BranchFactory(), copies)
