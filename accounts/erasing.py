"""Being forgotten: asked for, thought over for a week, taken back or done. What is done is one transaction."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Erasure, User
from accounts.personal_data import all_parts
from storefront.mail import send_mail_later

log = logging.getLogger(__name__)

THINK_OVER = timedelta(days=7)
SALT = "accounts.erasing"


class CannotErase(Exception):
    """Nothing has changed. Its text is a sentence for whoever asked."""


class WorksHere(CannotErase):
    def __init__(self) -> None:
        super().__init__("You work here: an administrator must end that before your account can be erased.")


class NotYet(CannotErase):
    """Carries .sentences: what must end first."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))


class Interrupted(CannotErase):
    def __init__(self) -> None:
        super().__init__("Something of theirs was written at this very moment. Nothing has changed: begin again.")


def pending(person: User) -> Erasure | None:
    return Erasure.objects.pending().of(person).first()


def waits_for(person: User) -> list[str]:
    """What must end before this person can be forgotten: a sentence each."""
    return [sentence for part in all_parts() for sentence in part.waits_for(person)]


@transaction.atomic
def ask(person: User) -> Erasure:
    """From now on it can be thought over for a week. Asking again changes nothing. Raises WorksHere."""
    if person.is_staff or person.is_superuser:
        raise WorksHere
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)  # a second press waits here
    if already := pending(person):
        return already
    erasure = Erasure.objects.create(person=person, due_at=timezone.now() + THINK_OVER)
    context = {"erasure": erasure, "person": person, "path": path_to_keep(erasure), "parts": all_parts()}
    send_mail_later(person.email, "account_erasure", context)
    return erasure


@transaction.atomic
def take_back(erasure: Erasure) -> bool:
    """Keep the account after all. False when that is done already, or too late."""
    found = Erasure.objects.pending().filter(pk=erasure.pk)
    return bool(found.update(taken_back_at=timezone.now()))


def path_to_keep(erasure: Erasure) -> str:
    """From the mail, signed out."""
    return reverse("accounts:erasure-keep", args=[signing.Signer(salt=SALT).sign(erasure.pk)])


def read(token: str) -> Erasure | None:
    """What a link of such a mail is about; None if we did not write it."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Erasure.objects.filter(pk=pk).first()


def erase_due() -> tuple[int, int]:
    """Erase everybody whose week is over: how many were, and how many must wait for something of theirs to end.

    Each is a transaction; what goes wrong with one is in the log, and does not keep the others.
    """
    erased = waiting = 0
    for pk in Erasure.objects.pending().filter(due_at__lte=timezone.now()).values_list("pk", flat=True):
        try:
            erased += _erase_if_due(pk)
        except CannotErase as refusal:
            waiting += 1
            log.info("Erasure %s waits: %s", pk, refusal)
        except Exception:
            log.exception("Erasure %s failed and is tried again", pk)
    return erased, waiting


@transaction.atomic
def _erase_if_due(pk: int) -> bool:
    """Under the lock of the request: who takes it back at this moment is either erased or kept, never half."""
    erasure = Erasure.objects.pending().select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if erasure is None or erasure.person is None:
        return False
    erase(erasure.person)
    return True


@transaction.atomic
def erase(person: User) -> None:
    """Forget a person now, for good: all parts in their order, then the person.

    Raises WorksHere, NotYet, or Interrupted by something that they did at the same moment.
    """
    if person.is_staff or person.is_superuser:
        raise WorksHere
    if sentences := waits_for(person):
        raise NotYet(sentences)
    send_mail_later(person.email, "account_erased", {"parts": all_parts()})
    for part in all_parts():
        part.erase(person)
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)  # from here on nothing can be written for them
    if any(part.is_left(person) for part in all_parts()):
        raise Interrupted
    number = person.pk
    if not Erasure.objects.pending().of(person).update(erased_at=timezone.now()):
        Erasure.objects.create(due_at=timezone.now(), erased_at=timezone.now())
    person.delete()
    log.info("Person %s was erased", number)
