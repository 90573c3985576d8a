from collections.abc import Iterator

import pytest
from stripe import HTTPClient

from tests.orders.fake_stripe import FakeStripe, running_stripe

SECRET = "whsec_of_a_test"


@pytest.fixture
def stripe(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStripe]:
    """A Stripe of our own, through which this test's shop is paid. When it is silent, it is asked again at once."""
    monkeypatch.setattr(HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(HTTPClient, "MAX_DELAY", 0)
    with running_stripe(SECRET) as (fake, address):
        settings.STRIPE_SECRET_KEY = "sk_test_of_a_test"
        settings.STRIPE_WEBHOOK_SECRET = SECRET
        settings.STRIPE_API_BASE = address
        yield fake
