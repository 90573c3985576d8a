"""Signing in and all around it is allauth's; here is what the shop does otherwise."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import pressed, providers
from accounts.models import User

CODE_ASKED = "account_login"  # in a session: what allauth keeps of whoever is on the way in


def honest(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """allauth answers 200 to a form that it refuses; the shop says 422, as everywhere."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            address = (response.context_data or {}).get("redirect_field_value") or ""
            response.context_data = {**(response.context_data or {}), "press": pressed.waiting(request, address)}
            response.context_data["offered"] = providers.offered()
            response.context_data["ways_back"] = _ways_back(address)
            form = response.context_data.get("form")
            if request.method == "POST" and form is not None and form.errors:
                response.status_code = 422
        return _to_the_same_place(request, response)

    return answer


def _ways_back(address: str) -> list[tuple[str, str]]:
    """From a code that was asked for: allauth leads all who have asked for one back to it, until they say otherwise."""
    query = f"?{urlencode({'next': address})}" if address else ""
    ways = [
        ("account_request_login_code", "Send a new code, or to another address"),
        ("account_login", "Another way in"),
    ]
    return [(reverse(name) + query, words) for name, words in ways]


def _to_the_same_place(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Whoever is led on to a code they asked for before still wants to go where they want to go now."""
    wanted, steps = request.GET.get("next"), [reverse("account_confirm_login_code"), reverse("mfa_authenticate")]
    if request.method == "GET" and wanted and response.headers.get("Location") in steps:
        response["Location"] += f"?{urlencode({'next': wanted})}"
    return response


def alike(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """At each try of a code allauth looks up whose it is. For an address that nobody has, nobody is looked up."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.session.get(CODE_ASKED)
        if asked and asked.get("user_pk") is None:
            User.objects.filter(pk=0).first()
        return view(request, *args, **kwargs)

    return answer
