"""Pages that strangers read may come from a replica of the database, a few seconds old; all else from the primary.

A request turns to the replica as a whole: while its page is made, the connection that everything uses is the replica's.
So a page asks what it always asks, and never mixes two moments. Who has a cookie has a cart, a list or a name, and may
just have written: they read from the primary. The replica takes no writes, and an error of its makes the page come from
the primary after all.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error, close_old_connections, connections
from django.http import HttpRequest, HttpResponse

from storefront.localpg.binaries import LocalPostgresFailed

REPLICA = "replica"
PAGES = {
    f"catalog:{name}"
    for name in (
        *("home", "book-list", "book-number", "book-detail", "genre-detail", "author-detail", "series-detail"),
        *("publisher-detail", "shelf-list", "shelf-detail", "search", "search-suggest", "opensearch-suggestions"),
        *("sitemap", "sitemap-file", "feed-new", "feed-forthcoming", "feed-bestselling", "feed-shelf", "feed-genre"),
        *("feed-author", "opds", "opds-new", "opds-forthcoming", "opds-bestselling", "opds-shelf", "opds-genre"),
        *("opds-author", "opds-search"),
    )
}
MOST_BEHIND = 5.0  # seconds; what is older is not shown
LOOKS_EVERY = 1.0

log = logging.getLogger(__name__)


class Watch:
    """How far the replica has come. Each look notes where the primary is; the last note that the replica has reached
    says how old its answers can be at most, on a quiet day as on a busy one, and whatever the two clocks say."""

    def __init__(self) -> None:
        self._notes: deque[tuple[float, int]] = deque(maxlen=600)
        self._as_of: float | None = None  # what the primary said until then, the replica says too
        self._trouble = "it has not been looked at yet"
        self._was_fresh = True
        self._thread: threading.Thread | None = None

    def is_fresh(self) -> bool:
        return self._as_of is not None and time.monotonic() - self._as_of < MOST_BEHIND

    def said(self) -> str:
        if self.is_fresh():
            return "ok"
        behind = self._as_of and f"it is {time.monotonic() - self._as_of:.0f} seconds behind"
        return f"pages come from the primary: {behind or self._trouble}"

    def look(self) -> None:
        try:
            self._compare()
        except (Error, LocalPostgresFailed):
            self.distrust("it does not answer")
        if self.is_fresh() != self._was_fresh:
            self._was_fresh = self.is_fresh()
            log.log(logging.INFO if self._was_fresh else logging.WARNING, "The replica: %s", self.said())

    def distrust(self, trouble: str) -> None:
        """Read from the primary until a look says otherwise."""
        self._as_of, self._trouble = None, trouble

    def keep_looking(self) -> None:
        """From the first page on, once a process, on a thread of its own: no page waits for a replica that is gone."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._look_again_and_again, name="replica", daemon=True)
            self._thread.start()

    def _look_again_and_again(self) -> None:
        while True:
            self.look()
            close_old_connections()
            time.sleep(LOOKS_EVERY)

    def _compare(self) -> None:
        now = time.monotonic()
        self._notes.append((now, _position("default", "pg_current_wal_lsn()")))
        reached = _position(REPLICA, "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END")
        if reached is None:
            self.distrust("it follows nobody")
            return
        while len(self._notes) > 1 and self._notes[1][1] <= reached:
            self._notes.popleft()
        noted_at, position = self._notes[0]
        if position <= reached:
            self._as_of = noted_at
        else:
            self.distrust("it is behind")


def _position(alias: str, function: str) -> int | None:
    """How much the server has ever written, or taken over, in bytes."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT {function} - '0/0'::pg_lsn")
        return cursor.fetchone()[0]


watch = Watch()


class ReplicaMiddleware:
    """The innermost: sessions, people and messages, which stand around it, are always the primary's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if REPLICA not in connections.settings:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            _turn_back(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        if not _may_be_seconds_old(request):
            return
        watch.keep_looking()
        primary = connections["default"]
        if watch.is_fresh() and not primary.in_atomic_block:
            request.primary = primary  # type: ignore[attr-defined]
            connections["default"] = connections[REPLICA]

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A replica that failed in the middle of a page, or was asked to write: the page is made anew."""
        if not isinstance(error, Error) or not _turn_back(request):
            return None
        log.warning("The replica failed, and the page comes from the primary: %s", type(error).__name__)
        watch.distrust("it failed")
        match = request.resolver_match
        response = match.func(request, *match.args, **match.kwargs)
        return response.render() if hasattr(response, "render") else response


def _may_be_seconds_old(request: HttpRequest) -> bool:
    is_strangers = not (request.COOKIES.keys() - {settings.CSRF_COOKIE_NAME}) and "Authorization" not in request.headers
    return request.method in ("GET", "HEAD") and is_strangers and request.resolver_match.view_name in PAGES


def _turn_back(request: HttpRequest) -> bool:
    """Whether the request had turned to the replica."""
    primary = request.__dict__.pop("primary", None)
    if primary is not None:
        connections["default"] = primary
    return primary is not None
