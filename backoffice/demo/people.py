"""Who works and reads in the demo: everybody has the password that `make run` prints, and a proved address."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.models import User


def somebody(email: str, name: str, *, works_here: bool = False) -> User:
    """Whoever has this address: made now, or found as they are."""
    person = User.objects.filter(email=email).first()
    if person is None:
        make = User.objects.create_superuser if works_here else User.objects.create_user
        person = make(email, settings.DEMO_PASSWORD, name=name)
    EmailAddress.objects.get_or_create(user=person, email=email, defaults={"verified": True, "primary": True})
    return person
