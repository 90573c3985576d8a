"""The demo's post: mails land in a folder, one file each, and are read at /mail/."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from storefront.mailpictures import in_place


class EmailBackend(BaseEmailBackend):
    """Django's way to send a mail, into settings.MAIL_FOLDER."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            keep(mail.message().as_bytes())
        return len(email_messages)


def keep(content: bytes) -> None:
    """Newest names sort last. The file appears whole or not at all: a reader never sees half a mail."""
    folder = Path(settings.MAIL_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.eml"
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    unfinished.rename(path)


@dataclass(frozen=True)
class Mail:
    name: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    html: str


def newest(count: int) -> list[Mail]:
    """The mails that came last, newest first."""
    paths = sorted(Path(settings.MAIL_FOLDER).glob("*.eml"), reverse=True)
    return [_read(path) for path in paths[:count]]


def find(name: str) -> Mail | None:
    """The mail of that name, as `Mail.name` says it, or None."""
    path = Path(settings.MAIL_FOLDER, f"{name}.eml")
    return _read(path) if path.is_file() else None


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Mail(
        name=path.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        text=_part(message, "plain"),
        html=in_place(_part(message, "html"), _pictures(message)),
    )


def _part(message: ParsedMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content() if part else ""


def _pictures(message: ParsedMessage) -> dict[str, bytes]:
    pictures = (part for part in message.walk() if part.get_content_maintype() == "image")
    return {str(part["Content-ID"]).strip("<>"): part.get_content() for part in pictures}
