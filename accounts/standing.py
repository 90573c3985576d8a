"""What staff do about a person's account. Each step is kept, with who took it and why (Deed)."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from accounts import devices
from accounts.models import Deed, User

MAY = "accounts.change_user"


class NotAllowed(Exception):
    """Nothing has changed. Its text is a sentence for whoever tried."""


def is_administrator(person: User) -> bool:
    """Whether they look after people. An account that is closed is still an administrator's: it could be opened."""
    if person.is_superuser:
        return True
    theirs = Q(group__user=person) | Q(user=person)
    return Permission.objects.filter(theirs, codename="change_user", content_type__app_label="accounts").exists()


def is_above(person: User, by: User) -> bool:
    """Administrators are looked after by superusers alone."""
    return not by.is_superuser and is_administrator(person)


def may_touch(person: User, by: User) -> bool:
    return person != by and by.has_perm(MAY) and not is_above(person, by)


@transaction.atomic
def close(person: User, *, why: str, said: str = "", by: User) -> None:
    """Out at once, on all devices; orders, lists and reviews stay. Again changes nothing. Raises NotAllowed.

    `why` is for staff; `said` is what the person reads when they sign in, and know their password.
    """
    person = _locked(person, by)
    if person.is_superuser:
        raise NotAllowed("A superuser’s account cannot be closed here.")
    if person.is_active:
        _open(person, False)
        devices.sign_out(person)
        _keep(person, Deed.Kind.CLOSED, by, why, said)


@transaction.atomic
def reopen(person: User, *, why: str, by: User) -> None:
    """They may sign in again, afresh. Again changes nothing. Raises NotAllowed."""
    person = _locked(person, by)
    if not person.is_active:
        _open(person, True)
        _keep(person, Deed.Kind.OPENED, by, why)


@transaction.atomic
def sign_out_everywhere(person: User, *, why: str = "", by: User) -> None:
    person = _locked(person, by)
    devices.sign_out(person)
    _keep(person, Deed.Kind.SIGNED_OUT, by, why)


@transaction.atomic
def send_proof(person: User, *, request: HttpRequest, why: str = "", by: User) -> None:
    """The mail with which they prove their address, once more."""
    person = _locked(person, by)
    for address in unproved(person):
        address.send_confirmation(request)
    _keep(person, Deed.Kind.PROOF, by, why)


@transaction.atomic
def send_reset(person: User, *, request: HttpRequest, why: str = "", by: User) -> None:
    """The mail of “forgotten your password”; nobody here learns or chooses one."""
    person = _locked(person, by)
    form = ResetPasswordForm({"email": person.email})
    if form.is_valid():
        form.save(request)
        _keep(person, Deed.Kind.RESET, by, why)


@transaction.atomic
def note(person: User, *, why: str, by: User) -> None:
    _keep(_locked(person, by), Deed.Kind.NOTE, by, why)


def told_why_closed(person: User) -> str:
    """What staff had to say to them when they closed the account; empty where that was nothing."""
    last = Deed.objects.filter(person=person, kind=Deed.Kind.CLOSED).first()
    return last.said if last else ""


def unproved(person: User) -> list[EmailAddress]:
    return list(EmailAddress.objects.filter(user=person, verified=False).order_by("pk"))


def _locked(person: User, by: User) -> User:
    """Of two at once the second sees what the first has done. Looks again who may."""
    if not may_touch(person, by):
        raise NotAllowed("That account is not yours to look after.")
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def _open(person: User, is_active: bool) -> None:
    person.is_active = is_active
    person.save(update_fields=["is_active"])


def _keep(person: User, kind: str, by: User, why: str, said: str = "") -> None:
    Deed.objects.create(person=person, kind=kind, why=why, said=said, by=by)
