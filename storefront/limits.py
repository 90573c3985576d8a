"""How often somebody may do what costs us work, and who that is."""

from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

MAILS, AN_HOUR = 10, 60 * 60  # to prove an address by; in seconds


def is_too_often(doing: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more, and say whether that is more than allowed in this span of time."""
    key = f"limit:{doing}:{sha256(who.encode()).hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # the span ended between the two
        return False


def asks_for_too_many_mails(request: HttpRequest, to: str, *, about: str) -> bool:
    """Count one more mail to an address that nobody has proved. Ten an hour may come from one visitor, and to one
    address from whoever types it.
    """
    return is_too_often(about, address_of(request), most=MAILS, seconds=AN_HOUR) or is_too_often(
        f"{about}-to", to.lower(), most=MAILS, seconds=AN_HOUR
    )


def address_of(request: HttpRequest) -> str:
    """Whose turn it is: the address that the request came from. Empty where a socket of this machine says none.

    Each proxy adds, at the end of X-Forwarded-For, whom it was asked by. What our own have added is believed, and what
    stands before that is not: anybody can write it.
    """
    said = request.headers.get("X-Forwarded-For", "").split(",")
    way = [found for text in (*said, request.META.get("REMOTE_ADDR", "")) if (found := _address(text))]
    strangers = (address for address in reversed(way) if not _is_our_proxy(address))
    return str(next(strangers, way[0] if way else ""))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_our_proxy(address: IPv4Address | IPv6Address) -> bool:
    return any(address in ip_network(network) for network in settings.FORWARDED_ALLOW_IPS)
