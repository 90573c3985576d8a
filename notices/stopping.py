"""“No more of these mails”: a link that knows who and what, works signed out, and does not grow old."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notices import kinds
from notices.forms import keep_word
from notices.kinds import Kind
from notices.models import Notice, Wish

SALT = "notices.stop"


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose mails of which kinds."""

    person: User | None
    email: str
    kinds: list[Kind]


def path_for(notices: Iterable[Notice]) -> str:
    """The way to stop what these notices, all to one reader, are about."""
    notices = list(notices)
    reader = notices[0].person_id or notices[0].email
    what = sorted({notice.kind for notice in notices})
    return reverse("notices:stop", args=[signing.Signer(salt=SALT).sign_object([reader, what])])


def read(token: str) -> Stop | None:
    """What a link is for; None if we did not write it, or its reader is no more."""
    try:
        reader, names = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    known = [kind for kind in kinds.all_kinds() if kind.name in names]
    if isinstance(reader, str):
        return Stop(None, reader, known)
    person = User.objects.filter(pk=reader).first()
    return Stop(person, "", known) if person else None


@transaction.atomic
def choose(stop: Stop, mail: str) -> None:
    """Stop these mails, or begin again. Doing it again changes nothing."""
    for kind in stop.kinds:
        before = Wish.objects.filter(person=stop.person, email=stop.email, kind=kind.name).first()
        Wish.objects.update_or_create(
            person=stop.person, email=stop.email, kind=kind.name, defaults={"mail": mail, "since": timezone.now()}
        )
        if (before.mail if before else kind.mail) != mail:
            keep_word(stop.person or stop.email, kind, mail, where="mail", by=None)
