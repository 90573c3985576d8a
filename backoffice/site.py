"""The door to the back office: the shop's own sign-in, and for staff of a live shop a second step."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from accounts.second_factor import has_second_factor
from backoffice.today import waiting_for

# Keys, tokens and sessions that other people's apps would list: they are their owners' own affair, on their own pages.
NOT_SHOWN = {"mfa.Authenticator", "socialaccount.SocialApp", "socialaccount.SocialToken", "usersessions.UserSession"}


class BackOffice(admin.AdminSite):
    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        super().register([each for each in models if each._meta.label not in NOT_SHOWN], admin_class, **options)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().index(request, {"waiting": waiting_for(request.user), **(extra_context or {})})

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not self._misses_a_step(request)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Whoever may not in yet comes here: strangers sign in, staff add what is missing, nobody else is let in."""
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
            wanted = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if self.has_permission(request):
            return redirect(wanted)
        if super().has_permission(request):
            messages.warning(
                request, "The back office asks for a second step. Add an app or a passkey, then come back."
            )
            return redirect("accounts:security")
        raise PermissionDenied

    def _misses_a_step(self, request: HttpRequest) -> bool:
        return settings.STAFF_SECOND_FACTOR and not has_second_factor(request.user)
