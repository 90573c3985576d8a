from collections.abc import Iterator

import pytest

from tests.orders.fake_stripe import FakeStripe, running_stripe

SECRET = "whsec_of_a_test"


@pytest.fixture
def stripe(settings) -> Iterator[FakeStripe]:
    """A Stripe of our own, through which this test's shop is paid."""
    with running_stripe(SECRET) as (fake, address):
        settings.STRIPE_SECRET_KEY = "sk_test_of_a_test"
        settings.STRIPE_WEBHOOK_SECRET = SECRET
        settings.STRIPE_API_BASE = address
        yield fake
