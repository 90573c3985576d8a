"""The address book: what is kept, and which of it is taken when nothing else is said.

addressbook.usual(person, addressbook.DELIVERY)     the address that parcels go to, or None
"""

from __future__ import annotations

from django.db import transaction

from accounts.models import Address, User

DELIVERY, BILLING = "is_delivery_default", "is_billing_default"
PURPOSES = (DELIVERY, BILLING)
MOST = 30


class AddressBookFull(Exception):
    def __init__(self) -> None:
        super().__init__(f"We keep {MOST} addresses for you at most. Delete one that you no longer need.")


def usual(person: User, purpose: str = DELIVERY) -> Address | None:
    return Address.objects.filter(person=person, **{purpose: True}).first()


@transaction.atomic
def keep(address: Address) -> Address:
    """Keep a new address of its person, or a changed one. What it is the usual one for, no other is any longer.

    The first address is the usual one for everything. Raises AddressBookFull.
    """
    person = _locked(address)
    others = list(Address.objects.filter(person=person).exclude(pk=address.pk))
    if address.pk is None and len(others) >= MOST:
        raise AddressBookFull
    for purpose in PURPOSES:
        setattr(address, purpose, getattr(address, purpose) or not others)
    _take_from_others(address)
    address.save()
    return address


@transaction.atomic
def make_usual(address: Address, purpose: str) -> None:
    """Of two at the same moment, the later one stays. Raises Address.DoesNotExist if it was deleted meanwhile."""
    _locked(address)
    address = Address.objects.get(pk=address.pk)
    setattr(address, purpose, True)
    _take_from_others(address)
    address.save(update_fields=[purpose])


@transaction.atomic
def remove(address: Address) -> Address | None:
    """Delete it. What it was the usual one for, the newest other becomes; that one is returned, if it changed."""
    person = _locked(address)
    was = [purpose for purpose in PURPOSES if Address.objects.filter(pk=address.pk, **{purpose: True}).exists()]
    Address.objects.filter(pk=address.pk).delete()
    heir = Address.objects.filter(person=person).first() if was else None
    if heir:
        for purpose in was:
            setattr(heir, purpose, True)
        heir.save(update_fields=was)
    return heir


def _locked(address: Address) -> User:
    """The person's row: two changes of one address book wait for each other."""
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=address.person_id)


def _take_from_others(address: Address) -> None:
    for purpose in PURPOSES:
        if getattr(address, purpose):
            Address.objects.filter(person=address.person_id, **{purpose: True}).exclude(pk=address.pk).update(
                **{purpose: False}
            )
