"""People who sign in, and what they have kept."""

from collections.abc import Callable

import factory
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factory.django import DjangoModelFactory

from accounts.models import Address, User

PASSWORD = "eleven quiet herons"


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def proved(self, create, extracted, **kwargs):
        if create:
            self.emailaddress_set.create(email=self.email, verified=True, primary=True)


class AddressFactory(DjangoModelFactory):
    class Meta:
        model = Address

    person = factory.SubFactory(PersonFactory)
    name = "Zoë Ada"
    line1 = "1 Quay Lane"
    city = "Bristol"
    postcode = "BS1 4QA"
    country = "GB"


def queries_of(ask: Callable[[], object]) -> int:
    """How many queries a page costs, once whatever is kept for all pages is warm."""
    ask()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ask()
    return len(asked)
