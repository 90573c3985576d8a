"""People who sign in, and what they let us keep for them."""

from accounts.models.addresses import Address
from accounts.models.consents import Consent
from accounts.models.deeds import Deed
from accounts.models.erasures import Erasure
from accounts.models.people import User, UserManager
from accounts.models.presses import Press

__all__ = ["Address", "Consent", "Deed", "Erasure", "Press", "User", "UserManager"]
