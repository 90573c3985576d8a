"""How django-allauth speaks for the shop: its mails are ours and wait in the queue, its refusals are our sentences."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import pressed
from accounts.models import User
from storefront.limits import address_of
from storefront.mail import send_mail_later

MAILS = {  # what allauth calls them, and what we do
    "email_confirmation_signup": "account_confirm",
    "email_confirmation": "account_confirm",
    "login_code": "account_code",
    "password_reset_key": "account_reset",
    "password_changed": "account_password",
    "password_set": "account_password",
    "password_reset": "account_password",
    "account_already_exists": "account_known",
    "unknown_account": "account_unknown",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The address and the password do not belong together. Try again, or set a new one.",
        "too_many_login_attempts": "Too many attempts with this address. Wait five minutes, then try again.",
        "incorrect_code": "That is not the code that we sent last. Look at the newest mail.",
        "rate_limited": "That was asked for too often. Wait three minutes, then try again.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put it in the queue: an answer takes as long for a known address as for an unknown one."""
        send_mail_later(email, MAILS[template_prefix.rpartition("/")[2]], {**context, "email": email})

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """The last step of every way in: what was pressed before signing in is done now."""
        response = super().post_login(request, user, **more)
        press = pressed.waiting(request, response.url)
        if press is None:
            return response
        answer = pressed.do(request, press)
        for name in response.cookies.keys() - answer.cookies.keys():
            answer.cookies[name] = response.cookies[name]
        return answer

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """An address that is proved on another device, or late, leads to the sign-in page; what was pressed waits."""
        way = super().get_email_verification_redirect_url(email_address)
        key = self.request.session.get(pressed.KEY)
        return f"{way}?{urlencode({'next': pressed.way_to(key)})}" if key else way

    def is_safe_url(self, url: str) -> bool:
        """Nobody is led away from the shop, not to another machine of ours either."""
        return url_has_allowed_host_and_scheme(url, {context.request.get_host()})

    def get_client_ip(self, request: HttpRequest) -> str:
        """As all other limits of the shop see the visitor."""
        return address_of(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: each page says itself what was done."""
