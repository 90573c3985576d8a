"""How often somebody may do what costs us work."""

from django.core.cache import cache
from django.http import HttpRequest


def is_too_often(doing: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more, and say whether that is more than allowed in this span of time."""
    key = f"limit:{doing}:{who}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # the span ended between the two
        return False


def address_of(request: HttpRequest) -> str:
    """Whose turn it is: the address that the request came from."""
    return request.META.get("REMOTE_ADDR", "")
