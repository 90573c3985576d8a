"""The rooms of the account that the accounts themselves keep (accounts/hub.py)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import erasing
from accounts.hub import About, Need, Room, Urgency
from accounts.models import User
from storefront.days import spoken_day
from storefront.words import counted


def _addresses(person: User) -> About:
    addresses = list(person.addresses.all())
    if not addresses:
        return About("None yet. Keep one, and the checkout fills itself in.")
    usual = next((each for each in addresses if each.is_delivery_default), None)
    where = f"Parcels go to {usual.label or usual.city}. " if usual else ""
    return About(f"{where}{counted(len(addresses), 'address', 'addresses')} kept.")


def _security(person: User) -> About:
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    has_step = Authenticator.Type.TOTP in kinds or Authenticator.Type.WEBAUTHN in kinds
    linked = SocialAccount.objects.filter(user=person).count()
    ways = [
        "a password" if person.has_usable_password() else "",
        counted(kinds.count(Authenticator.Type.WEBAUTHN), "passkey", "passkeys"),
        "an app’s code" if Authenticator.Type.TOTP in kinds else "",
        counted(linked, "linked account", "linked accounts"),
    ]
    state = ", ".join(way for way in ways if way and not way.startswith("no "))
    needs = [*_unproved(person), *_second_step(person, has_step)]
    return About(f"You sign in with {state}." if state else "You sign in with a code by mail.", tuple(needs))


def _unproved(person: User) -> list[Need]:
    waiting = person.emailaddress_set.filter(verified=False).order_by("pk").values_list("email", flat=True)
    return [
        Need(
            urgency=Urgency.SAFETY,
            title=f"{email} is not proved yet",
            note="Follow the link in the mail that we sent there. Until then your old address counts.",
            url=reverse("account_email"),
            action="Look at the address",
        )
        for email in waiting
    ]


def _second_step(person: User, has_step: bool) -> list[Need]:
    if not person.is_staff or has_step:
        return []
    must = settings.STAFF_SECOND_FACTOR
    return [
        Need(
            urgency=Urgency.SAFETY,
            title="Your account has no second step yet",
            note="You work here: the back office opens when you have added an app or a passkey."
            if must
            else "You work here: an app or a passkey keeps everybody’s orders safe.",
            url=reverse("accounts:security"),
            action="Add a second step",
        )
    ]


def _data(person: User) -> About:
    erasure = erasing.pending(person)
    if erasure is None:
        return About("Take along what we keep of you, or be forgotten.")
    need = Need(
        urgency=Urgency.LOST_SOON,
        title=f"Your account will be erased on {spoken_day(timezone.localdate(erasure.due_at))}",
        note="You asked for it. Until then you can keep it.",
        url=reverse("accounts:own-data"),
        action="Think again",
        until=erasure.due_at,
    )
    return About("You have asked to be forgotten.", (need,))


ROOMS = [
    Room(name="addresses", title="Addresses", at=60, icon="delivery", path="accounts:address-list", tell=_addresses),
    Room(name="security", title="Sign-in and security", at=80, icon="lock", path="accounts:security", tell=_security),
    Room(name="data", title="Your data", at=90, icon="account", path="accounts:own-data", tell=_data),
]
