"""Fetching the covers that an import names (Book.cover_url).

An address comes from outside, so it may lead anywhere: only http and https, only public addresses, and the connection
goes to the very address that was checked, after each redirect anew. Size and time are limited, and what arrives is
decoded before it is believed to be a picture.
"""

import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from catalog.models import Book
from catalog.pictures import reading, sent

SECONDS = 20  # for one answer, from the first byte asked to the last one read
MOST_REDIRECTS = 4
REDIRECTS = {301, 302, 303, 307, 308}
NOT_NOW = {408, 425, 429}  # and all from 500 on: ask again later
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class CannotFetch(Exception):
    """Its text is a sentence for staff."""


class NotNow(CannotFetch):
    """It may go better later."""


def due() -> QuerySet[Book]:
    """Books whose picture has a new address."""
    return Book.objects.filter(~Q(cover_url=""), ~Q(cover_url=F("cover_tried"))).order_by("pk")


@transaction.atomic
def claim(most: int) -> list[tuple[int, str]]:
    """Take some of what is due, so that nobody else does; each with its address."""
    claimed = list(due().select_for_update(skip_locked=True).values_list("pk", "cover_url")[:most])
    pks = [pk for pk, _ in claimed]
    Book.objects.filter(pk__in=pks).update(cover_tried=F("cover_url"), cover_problem="")
    return claimed


def fetch(book_pk: int, url: str) -> bool:
    """Fetch a book's picture and keep it; whether it is there now. Why not stands in cover_problem.

    A cover that staff chose stays. Raises NotNow where another try may help.
    """
    book = Book.objects.get(pk=book_pk)
    if book.cover_url != url or (sent.is_there(book) and not sent.was_fetched(book)):
        return False
    try:
        return sent.keep(book, download(url), origin=sent.FETCHED)
    except (CannotFetch, reading.NotAPicture) as refusal:
        Book.objects.filter(pk=book_pk).update(cover_problem=str(refusal)[:300])
        if isinstance(refusal, NotNow):
            raise
        return False


def download(url: str) -> bytes:
    """The bytes at an address. Raises CannotFetch."""
    for _ in range(MOST_REDIRECTS + 1):
        answer = _asked(url)
        if isinstance(answer, bytes):
            return answer
        url = urljoin(url, answer)
    raise CannotFetch("The address leads from one to the next without end.")


def _asked(url: str) -> bytes | str:
    """What stands there, or where it leads."""
    connection, path = _connection(url)
    too_long = threading.Timer(SECONDS, connection.cut)
    try:
        connection.connect()
        too_long.start()
        connection.request("GET", path, headers={"Accept": "image/*", "Accept-Encoding": "identity"})
        with connection.getresponse() as response:
            answer = _answer(response)
    except TimeoutError as silence:
        raise NotNow(f"{connection.host} took too long.") from silence
    except (OSError, HTTPException, ValueError) as trouble:
        raise NotNow(f"{connection.host} did not answer as it should.") from trouble
    finally:
        too_long.cancel()
        connection.close()
    if connection.was_cut:
        raise NotNow(f"{connection.host} took too long.")
    return answer


def _answer(response: HTTPResponse) -> bytes | str:
    if response.status in REDIRECTS and (leads_to := response.getheader("Location")):
        return leads_to
    if response.status != 200:
        later = response.status in NOT_NOW or response.status >= 500
        raise (NotNow if later else CannotFetch)(f"There is no picture at this address (status {response.status}).")
    content = response.read(reading.LARGEST_FILE + 1)
    if len(content) > reading.LARGEST_FILE:
        raise CannotFetch(str(reading.too_large()))
    if response.length:
        raise NotNow("The answer broke off.")
    return content


class CheckedConnection(HTTPConnection):
    """Goes to addresses that were checked, whatever the name has come to mean since."""

    def __init__(self, host: str, port: int, addresses: list[str], tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.default_port = 443 if tls else 80
        self.addresses, self.tls = addresses, tls
        self.was_cut = False

    def connect(self) -> None:
        self.sock = _first_that_answers(self.addresses, self.port)
        if self.tls:
            self.sock = self.tls.wrap_socket(self.sock, server_hostname=self.host)
        self.wire = self.sock  # http.client lets go of its own once the answer begins

    def cut(self) -> None:
        """End it from another thread, whatever it waits for."""
        self.was_cut = True
        with suppress(OSError):
            socket.socket.shutdown(self.wire, socket.SHUT_RDWR)


def _connection(url: str) -> tuple[CheckedConnection, str]:
    try:
        parts = urlsplit(url)
        tls = {"http": None, "https": ssl.create_default_context()}[parts.scheme]
        host = parts.hostname.encode("idna").decode("ascii")
        port = parts.port or (443 if tls else 80)
        path = urlunsplit(("", "", parts.path or "/", parts.query, "")).encode("ascii").decode()
    except (KeyError, AttributeError, ValueError) as wrong:
        raise CannotFetch("This is not an address on the web.") from wrong
    return CheckedConnection(host, port, checked_addresses(host, port), tls), path


def checked_addresses(host: str, port: int) -> list[str]:
    """Where a name leads, if all of it is public. Raises CannotFetch."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise NotNow(f"Nobody knows where {host} is.") from unknown
    addresses = list(dict.fromkeys(str(each[4][0]).partition("%")[0] for each in found))
    if not all(_may_be_asked(ipaddress.ip_address(address)) for address in addresses):
        raise CannotFetch("This address is not on the public internet.")
    return addresses


def _may_be_asked(address: Address) -> bool:
    networks = [ipaddress.ip_network(network) for network in settings.COVER_FETCH_ALLOWED_NETWORKS]
    return is_public(address) or any(address in network for network in networks)


def is_public(address: Address) -> bool:
    """Out in the world, also by the address of version 4 that one of version 6 may carry."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if carried:
            return is_public(carried)
    return address.is_global and not address.is_multicast


def _first_that_answers(addresses: list[str], port: int) -> socket.socket:
    trouble: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=SECONDS)
        except OSError as silence:
            trouble = silence
    raise trouble
