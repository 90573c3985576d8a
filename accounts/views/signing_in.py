"""Signing in and all around it is allauth's."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts import pressed, providers


def honest(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """allauth answers 200 to a form that it refuses; the shop says 422, as everywhere."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            address = (response.context_data or {}).get("redirect_field_value") or ""
            response.context_data = {**(response.context_data or {}), "press": pressed.waiting(request, address)}
            response.context_data["offered"] = providers.offered()
            form = response.context_data.get("form")
            if request.method == "POST" and form is not None and form.errors:
                response.status_code = 422
        return response

    return answer
