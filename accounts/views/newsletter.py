"""The newsletter: asked for on any page, agreed to from a mail, stopped with one press."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import consent
from storefront.limits import address_of, is_too_often

POSTS, WITHIN = 10, 10 * 60  # from one network address, in seconds
TOO_OFTEN = "That was very often in a short time. Please wait ten minutes, then try again."


class NewsletterForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": "Where shall we send it?"},
    )
    where = forms.ChoiceField(choices=[("page", ""), ("footer", "")], required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def newsletter(request: HttpRequest) -> HttpResponse:
    """The same answer whether we know the address or not."""
    form = NewsletterForm(request.POST if request.method == "POST" else None, initial={"where": "page"})
    status = 200
    if request.method == "POST":
        if is_too_often("newsletter", address_of(request), most=POSTS, seconds=WITHIN):
            form.add_error(None, TOO_OFTEN)
            status = 429
        elif form.is_valid():
            consent.ask(form.cleaned_data["email"], where=form.cleaned_data["where"] or "page")
            return redirect("accounts:newsletter-asked")
        else:
            status = 422
    return TemplateResponse(request, "accounts/newsletter.html", {"form": form, "words": consent.WORDS}, status=status)


@require_http_methods(["GET", "HEAD"])
@never_cache
def newsletter_asked(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "accounts/newsletter_asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def newsletter_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page changes nothing (mail scanners follow links), its button does."""
    asked = consent.read(token)
    is_done = asked is not None and request.method == "POST"
    if asked and is_done:
        consent.agree(asked, by=request.user if request.user.is_authenticated else None)
    context = {"asked": asked, "is_done": is_done, "words": consent.WORDS}
    return TemplateResponse(request, "accounts/newsletter_confirm.html", context, status=200 if asked else 410)


@csrf_exempt  # mail programs press it by themselves (RFC 8058), without ever having seen a page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def newsletter_stop(request: HttpRequest, token: str) -> HttpResponse:
    email = consent.read_stop(token)
    if email is None:
        raise Http404("There is no such link.")
    if request.method == "POST":
        consent.withdraw(email, where="mail")
    return TemplateResponse(
        request, "accounts/newsletter_stop.html", {"email": email, "is_done": request.method == "POST"}
    )


@login_required
@require_POST
def newsletter_choose(request: HttpRequest) -> HttpResponse:
    """Signed in, on the page of all that one hears: the address is proved, one press is enough."""
    email = request.user.email
    if request.POST.get("newsletter") == "yes":
        consent.agree(consent.Asked(email, "settings", consent.VERSION), by=request.user)
        messages.success(request, "The newsletter comes to you from now on.")
    else:
        consent.withdraw(email, where="settings", by=request.user)
        messages.success(request, "The newsletter comes no more.")
    return redirect("notices:wishes")
