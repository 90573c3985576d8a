"""The account's front page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import hub


@login_required
@require_safe
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    needs, rooms = hub.front_page_of(request.user)
    return TemplateResponse(request, "accounts/account.html", {"needs": needs, "rooms": rooms})
