"""Signing in with Google or GitHub, where the shop has keys for them.

An account elsewhere never opens one here by its address alone. Who has an account already signs in to it first, and is
then asked whether the two belong together; so nobody gets in by an address that they once had.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User

NAMES = {"google": "Google", "github": "GitHub"}
WAITING = "link"  # in the session: the account elsewhere that waits for proof of the one here

NOT_PROVED = "{name} has not confirmed an e-mail address of yours, so we cannot know you by it. Sign in another way."
KNOWN = "There is an account with {email} already. Sign in to it once, to link the two."


def offered() -> list[tuple[str, str]]:
    """Those that the shop has keys for: their key and name."""
    return [(key, name) for key, name in NAMES.items() if key in settings.SOCIALACCOUNT_PROVIDERS]


def only_where_offered(provider: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if provider not in settings.SOCIALACCOUNT_PROVIDERS:
                raise Http404
            return view(request, *args, **kwargs)

        return answer

    return decorate


class ProvidersAdapter(DefaultSocialAccountAdapter):
    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": "Set a password first: otherwise nothing would open your account.",
        "no_verified_email": "Confirm your e-mail address first: otherwise nothing would open your account.",
    }

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Somebody new to us from there: with an address that is proved, and free; else by way of the account here."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        proved = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        if not proved:
            messages.error(request, NOT_PROVED.format(name=NAMES[sociallogin.account.provider]))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.email_addresses = [each for each in sociallogin.email_addresses if each.verified][:1]
        sociallogin.user.email = proved[0]
        User.objects.never_came().filter(email=proved[0]).delete()
        if User.objects.filter(email=proved[0]).exists():
            request.session[WAITING] = {
                "login": sociallogin.serialize(),
                "next": get_next_redirect_url(request) or sociallogin.state.get("next") or "",
            }
            messages.info(request, KNOWN.format(email=proved[0]))
            raise ImmediateHttpResponse(redirect_to_login(reverse("accounts:provider-link")))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or sociallogin.account.extra_data.get("name") or "")[:200]
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("accounts:security")

    def send_notification_mail(self, template_prefix: str, user: User, context: dict[str, Any], **more: Any) -> None:
        context = {**context, "provider": NAMES[context["account"].provider]}
        super().send_notification_mail(template_prefix, user, context=context, **more)


def waiting(request: HttpRequest) -> SocialLogin | None:
    """The account elsewhere that waits to be linked, if it is nobody's, and this is the account with its address."""
    kept = request.session.get(WAITING)
    if not kept:
        return None
    login = SocialLogin.deserialize(kept["login"])
    is_taken = SocialAccount.objects.filter(provider=login.account.provider, uid=login.account.uid).exists()
    return None if is_taken or login.user.email != request.user.email else login


def link(request: HttpRequest, login: SocialLogin) -> str:
    """The two belong together from now on. Says where the person wanted to go."""
    login.connect(request, request.user)
    return request.session.pop(WAITING)["next"] or reverse("accounts:security")
