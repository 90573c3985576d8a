"""Books and what they stand on. Defaults are unsurprising: a paperback in print for £9.99, no copies."""

from datetime import timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from catalog import indexing, stock
from catalog.isbn import check_digit_13
from catalog.models import (
    Book,
    Branch,
    Contributor,
    Event,
    Genre,
    Publisher,
    Series,
    Shelf,
    ShelfBook,
    Supplier,
    SupplierOffer,
    Work,
)
from catalog.search import documents


def numbered_isbn(number: int) -> str:
    """A valid ISBN-13 for a number, in a block that no publisher has."""
    core = f"9781000{number:05d}"
    return core + check_digit_13(core)


class WorkFactory(DjangoModelFactory):
    class Meta:
        model = Work

    title = factory.Sequence(lambda n: f"A Book of {n}")


class ContributorFactory(DjangoModelFactory):
    class Meta:
        model = Contributor

    name = factory.Sequence(lambda n: f"Ada Number{n}")
    sort_name = factory.LazyAttribute(lambda person: ", ".join(reversed(person.name.rsplit(" ", 1))))


class PublisherFactory(DjangoModelFactory):
    class Meta:
        model = Publisher

    name = factory.Sequence(lambda n: f"Press {n}")


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series

    name = factory.Sequence(lambda n: f"Series {n}")


class GenreFactory(DjangoModelFactory):
    class Meta:
        model = Genre
        django_get_or_create = ("code",)

    code = "FBA"
    name = "Contemporary fiction"


class BranchFactory(DjangoModelFactory):
    class Meta:
        model = Branch

    slug = factory.Sequence(lambda n: f"branch-{n}")
    name = factory.Sequence(lambda n: f"Branch {n}")


class SupplierFactory(DjangoModelFactory):
    class Meta:
        model = Supplier
        django_get_or_create = ("name",)

    name = "Gannet Wholesale"


class BookFactory(DjangoModelFactory):
    """BookFactory(title="Emma", by=["Jane Austen"], genre="FBC", stock=3): stock comes in by a delivery."""

    class Meta:
        model = Book
        skip_postgeneration_save = True

    isbn13 = factory.Sequence(numbered_isbn)
    title = factory.Sequence(lambda n: f"A Book of {n}")
    work = factory.SubFactory(WorkFactory, title=factory.SelfAttribute("..title"))
    price = Decimal("9.99")

    @factory.post_generation
    def by(self, create, names, **kwargs):
        for sequence, name in enumerate(names or [], start=1):
            person = Contributor.objects.filter(name=name).first() or ContributorFactory(name=name)
            self.contributions.create(contributor=person, sequence=sequence)

    @factory.post_generation
    def genre(self, create, code, **kwargs):
        if code:
            self.book_genres.create(genre=GenreFactory(code=code, name=code), is_main=True)

    @factory.post_generation
    def stock(self, create, copies, **kwargs):
        """Last: whatever is listed is listed whole."""
        if copies:  # which lists it, too
            stock.receive(self, Branch.objects.first() or BranchFactory(), copies)
            documents.refresh([self.work_id])
        elif create:
            indexing.refresh([self.pk])


class SupplierOfferFactory(DjangoModelFactory):
    class Meta:
        model = SupplierOffer

    book = factory.SubFactory(BookFactory)
    supplier = factory.SubFactory(SupplierFactory)
    state = SupplierOffer.State.AVAILABLE


class ShelfFactory(DjangoModelFactory):
    class Meta:
        model = Shelf

    slug = factory.Sequence(lambda n: f"shelf-{n}")
    title = factory.Sequence(lambda n: f"Shelf {n}")


class ShelfBookFactory(DjangoModelFactory):
    class Meta:
        model = ShelfBook

    shelf = factory.SubFactory(ShelfFactory)
    book = factory.SubFactory(BookFactory)


class EventFactory(DjangoModelFactory):
    """An evening tomorrow, in a branch of ours."""

    class Meta:
        model = Event

    slug = factory.Sequence(lambda n: f"evening-{n}")
    title = factory.Sequence(lambda n: f"Evening {n}")
    summary = "Somebody reads."
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + timedelta(hours=2))
    branch = factory.SubFactory("tests.catalog.factories.BranchFactory")
