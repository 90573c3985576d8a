"""What keeps an account safe, and the devices that it is open on."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import devices, providers


@login_required
@require_safe
@never_cache
def security_page(request: HttpRequest) -> HttpResponse:
    """What opens the account, and what is safe about it, on one page."""
    kept = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    of_kind = {kind: [each for each in kept if each.type == kind] for kind in Authenticator.Type}
    recovery = of_kind[Authenticator.Type.RECOVERY_CODES]
    linked = {account.provider: account for account in SocialAccount.objects.filter(user=request.user)}
    context = {
        "providers": [(key, name, linked.get(key)) for key, name in providers.offered()],
        "has_app": bool(of_kind[Authenticator.Type.TOTP]),
        "passkeys": of_kind[Authenticator.Type.WEBAUTHN],
        "codes_left": len(recovery[0].wrap().get_unused_codes()) if recovery else None,
    }
    return TemplateResponse(request, "accounts/security.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def provider_link(request: HttpRequest) -> HttpResponse:
    """Who came from Google with the address of an account, and has signed in to it: do the two belong together?"""
    login = providers.waiting(request)
    if login is None:
        return redirect("accounts:security")
    name = providers.NAMES[login.account.provider]
    if request.method == "POST":
        wanted = providers.link(request, login)
        messages.success(request, f"From now on {name} signs you in, too.")
        return redirect(wanted)
    return TemplateResponse(request, "accounts/provider_link.html", {"name": name, "email": login.user.email})


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
