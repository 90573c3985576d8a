"""Telling people something, once. The notice is written with the change that it speaks of, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.models import User, UserManager
from notices import kinds
from notices.hours import posting
from notices.models import MailHours, Notice, Wish

AT_ONCE = 100  # notices a job turns into mails


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something to tell a person, or an address without an account.

    url, mail_url: paths of the shop; the second works signed out.
    until: by when its reader must have done something; no mail waits so long that it comes too late.
    """

    to: User | str
    kind: str
    key: str
    title: str
    body: str = ""
    isbn13: str = ""
    url: str = ""
    mail_url: str = ""
    action: str = ""
    mail_action: str = ""
    until: datetime | None = None


def tell(to: User | str, kind: str, key: str, **more: Any) -> bool:
    """Tell one thing, with all that News has. False if what this key names was told before."""
    return tell_many([News(to=to, kind=kind, key=key, **more)]) == 1


@transaction.atomic
def tell_many(news: Sequence[News]) -> int:
    """Tell many in a handful of statements, and say how many of it was new. Their mails go out by the queue.

    Raises KeyError for a kind that no app registered.
    """
    told = set(Notice.objects.filter(key__in=[each.key for each in news]).values_list("key", flat=True))
    fresh = {each.key: each for each in news if each.key not in told}
    notices = _written(list(fresh.values()))
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=1000)
    now = timezone.now()
    keys = [notice.key for notice in notices if notice.due_at and notice.due_at <= now]
    for start in range(0, len(keys), AT_ONCE):
        app.configure_task("notices.tasks.send_notices").defer(keys=keys[start : start + AT_ONCE])
    return len(fresh)


def _written(news: Sequence[News]) -> list[Notice]:
    now = timezone.now()
    wishes = wishes_of(news)
    people = [each.to.pk for each in news if isinstance(each.to, User)]
    hours = {each.person_id: each for each in MailHours.objects.filter(person__in=people)}
    return [_notice(each, wishes.get((_name(each.to), each.kind)), hours, now) for each in news]


def _notice(news: News, wish: Wish | None, hours: dict[int, MailHours], now: datetime) -> Notice:
    person = news.to if isinstance(news.to, User) else None
    mail = wish.mail if wish else kinds.kind_of(news.kind).mail
    due_at, in_digest = posting(mail, hours.get(person.pk) if person else None, now, news.until)
    return Notice(
        key=news.key,
        kind=kinds.kind_of(news.kind).name,
        person=person,
        email="" if person else _name(news.to),
        title=news.title[:500],
        body=news.body,
        isbn13=news.isbn13,
        url=news.url,
        mail_url=news.mail_url,
        action=news.action,
        mail_action=news.mail_action,
        in_inbox=bool(person) and (wish is None or wish.inbox),
        in_digest=in_digest,
        created_at=now,
        due_at=due_at,
        until=news.until,
    )


def wishes_of(news: Collection[News | Notice]) -> dict[tuple[int | str, str], Wish]:
    """What their readers have chosen, by who and kind."""
    names = {_name(_reader(each)) for each in news}
    by_person = Wish.objects.filter(person__in=[name for name in names if isinstance(name, int)])
    by_address = Wish.objects.filter(person=None, email__in=[name for name in names if isinstance(name, str)])
    return {(wish.person_id or wish.email, wish.kind): wish for wish in [*by_person, *by_address]}


def _reader(news: News | Notice) -> User | str:
    if isinstance(news, News):
        return news.to
    return news.person or news.email


def _name(reader: User | str) -> int | str:
    """A person by number, anybody else by address, in the one spelling addresses have."""
    return reader.pk if isinstance(reader, User) else UserManager.normalize_email(reader)
