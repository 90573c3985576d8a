"""What a stranger presses is kept while they sign in, and done after it: once, and as their own.

    @require_POST
    @after_signing_in("put it on your list")
    def heart(request, isbn13): ...

The view is only ever called with somebody who is signed in. A stranger's form, which has passed the CSRF check, is kept
for an hour, and the sign-in page says what for: “Sign in to put it on your list”. Its way back is `/account/pressed/…`,
which allauth carries through every page and mail of signing in and up. At the end of that way the view is called with
the form, and its answer is the answer: where it leads, with what it says. The form is without files, and the request is
none of htmx's.

The key of what was pressed stands in the session as well as in the address: nobody can be led to do what somebody else
pressed. Whoever gives up and signs in for another reason later does not do it by accident.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from accounts.models import Press

View = Callable[..., HttpResponse]

KEPT_FOR = timedelta(hours=1)
MOST = 20_000  # characters in the fields together
KEY = "pressed"  # in the session

log = logging.getLogger(__name__)


def after_signing_in(to: str) -> Callable[[View], View]:
    """For a view that needs a person. `to` says what it does, as after “Sign in to …”."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            if request.method != "POST":
                return redirect_to_login(request.get_full_path())
            press = keep(request, to=to)
            return redirect_to_login(way_to(press) if press else page_of(request) or settings.LOGIN_REDIRECT_URL)

        return answer

    return decorate


def keep(request: HttpRequest, *, to: str) -> Press | None:
    """Keep what was pressed, instead of what was pressed before. None when it is too much to keep."""
    fields = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    path = request.get_full_path()
    size = sum(len(name) + sum(map(len, values)) for name, values in fields)
    if request.FILES or size > MOST or len(path) > Press._meta.get_field("path").max_length:
        return None
    Press.objects.filter(key=request.session.get(KEY)).delete()
    press = Press.objects.create(path=path, fields=fields, to=to, back=page_of(request))
    request.session[KEY] = str(press.key)
    return press


def waiting(request: HttpRequest, address: str) -> Press | None:
    """What this visitor pressed and is on the way to, if the address is the end of that way."""
    key = request.session.get(KEY)
    if not key or urlsplit(address).path != way_to(key):
        return None
    return Press.objects.filter(key=key, pressed_at__gt=timezone.now() - KEPT_FOR).first()


def way_to(press: Press | UUID | str) -> str:
    return reverse("accounts:pressed", args=[press.key if isinstance(press, Press) else press])


def do(request: HttpRequest, press: Press) -> HttpResponse:
    """Do it, as if pressed by the person who is signed in now. If it cannot be done they are told, where they pressed.

    Of two requests that come at the same moment one does it: the one that takes the row away.
    """
    back = redirect(press.back or settings.LOGIN_REDIRECT_URL)
    request.session.pop(KEY, None)
    taken, _ = Press.objects.filter(key=press.key).delete()
    if not taken:
        return back
    again = _pressed_again(request, press)
    try:
        view, args, kwargs = again.resolver_match = resolve(again.path_info)
        response = view(again, *args, **kwargs)
        if hasattr(response, "render"):
            response.render()
    except (Http404, PermissionDenied):
        problem = True
    except Exception:  # they have signed in, whatever is the matter with what they pressed
        log.exception("What was pressed before signing in failed: %s", press.path)
        problem = True
    else:
        problem = response.status_code in (403, 404, 405)
    if problem:
        messages.error(request, f"You are signed in, but we could not {press.to}. Please try it once more.")
        return back
    return response


def _pressed_again(request: HttpRequest, press: Press) -> HttpRequest:
    """The request that the stranger sent, from the person who is there now."""
    path, _, query = press.path.partition("?")
    form = QueryDict(mutable=True)
    for name, values in press.fields:
        form.setlist(name, values)
    form._mutable = False
    again = copy.copy(request)
    again.method = "POST"
    again.path = again.path_info = path
    again.GET = QueryDict(query)
    again._post, again._files, again._body = form, MultiValueDict(), b""  # type: ignore[attr-defined]
    again.META = {name: value for name, value in request.META.items() if not name.startswith("HTTP_HX_")}
    again.META |= {"REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": query, "HTTP_REFERER": press.back}
    again.__dict__.pop("headers", None)
    again.htmx = HtmxDetails(again)  # type: ignore[attr-defined]
    return again


def page_of(request: HttpRequest) -> str:
    """The page of ours on which it was pressed, as the browser says."""
    said = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}):
        return ""
    address = urlsplit(said)
    page = address.path + (f"?{address.query}" if address.query else "")
    return page if len(page) <= Press._meta.get_field("back").max_length else ""


def forget_old() -> None:
    Press.objects.filter(pressed_at__lte=timezone.now() - KEPT_FOR).delete()
