"""What people agree to hear. The newsletter is asked for here, and agreed to by its owner from the mail.

Nothing is kept of an address until its owner has pressed the button behind the mail's link. The history (Consent) is
the only record: the last word of an address says how things stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Consent, User
from storefront.limits import is_too_often
from storefront.mail import send_mail_later

NEWSLETTER = "newsletter"
WORDS = "The newsletter: new books and what we think of them, once a month, by mail. It can be stopped at any time."
VERSION = 1  # one more whenever WORDS change: what was agreed to stays as it was
CONFIRM_WITHIN = 60 * 60 * 24 * 3  # seconds
MAILS_A_DAY = 3  # to one address, whoever types it
SALT = "accounts.newsletter"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link in the mail confirms: which address, and where it was typed."""

    email: str
    where: str
    version: int


def clean(email: str) -> str:
    return User.objects.normalize_email(email)


def gets_newsletter(email: str) -> bool:
    """By the last word of this address."""
    last = Consent.objects.filter(what=NEWSLETTER, email=clean(email)).order_by("-pk").first()
    return last is not None and last.is_given


def ask(email: str, *, where: str) -> None:
    """Send the mail in which its owner can say yes; one who gets the newsletter already is told so instead.

    Whoever typed the address learns neither. Three a day for one address: nobody's post is filled from here.
    """
    email = clean(email)
    if is_too_often("newsletter-mail", email, most=MAILS_A_DAY, seconds=60 * 60 * 24):
        return
    if gets_newsletter(email):
        send_mail_later(email, "newsletter_known", {"stop_url": stop_url(email)}, headers=_way_out(email))
        return
    token = signing.dumps([email, where, VERSION], salt=SALT)
    url = settings.SITE_URL + reverse("accounts:newsletter-confirm", args=[token])
    send_mail_later(email, "newsletter_confirm", {"confirm_url": url, "words": WORDS})


def read(token: str) -> Asked | None:
    """What a link confirms; None after three days, or if we did not write it."""
    try:
        email, where, version = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError):
        return None
    return Asked(email, where, version)


@transaction.atomic
def agree(asked: Asked, *, by: User | None = None) -> bool:
    """The yes. Again changes nothing, and says False; the first is answered with a mail that says how to stop."""
    if not _say(asked.email, True, where=asked.where, version=asked.version, by=by):
        return False
    send_mail_later(
        asked.email, "newsletter_welcome", {"stop_url": stop_url(asked.email)}, headers=_way_out(asked.email)
    )
    return True


@transaction.atomic
def withdraw(email: str, *, where: str, by: User | None = None) -> bool:
    """The no. Again changes nothing, and says False."""
    return _say(clean(email), False, where=where, version=VERSION, by=by)


@transaction.atomic
def follow(request: HttpRequest, user: User, from_email_address: Any, to_email_address: Any, **more: Any) -> None:
    """The newsletter moves with an account's address: the new one is proved, and the old one hears no more.

    A receiver of allauth.account.signals.email_changed.
    """
    old = clean(from_email_address.email) if from_email_address else ""
    if old and gets_newsletter(old) and old != clean(to_email_address.email):
        _say(old, False, where="moved", version=VERSION, by=user)
        _say(clean(to_email_address.email), True, where="moved", version=VERSION, by=user)


def stop_url(email: str) -> str:
    """Works signed out, and does not grow old: a newsletter may be read years later."""
    token = signing.Signer(salt=SALT + ".stop").sign_object([clean(email)])
    return settings.SITE_URL + reverse("accounts:newsletter-stop", args=[token])


def read_stop(token: str) -> str | None:
    try:
        [email] = signing.Signer(salt=SALT + ".stop").unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return email


def keep(whose: User | str, *, what: str, words: str, is_given: bool, where: str, by: User | None) -> None:
    """One more line of the history, for apps above: a kind of notices, chosen or stopped by a person or an address."""
    person = whose if isinstance(whose, User) else None
    email = clean(person.email if person else whose)
    Consent.objects.create(person=person, email=email, what=what, words=words, is_given=is_given, where=where, by=by)


def _say(email: str, is_given: bool, *, where: str, version: int, by: User | None) -> bool:
    """Unless it was the last word anyway. Of two at the same moment the second finds the first's: there may be no row
    to lock yet, so the address itself is locked."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7))", [email])
    if gets_newsletter(email) == is_given:
        return False
    Consent.objects.create(
        email=email,
        person=User.objects.filter(email=email).first(),
        what=NEWSLETTER,
        words=WORDS,
        version=version,
        is_given=is_given,
        where=where,
        by=by,
    )
    return True


def _way_out(email: str) -> dict[str, str]:
    """RFC 8058: a mail program's own button."""
    return {"List-Unsubscribe": f"<{stop_url(email)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def readers() -> QuerySet[Consent]:
    """Who gets the newsletter: whose last word was yes, and whose account, if there is one, is open."""
    return (
        Consent.objects.last_words(NEWSLETTER).filter(is_given=True).exclude(person__is_active=False).order_by("email")
    )
