"""Mails to shoppers. They are written now, and sent by the worker once the change that they speak of is committed.

A mail is two templates. `mail/<name>.txt` begins with its subject, on a line of its own; `mail/<name>.html` says the
same and extends `mail/base.html`. Both know `shop` (name, email, phone) and `site_url`, with which their links begin,
beside what they are given.
"""

from collections.abc import Mapping
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string

from storefront.context_processors import facts
from storefront.environment import host_of
from storefront.tasks import send_mail


def send_mail_later(
    to: str,
    template: str,
    context: Mapping[str, Any],
    *,
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    about: Mapping[str, list[int]] | None = None,
) -> None:
    """Put the mail in the queue, in the transaction of the caller: with its change, or not at all.

    It is written from the context as it is now. The worker sends it at least once, with the same Message-ID each time.
    `about` names the rows whose record follows what becomes of it: {"notices": [12]}, see storefront.signals.
    """
    subject, text, html = written(template, context)
    send_mail.defer(
        to=to,
        subject=subject,
        text=text,
        html=html,
        message_id=make_msgid(domain=host_of(settings.SITE_URL)),
        reply_to=reply_to,
        headers=dict(headers or {}),
        about=dict(about or {}),
    )


def written(template: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Subject, text and page of a mail."""
    plain = get_template(f"mail/{template}.txt").template  # type: ignore[attr-defined]
    whole = plain.render(Context(_with_shop(context), autoescape=False)).lstrip()
    subject, _, text = whole.partition("\n")
    html = render_to_string(f"mail/{template}.html", _with_shop(context))
    return " ".join(subject.split()), text.strip() + "\n", html


def _with_shop(context: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts(), **context}
