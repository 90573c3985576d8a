"""When something is wrong: a page in style for people, {"error": {…}} for programs, and the right status for both."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from storefront.context_processors import facts

MESSAGES = {
    400: ("bad_request", "This request cannot be understood."),
    403: ("forbidden", "This is not for you to see or do."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not answer that kind of request."),
    500: ("server_error", "Something went wrong on our side."),
}
LAST_RESORT = (
    "<!doctype html><html lang=en><title>Back soon</title><h1>Back soon</h1><p>Something went wrong on our side."
)

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_response(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: a page left open over night, or cookies switched off."""
    return error_response(
        request, 403, template="errors/csrf.html", code="csrf_failed", message="The form has expired."
    )


class WrongMethodMiddleware:
    """Django answers a wrong method with an empty page; ours says something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            allowed = response["Allow"]
            response = error_response(request, 405)
            response["Allow"] = allowed
        return response


def error_response(
    request: HttpRequest,
    status: int,
    *,
    template: str | None = None,
    code: str | None = None,
    message: str | None = None,
) -> HttpResponse:
    """The error as the caller can read it. Pages for 400 and 500 are rendered without a context, so without queries."""
    usual_code, usual_message = MESSAGES[status]
    error = {
        "code": code or usual_code,
        "message": message or usual_message,
        "request_id": getattr(request, "id", ""),
    }
    if prefers_json(request):
        response: HttpResponse = JsonResponse({"error": error}, status=status)
    else:
        html = _page(request, status, template or f"errors/{status}.html", error)
        response = HttpResponse(html, status=status)
    patch_vary_headers(response, ["Accept"])
    return response


def prefers_json(request: HttpRequest) -> bool:
    """Whether the caller would rather have JSON than a page. One who does not care gets the page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _page(request: HttpRequest, status: int, template: str, error: dict[str, str]) -> str:
    may_ask_the_database = status not in (400, 500)
    try:
        return render_to_string(template, {**facts(), "error": error}, request if may_ask_the_database else None)
    except Exception:  # an error page that fails must not hide the error
        log.exception("The page for status %s could not be rendered", status)
        return _plain_page(error)


def _plain_page(error: dict[str, str]) -> str:
    """The same in style, with search and telephone, from a template that asks the database nothing."""
    try:
        return render_to_string("errors/plain.html", {**facts(), "error": error})
    except Exception:
        log.exception("Nor could the plain page")
        return LAST_RESORT
