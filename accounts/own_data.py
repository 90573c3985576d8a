"""What the accounts themselves keep of a person (accounts/personal_data.py)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from accounts import devices
from accounts.models import Address, Consent, Deed, User
from accounts.personal_data import Part, Records
from storefront.addresses import PARTS as ADDRESS_PARTS


def _person(person: User) -> Records:
    proved = person.emailaddress_set.order_by("pk").values("email", "verified", "primary")
    return [
        {
            "e_mail_address": person.email,
            "name": person.name,
            "name_on_reviews": person.display_name,
            "joined_at": person.joined_at,
            "last_signed_in_at": person.last_login,
            "addresses_proved": [dict(row) for row in proved],
        }
    ]


def _addresses(person: User) -> Records:
    return [
        {
            "your_name_for_it": address.label,
            **{part: getattr(address, part) for part in ADDRESS_PARTS if getattr(address, part)},
            "parcels_go_here": address.is_delivery_default,
            "bills_go_here": address.is_billing_default,
            "added_at": address.added_at,
        }
        for address in Address.objects.of(person)
    ]


def _devices(person: User) -> Records:
    found = devices.devices_of(person, this=None)
    return [
        {"device": each.name, "network_address": each.address, "since": each.since, "last_seen_at": each.seen_at}
        for each in found
    ]


def _ways_in(person: User) -> Records:
    """Names and moments; no secret leaves the shop, not even to its owner."""
    steps = [
        {
            "kind": row.get_type_display(),
            "your_name_for_it": row.data.get("name", ""),
            "added_at": row.created_at,
            "last_used_at": row.last_used_at,
        }
        for row in Authenticator.objects.filter(user=person).order_by("pk")
    ]
    linked = [
        {
            "kind": f"Linked account at {row.provider.capitalize()}",
            "added_at": row.date_joined,
            "last_used_at": row.last_login,
        }
        for row in SocialAccount.objects.filter(user=person).order_by("pk")
    ]
    return steps + linked


def _erase_ways_in(person: User) -> None:
    SocialAccount.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()


def _consents(person: User) -> Records:
    return [
        {
            "to_what": row.words,
            "wording": row.version,
            "agreed": row.is_given,
            "when": row.happened_at,
            "where": row.where,
            "e_mail_address": row.email,
        }
        for row in Consent.objects.of(person).order_by("pk")
    ]


def _forget_consents(person: User) -> None:
    """The newsletter goes to nobody whose word is gone; the history keeps that there was one."""
    Consent.objects.of(person).update(email="", person=None, by=None)


def _deeds(person: User) -> Records:
    return [
        {"what": str(row), "reason": row.why, "said_to_you": row.said, "when": row.happened_at}
        for row in Deed.objects.filter(person=person).order_by("pk")
    ]


def _forget_deeds(person: User) -> None:
    Deed.objects.filter(person=person).update(why="", said="", person=None)


def _sign_out(person: User) -> None:
    devices.sign_out(person)


def _erase_what_staff_did(person: User) -> None:
    """The back office's record of changes keeps that there was one, not whose account it was."""
    of_people = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=of_people, object_id=str(person.pk)).update(object_repr="Somebody erased")


PARTS = [
    Part(
        name="devices",
        title="Devices you are signed in on",
        at=85,
        export=_devices,
        erase=_sign_out,
        goes="Every sign-in, on all devices.",
    ),
    Part(
        name="account",
        title="Your account",
        at=90,
        export=_person,
        erase=_erase_what_staff_did,
        goes="Your account: name, e-mail address, password, and every way to sign in.",
    ),
    Part(
        name="ways-in",
        title="Linked accounts and second steps",
        at=86,
        export=_ways_in,
        erase=_erase_ways_in,
        goes="Every linked account, passkey, app and recovery code.",
    ),
    Part(
        name="consents",
        title="What you agreed to, and when",
        at=72,
        export=_consents,
        erase=_forget_consents,
        goes="Your address in the history of what you agreed to: the newsletter stops.",
        stays="That somebody agreed, to which words and when, without a name, for as long as there is a shop.",
    ),
    Part(
        name="staff-notes",
        title="What our staff did about your account, and noted",
        at=87,
        export=_deeds,
        erase=_forget_deeds,
        goes="What our staff noted about you, and their reasons.",
    ),
    Part(name="addresses", title="Addresses", at=80, export=_addresses, goes="Your address book."),
]
