"""Addresses that only the tests of the ground have: pages that fail, redirect, and answer in part."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from storefront import urls as shop


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret that nobody should read")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("odd")


@require_POST
def post_only(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Noted.")
    return HttpResponse(f"<p>{request.POST.get('word', '')}</p>")


def elsewhere(request: HttpRequest) -> HttpResponse:
    messages.info(request, "You were sent here.")
    response = redirect("/health/live")
    response.set_cookie("seen", "yes")
    return response


urlpatterns = [
    path("broken/", broken),
    path("forbidden/", forbidden),
    path("suspicious/", suspicious),
    path("post-only/", post_only),
    path("elsewhere/", elsewhere),
    *shop.urlpatterns,
]

handler400 = shop.handler400
handler403 = shop.handler403
handler404 = shop.handler404
handler500 = shop.handler500
