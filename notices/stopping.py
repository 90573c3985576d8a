"""“No more of these mails”: a link that knows who and what, works signed out, and does not grow old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notices import kinds
from notices.forms import keep_word
from notices.kinds import DAILY, NEVER, NOW, Kind
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


def end(stop: Stop) -> str:
    """Stop these mails. Doing it again changes nothing. What to say to `begin_again` for all to be as it was."""
    before = _choose(stop, {kind.name: NEVER for kind in stop.kinds})
    return " ".join(f"{name}={mail}" for name, mail in before.items())


def begin_again(stop: Stop, as_before: str) -> None:
    """Each kind as it came before, or as the shop sends it to who has chosen nothing; one that never came, at once."""
    said = dict(pair.partition("=")[::2] for pair in as_before.split())
    _choose(stop, {kind.name: _some_mail(said.get(kind.name), kind.mail) for kind in stop.kinds})


def _some_mail(*wishes: str | None) -> str:
    return next((wish for wish in wishes if wish in (NOW, DAILY)), NOW)


@transaction.atomic
def _choose(stop: Stop, mails: Mapping[str, str]) -> dict[str, str]:
    """How these kinds come by mail from now on; how they came until now."""
    until_now = {}
    for kind in stop.kinds:
        mail = mails[kind.name]
        before = Wish.objects.filter(person=stop.person, email=stop.email, kind=kind.name).first()
        until_now[kind.name] = before.mail if before else kind.mail
        Wish.objects.update_or_create(
            person=stop.person, email=stop.email, kind=kind.name, defaults={"mail": mail, "since": timezone.now()}
        )
        if until_now[kind.name] != mail:
            keep_word(stop.person or stop.email, kind, mail, where="mail", by=None)
    return until_now
