"""How passwords are kept, and which are refused because the world knows them already."""

import hashlib
import logging

import requests
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError

LONGEST_WAIT = 2  # seconds, for the list of leaked passwords

log = logging.getLogger(__name__)


class Argon2id(Argon2PasswordHasher):
    """OWASP's parameters for servers: 46 MB for a moment on one core, so that a crowd signs in without filling memory.

    The library works outside of Python's lock: other requests go on meanwhile. Older hashes still open, and are
    written anew when they do.
    """

    time_cost = 1
    memory_cost = 46 * 1024  # KiB
    parallelism = 1


class NotLeakedValidator:
    """Asks a list of leaked passwords (that of Have I Been Pwned, or a mirror of it) when the shop names one.

    Only the first five characters of the hash leave the house. A list that cannot be asked refuses nobody.
    """

    def validate(self, password: str, user: object = None) -> None:
        if settings.PWNED_PASSWORDS_URL and _is_leaked(password):
            raise ValidationError(
                "This password stands in lists of stolen ones, so others try it. Choose another.", code="leaked"
            )

    def get_help_text(self) -> str:
        return "Your password can’t be one that was stolen somewhere and published."


def _is_leaked(password: str) -> bool:
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    address = f"{settings.PWNED_PASSWORDS_URL.rstrip('/')}/range/{digest[:5]}"
    try:
        answer = requests.get(address, headers={"Add-Padding": "true"}, timeout=LONGEST_WAIT)
        answer.raise_for_status()
    except requests.RequestException as error:
        log.warning("The list of leaked passwords did not answer: %s", type(error).__name__)
        return False
    lines = (line.partition(":") for line in answer.text.splitlines())
    return any(rest == digest[5:] and count.strip() not in {"", "0"} for rest, _, count in lines)
