"""Pages that htmx replaces in part, while the views stay those of a shop of plain links and forms."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partials: Collection[str] = (),
    status: int = 200,
) -> TemplateResponse:
    """The whole page, or the one partial that htmx is about to replace.

    partials names those that may be asked for: each is a partial of the template, the id of its root element and the
    hx-target, all at once. In the template `partial` is its name, or None in the whole page.
    """
    partial = _wanted_partial(request, partials)
    name = f"{template}#{partial}" if partial else template
    response = TemplateResponse(request, name, {**context, "partial": partial}, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _wanted_partial(request: HttpRequest, partials: Collection[str]) -> str | None:
    htmx = request.htmx  # type: ignore[attr-defined]
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return None
    return htmx.target if htmx.target in partials else None


class HtmxRedirectMiddleware:
    """A redirect in answer to htmx becomes a visit of the whole page, so that no sign-in form lands in a cart line."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_redirect = 300 <= response.status_code < 400 and "Location" in response
        if request.htmx and not request.htmx.boosted and is_redirect:  # type: ignore[attr-defined]
            response["HX-Redirect"] = response["Location"]
            del response["Location"]
            response.status_code = 200
        return response


class HtmxMessagesMiddleware:
    """Messages that a partial answer has not shown travel with it, out of band, into the page's live region."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.htmx and _can_carry_messages(response):  # type: ignore[attr-defined]
            messages = list(get_messages(request))
            if messages:
                shown = render_to_string("storefront/_messages.html", {"messages": messages, "oob": True}, request)
                response.write(shown)
        return response


def _can_carry_messages(response: HttpResponse) -> bool:
    is_html = response.get("Content-Type", "").startswith("text/html")
    stays_on_the_page = "HX-Redirect" not in response and "HX-Refresh" not in response
    return is_html and stays_on_the_page and not response.streaming and response.status_code in (200, 409, 422)
