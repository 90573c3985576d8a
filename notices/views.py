"""The inbox, what people wish to hear, and the way out of a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import consent
from accounts.models import Consent
from notices import stopping
from notices.forms import WishesForm
from notices.models import Notice
from storefront.htmx import render_page

ON_A_PAGE = 20
HISTORY = 50  # lines of what was agreed to; all of it is in the archive
STOP_POLLING = 286  # htmx asks no more


@login_required
@require_safe
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    return _inbox_page(request)


def _inbox_page(request: HttpRequest) -> HttpResponse:
    page = Paginator(Notice.objects.in_inbox_of(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "page_numbers": page.paginator.get_elided_page_range(page.number)}
    return render_page(request, "notices/inbox.html", context, partials=["inbox"])


@require_safe
@never_cache
def badge(request: HttpRequest) -> HttpResponse:
    """The count in the header, asked for again and again while the page is open; no more once signed out."""
    if not request.user.is_authenticated:
        return HttpResponse(status=STOP_POLLING)
    return TemplateResponse(request, "notices/_badge.html", {"oob": False})


@login_required
@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it, and go where it leads."""
    notice = _own(request, pk)
    Notice.objects.filter(pk=notice.pk).unread().update(read_at=timezone.now())
    return redirect(notice.url or "notices:inbox")


@login_required
@require_POST
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    Notice.objects.filter(pk=_own(request, pk).pk).unread().update(read_at=timezone.now())
    return _after_reading(request)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    Notice.objects.in_inbox_of(request.user).unread().update(read_at=timezone.now())
    return _after_reading(request)


def _own(request: HttpRequest, pk: int) -> Notice:
    if pk > 2**63 - 1:
        raise Http404("There is no such notice.")
    return get_object_or_404(Notice.objects.in_inbox_of(request.user), pk=pk)


def _after_reading(request: HttpRequest) -> HttpResponse:
    return _inbox_page(request) if request.htmx else redirect("notices:inbox")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def wishes(request: HttpRequest) -> HttpResponse:
    form = WishesForm(request.POST or None, person=request.user)
    if form.is_valid():
        with transaction.atomic():
            form.save()
        messages.success(request, "Kept. From now on you hear from us like this.")
        return redirect("notices:wishes")
    context = {
        "form": form,
        "is_newsletter": consent.gets_newsletter(request.user.email),
        "newsletter": consent.WORDS,
        "history": Consent.objects.of(request.user)[:HISTORY],
    }
    return TemplateResponse(request, "notices/wishes.html", context, status=422 if form.errors else 200)


@csrf_exempt  # mail programs press it by themselves (RFC 8058), without ever having seen a page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    what = stopping.read(token)
    if what is None:
        raise Http404("There is no such link.")
    context = {"what": what, "is_done": request.method == "POST"}
    if "again" in request.POST:
        stopping.begin_again(what, request.POST["again"])
    elif request.method == "POST":
        context |= {"is_stopped": True, "as_before": stopping.end(what)}
    return TemplateResponse(request, "notices/stop.html", context)
