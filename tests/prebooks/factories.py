"""People who wait."""

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from catalog import stock
from catalog.models import Branch
from notices.models import Notice
from prebooks import placing
from prebooks.models import Prebook
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


def states(*prebooks):
    """As the database says."""
    return [Prebook.objects.get(pk=prebook.pk).state for prebook in prebooks]


def told(prebook):
    """The titles of the notices about it, in their order."""
    return list(
        Notice.objects.filter(key__startswith=f"prebook {prebook.pk} ").order_by("pk").values_list("title", flat=True)
    )
