"""What we keep of somebody: to take along, and to be forgotten."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import archive, erasing
from accounts.personal_data import all_parts
from storefront.limits import is_too_often

DOWNLOADS = 10  # for one person, in
DOWNLOADS_WITHIN = 60 * 60  # seconds


@login_required
@require_safe
@never_cache
def own_data(request: HttpRequest) -> HttpResponse:
    context = {"parts": all_parts(), "erasure": erasing.pending(request.user)}
    return TemplateResponse(request, "accounts/own_data.html", context)


@login_required
@require_POST
@reauthentication_required
@never_cache
def own_data_download(request: HttpRequest) -> HttpResponse:
    """After proof: whoever sits down at a forgotten screen does not carry it all away."""
    if is_too_often("own-data", str(request.user.pk), most=DOWNLOADS, seconds=DOWNLOADS_WITHIN):
        messages.error(request, "You have downloaded it ten times within the hour. Please wait a little.")
        return redirect("accounts:own-data")
    return FileResponse(archive.written(request.user), as_attachment=True, filename=archive.file_name())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
@never_cache
def erasure_ask(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays; the press, after proof, begins the week to think it over."""
    refusal = None
    if request.method == "POST":
        try:
            erasing.ask(request.user)
        except erasing.CannotErase as refused:
            refusal = refused
        else:
            return redirect("accounts:own-data")
    elif erasing.pending(request.user):
        return redirect("accounts:own-data")
    context = {"parts": all_parts(), "waits_for": erasing.waits_for(request.user), "refusal": refusal}
    return TemplateResponse(request, "accounts/erasure_ask.html", context, status=409 if refusal else 200)


@login_required
@require_POST
def erasure_take_back(request: HttpRequest) -> HttpResponse:
    erasure = erasing.pending(request.user)
    if erasure and erasing.take_back(erasure):
        messages.success(request, "Your account stays, with everything in it.")
    return redirect("accounts:own-data")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def erasure_keep(request: HttpRequest, token: str) -> HttpResponse:
    """The mail's link, signed out: the page changes nothing, its button does."""
    erasure = erasing.read(token)
    if erasure is None:
        raise Http404("There is no such link.")
    if request.method == "POST":
        erasing.take_back(erasure)
        erasure.refresh_from_db()
    return TemplateResponse(request, "accounts/erasure_keep.html", {"erasure": erasure})
