"""What holds for every request, before any page is asked: it has an id, and it is not rubbish."""

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.encoding import escape_uri_path

from storefront import logs, metrics
from storefront.errors import error_response

GetResponse = Callable[[HttpRequest], HttpResponse]

SANE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
BY_MACHINES = ("/static/", "/health/", "/metrics")  # asked for all the time; of no interest one by one
NUL = "\x00"

log = logging.getLogger(__name__)


class RequestIdMiddleware:
    """Every response says X-Request-ID, and so does every log line written on the way.

    A sane id from whoever stands in front of us is kept, so that their logs and ours can be laid side by side.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request.id = _request_id(request)  # type: ignore[attr-defined]
        token = logs.request_id.set(request.id)  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
            seconds = time.perf_counter() - started
            metrics.count(request, response, seconds)
            _tell(request, response, seconds)
        finally:
            logs.request_id.reset(token)
        return response


def _request_id(request: HttpRequest) -> str:
    offered = request.headers.get("X-Request-ID", "")
    return offered if SANE_ID.fullmatch(offered) else uuid.uuid4().hex


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    facts = {
        "method": request.method,
        "path": escape_uri_path(request.path),  # with no line breaks to forge a log line with
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
    }
    level = logging.DEBUG if request.path.startswith(BY_MACHINES) else logging.INFO
    log.log(level, "%(method)s %(path)s %(status)s in %(milliseconds)s ms", facts, extra=facts)


class RefuseRubbishMiddleware:
    """NUL bytes and unreadable forms are answered with 400 here; PostgreSQL would refuse them with an error later.

    So is an address that asks for what no row can hold: the lists of the back office hand its values to the database.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _refuse_nul([request.path_info])
        _refuse_nul(_names_and_values(request.GET))
        _refuse_nul(request.COOKIES.values())  # a quoted cookie may spell it \\000
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.method == "POST" and request.content_type in FORM_TYPES:
            try:
                _refuse_nul(_names_and_values(request.POST))
            except UnreadablePostError as error:
                raise BadRequest("The form did not arrive in full.") from error

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError) and request.method in {"GET", "HEAD"}:
            log.warning("PostgreSQL could not read a value of the address", exc_info=exception)
            return error_response(request, 400)
        return None


def _names_and_values(query: Any) -> Iterable[str]:
    for name, values in query.lists():
        yield name
        yield from values


def _refuse_nul(texts: Iterable[str]) -> None:
    if any(NUL in text for text in texts):
        raise BadRequest("The request holds a NUL byte.")
