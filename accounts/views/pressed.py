"""The end of the way through signing in: what was pressed before it is done."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import pressed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def press(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who signed in by a detour, in another window say, is asked once more; most never see this page."""
    waiting = pressed.waiting(request, request.path)
    if waiting and request.method == "POST":
        return pressed.do(request, waiting)
    return TemplateResponse(request, "accounts/pressed.html", {"press": waiting}, status=200 if waiting else 410)
