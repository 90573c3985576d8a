"""Links in mails: signed, for one deed about one pre-book, good for one use and without signing in."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from prebooks.models import Prebook, SpentLink

SALT = "prebooks.link"
CONFIRM_WITHIN = 60 * 60 * 24 * 3  # seconds


class Spent(Exception):
    """The link was used before."""

    def __init__(self) -> None:
        super().__init__("This link has been used. Here is how things stand now.")


@dataclass(frozen=True, slots=True)
class Request:
    """A pre-book that waits for its reader to prove an address."""

    isbn13: str
    email: str
    quantity: int


def path_for(prebook: Prebook, deed: str) -> str:
    """Another one each time, so that a fresh link works after an old one was used."""
    token = signing.Signer(salt=SALT).sign(f"{prebook.pk}.{deed}.{secrets.token_urlsafe(6)}")
    return reverse("prebooks:link", args=[token])


def read(token: str) -> tuple[Prebook, str] | None:
    """The pre-book and the deed; None for a link that we did not write, or whose owner’s account is closed."""
    try:
        pk, deed, _ = signing.Signer(salt=SALT).unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    prebook = Prebook.objects.for_page().exclude(person__is_active=False).filter(pk=pk).first()
    return (prebook, deed) if prebook else None


def path_to_confirm(request: Request) -> str:
    token = signing.dumps([request.isbn13, request.email, request.quantity, secrets.token_urlsafe(6)], salt=SALT + "?")
    return reverse("prebooks:confirm", args=[token])


def read_request(token: str) -> Request | None:
    """What somebody asked for; None after three days, or if we did not write it."""
    try:
        isbn13, email, quantity, _ = signing.loads(token, salt=SALT + "?", max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError):
        return None
    return Request(isbn13, email, quantity)


def is_spent(token: str) -> bool:
    return SpentLink.objects.filter(digest=_digest(token)).exists()


def spend(token: str) -> None:
    """Use it up, in the transaction of the deed. Raises Spent the second time, even at the same moment."""
    _, is_new = SpentLink.objects.get_or_create(digest=_digest(token))
    if not is_new:
        raise Spent


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
