"""How django-allauth speaks for the shop: its mails are ours and wait in the queue, its refusals are our sentences."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import pressed, standing
from accounts.mails import UNSAID, mail_for
from accounts.models import User
from storefront.limits import address_of
from storefront.mail import send_mail_later

TAKEN = "That address belongs to another account. Sign in with it, or choose a different one."
TOO_OFTEN = "Too many attempts with this address. Wait five minutes, then try again."
CODE_IS_OVER = "That was the third wrong code: the one in our mail no longer counts. Ask for a new one."
SAID = {  # the few of allauth's messages that the next page does not say itself
    "email_confirmation_failed.txt": TAKEN,
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The address and the password do not belong together. Try again, or set a new one.",
        "too_many_login_attempts": TOO_OFTEN,
        "incorrect_code": "That is not the code that we sent last. Look at the newest mail.",
        "rate_limited": "That was asked for too often. Wait three minutes, then try again.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put it in the queue: an answer takes as long for a known address as for an unknown one."""
        occasion = template_prefix.rpartition("/")[2]
        if occasion in UNSAID:
            return
        template, facts = mail_for(occasion, context)
        send_mail_later(email, template, {**facts, "email": email})

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """A new address for an account that has one is another matter than the first; a taken one hears so itself."""
        address = emailconfirmation.email_address
        if address.email == address.user.email:
            super().send_confirmation_mail(request, emailconfirmation, signup)
        elif EmailAddress.objects.is_verified(address.email):
            login_url = request.build_absolute_uri(reverse("account_login"))
            self.send_mail("address_taken", address.email, {"login_url": login_url})
        else:
            url = self.get_email_confirmation_url(request, emailconfirmation)
            self.send_mail("address_change", address.email, {"activate_url": url})

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The address is proved, and counts from now on. Somebody who typed it before and never proved it gives way."""
        try:
            with transaction.atomic():
                User.objects.never_came().filter(email=email_address.email).exclude(pk=email_address.user_id).delete()
                return super().confirm_email(request, email_address)
        except IntegrityError:  # proved by another account, at the same moment say
            messages.error(request, TAKEN)
            return False

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

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Whoever has just shown that the account is theirs reads why it is closed, once, and nobody else."""
        if why := standing.told_why_closed(user):
            messages.error(request, why)
        return super().respond_user_inactive(request, user)

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
        return address_of(request) or "0.0.0.0"  # noqa: S104 - a server behind a socket hears none

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Hardly any: most pages say themselves what was done."""
        said = kwargs.get("message") or SAID.get((message_template or "").rpartition("/")[2])
        if said == TOO_OFTEN:  # as a message it is about a code from a mail; of passwords the form says it
            said = CODE_IS_OVER
        if said:
            messages.add_message(request, level, said)
