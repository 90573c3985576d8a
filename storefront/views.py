"""The ground's own pages: help, the colour scheme, and the demo's post."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from storefront import mailfolder
from storefront.forms import SchemeForm
from storefront.htmx import render_page
from storefront.models import HelpPage

NEWEST_MAILS = 100
A_YEAR = 60 * 60 * 24 * 365  # seconds


@require_safe
def help_page(request: HttpRequest, slug: str) -> HttpResponse:
    return render_page(request, "storefront/help_page.html", {"page": get_object_or_404(HelpPage, slug=slug)})


@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or auto, and go back to where the switch was pressed."""
    form = SchemeForm(request.POST)
    response = HttpResponseRedirect(safe_return(request, form.data.get("next", "")))
    if form.is_valid():
        response.set_cookie(
            "scheme", form.cleaned_data["scheme"], max_age=A_YEAR, secure=settings.IS_HTTPS, samesite="Lax"
        )
    return response


def safe_return(request: HttpRequest, url: str) -> str:
    """The address, if it is one of ours; the front door otherwise."""
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if is_ours and url.startswith("/") else "/"


def in_the_demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A 404 where mails really go out: other people's post is nobody's business."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.DEMO and settings.MAIL_FOLDER):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@in_the_demo_only
def mail_list(request: HttpRequest) -> HttpResponse:
    return render_page(request, "storefront/mail_list.html", {"mails": mailfolder.newest(NEWEST_MAILS)})


@require_safe
@in_the_demo_only
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    return render_page(request, "storefront/mail_detail.html", {"mail": _find_mail(name)})


@require_safe
@in_the_demo_only
@xframe_options_sameorigin
@csp(
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],  # mails are styled in place, and nothing in them runs
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The mail as a mail program shows it, for the frame in mail_detail. Its links open a page of their own."""
    return HttpResponse(_find_mail(name).html.replace("<head>", '<head><base target="_blank">', 1))


def _find_mail(name: str) -> mailfolder.Mail:
    mail = mailfolder.find(name)
    if mail is None:
        raise Http404
    return mail
