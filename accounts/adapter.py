"""How django-allauth speaks for the shop: its mails are ours and wait in the queue, its refusals are our sentences."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

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

    def get_client_ip(self, request: HttpRequest) -> str:
        """As all other limits of the shop see the visitor."""
        return address_of(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: each page says itself what was done."""
