"""Where somebody is signed in: on which devices, since when, and out again from any of them.

allauth writes a row at every sign-in; here it learns when the device was seen last, and gets a name that a person
understands. A session that has ended, or that a new password has ended, is not shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User

SEEN = "seen"  # in the session: seconds since 1970
SEEN_EVERY = 10 * 60  # seconds: a page costs a line in the database this often at most

BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "a Chromebook"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
]


@dataclass(frozen=True)
class Device:
    pk: int
    name: str
    address: str
    since: datetime
    seen_at: datetime
    is_this: bool


def devices_of(user: User, *, this: str | None) -> list[Device]:
    """This one first, then those seen last. Two queries, however many there are."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    open_ones = Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
    found = [_device(rows[each.session_key], this) for each in open_ones if _still_opens(each, user)]
    return sorted(found, key=lambda device: (device.is_this, device.seen_at), reverse=True)


def sign_out(user: User, *, only: int | None = None, but: str | None = None) -> int:
    """One device, by its number, or all but the one with this session; says how many there were."""
    rows = UserSession.objects.filter(user=user)
    rows = rows.exclude(session_key=but) if only is None else rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.filter(session_key__in=keys).delete()
    return len(keys)


def forget_ended() -> int:
    """Sessions that have run out, of visitors too, and what was known of their devices. How many."""
    now = timezone.now()
    gone, _ = Session.objects.filter(expire_date__lt=now).delete()
    is_open = Exists(Session.objects.filter(session_key=OuterRef("session_key")))
    # One that has just begun may be written a moment after its device.
    UserSession.objects.filter(~is_open, last_seen_at__lt=now - timedelta(days=1)).delete()
    return gone


def name_of(user_agent: str) -> str:
    """“Firefox on Windows”, from what the browser says of itself."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or (f"A browser on {system}" if system else "Some other device")


def _first(words: Iterable[tuple[str, str]], text: str) -> str:
    return next((name for word, name in words if word in text), "")


def _device(row: UserSession, this: str | None) -> Device:
    return Device(
        pk=row.pk,
        name=name_of(row.user_agent),
        address=row.ip,
        since=row.created_at,
        seen_at=row.last_seen_at,
        is_this=row.session_key == this,
    )


def _still_opens(session: Session, user: User) -> bool:
    """Whether somebody is signed in with it: a new password leaves sessions behind that open nothing."""
    said: dict[str, Any] = session.get_decoded()
    is_theirs = said.get(SESSION_KEY) == str(user.pk)
    return is_theirs and constant_time_compare(said.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def begin(sender: Any, request: HttpRequest, **more: Any) -> None:
    """Somebody has signed in: allauth has written, or is about to write, when."""
    request.session[SEEN] = int(timezone.now().timestamp())


class SeenMiddleware:
    """Notes that a device was seen, every ten minutes; pages in between cost nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)  # first: a page that asks nobody who they are stays without a session
        if request.session.accessed and SESSION_KEY in request.session:
            now = timezone.now()
            if request.session.get(SEEN, 0) < now.timestamp() - SEEN_EVERY and request.user.is_authenticated:
                request.session[SEEN] = int(now.timestamp())
                UserSession.objects.create_from_request(request)
        return response
