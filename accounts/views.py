"""The account's front page; signing in and all around it is allauth's."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_required
@require_safe
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "accounts/account.html")


def honest(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """allauth answers 200 to a form that it refuses; the shop says 422, as everywhere."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            form = (response.context_data or {}).get("form")
            if request.method == "POST" and form is not None and form.errors:
                response.status_code = 422
        return response

    return answer
