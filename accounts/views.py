"""The account's front page; signing in and all around it is allauth's."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import devices, pressed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def press(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who signed in by a detour, in another window say, is asked once more; most never see this page."""
    waiting = pressed.waiting(request, request.path)
    if waiting and request.method == "POST":
        return pressed.do(request, waiting)
    return TemplateResponse(request, "accounts/pressed.html", {"press": waiting}, status=200 if waiting else 410)


@login_required
@require_safe
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "accounts/account.html")


@login_required
@require_safe
@never_cache
def security_page(request: HttpRequest) -> HttpResponse:
    """What opens the account, and what is safe about it, on one page."""
    kept = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    of_kind = {kind: [each for each in kept if each.type == kind] for kind in Authenticator.Type}
    recovery = of_kind[Authenticator.Type.RECOVERY_CODES]
    context = {
        "has_app": bool(of_kind[Authenticator.Type.TOTP]),
        "passkeys": of_kind[Authenticator.Type.WEBAUTHN],
        "codes_left": len(recovery[0].wrap().get_unused_codes()) if recovery else None,
    }
    return TemplateResponse(request, "accounts/security.html", context)


@login_required
@require_safe
@never_cache
def device_list(request: HttpRequest) -> HttpResponse:
    found = devices.devices_of(request.user, this=request.session.session_key)
    return TemplateResponse(request, "accounts/device_list.html", {"devices": found})


@login_required
@require_POST
def device_sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """One device; this one too, which then is at the door."""
    if not devices.sign_out(request.user, only=pk):
        raise Http404
    messages.success(request, "That device is signed out.")
    return redirect("accounts:device-list")


@login_required
@require_POST
def device_sign_out_others(request: HttpRequest) -> HttpResponse:
    devices.sign_out(request.user, but=request.session.session_key)
    messages.success(request, "All other devices are signed out.")
    return redirect("accounts:device-list")


def honest(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """allauth answers 200 to a form that it refuses; the shop says 422, as everywhere."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            address = (response.context_data or {}).get("redirect_field_value") or ""
            response.context_data = {**(response.context_data or {}), "press": pressed.waiting(request, address)}
            form = (response.context_data or {}).get("form")
            if request.method == "POST" and form is not None and form.errors:
                response.status_code = 422
        return response

    return answer
