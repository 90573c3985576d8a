"""The second step of signing in: an app's code, a passkey, a recovery code; allauth does it, in our words."""

import base64
import hashlib
import logging
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.devices import name_of, sign_out
from accounts.models import User

log = logging.getLogger(__name__)

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes only stand in for them


class MfaAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not right, or no longer. Take the code that is shown now.",
        "unverified_email": "Confirm your new e-mail address first, or keep the old one.",
        "cannot_generate_recovery_codes": "Recovery codes stand in for a second step. Add one first.",
    }

    def encrypt(self, text: str) -> str:
        """A copy of the database alone opens nobody's account."""
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was kept under a key that is gone matches nothing any more; it opens no door, and breaks no page."""
        try:
            return _locks().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.warning("A second factor was kept under another SECRET_KEY. Is the old one in SECRET_KEY_FALLBACKS?")
            return generate_totp_secret()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return name_of(context.request.headers.get("User-Agent", ""))

    def _get_site_name(self) -> str:
        return settings.SHOP_NAME


def _locks() -> MultiFernet:
    """Keys from the secret key; an older one that is still in SECRET_KEY_FALLBACKS opens too."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"second factor:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def has_second_factor(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def begin(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **more: Any) -> None:
    """A new factor has been added: whoever came in elsewhere with less comes in anew.

    Whoever has just made one has shown it, and is not asked for it again before the recovery codes.
    """
    sign_out(user, but=request.session.session_key)
    if authenticator.type in FACTORS:
        proof = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **proof)
