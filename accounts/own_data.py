"""What the accounts themselves keep of a person (accounts/personal_data.py)."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from accounts import devices
from accounts.models import Address, User
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
    Part(name="addresses", title="Addresses", at=80, export=_addresses, goes="Your address book."),
]
