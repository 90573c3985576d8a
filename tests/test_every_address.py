"""Rubbish in every parameter of every address: whatever a visitor sends, the shop never fails.

The addresses are read from the URLconf, so a new page is tried without being named here.
"""

import re
from collections.abc import Iterator
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

pytestmark = pytest.mark.django_db

RUBBISH = [
    "",
    "0",
    "-1",
    "99999999999999999999999",
    "1e400",
    "NaN",
    "9780000000000",
    "x" * 3000,
    "📚",
    "e\u0301\u202e\ufffe",
    "' OR 1=1; --",
    "%s%d{0}{{x}}",
    "../../etc/passwd",
    "a\nb: c",
]
IN_PATHS = [value for value in RUBBISH if value and "/" not in value]

# fmt: off
QUERIES = [
    "q", "sort", "genre", "author", "publisher", "series", "format", "language", "price_min", "price_max",
    "rating", "availability", "year_min", "year_max", "next", "partial", "isbn13", "quantity",
]
FIELDS = [
    "isbn13", "quantity", "email", "name", "line1", "line2", "city", "postcode", "country", "phone", "delivery",
    "method", "payment", "card", "total", "shown_total", "gift_code", "worth",
    "amount", "send_on", "back", "attempt_key", "attempt", "next", "scheme", "number", "q",
    "region", "address", "billed", "keep-typed", "change-country", "keep_address", "reach", "branch",
    "mark",
]
# fmt: on
AS_FORM = "application/x-www-form-urlencoded"  # as browsers send them
QUERIES_OF_RUBBISH = [
    *[
        {name: [RUBBISH[(first + place) % len(RUBBISH)]] * (1 + first % 2) for place, name in enumerate(QUERIES)}
        for first in range(len(RUBBISH))
    ],
    *[{"page": value} for value in RUBBISH],
]
FORMS_OF_RUBBISH = [
    {"data": urlencode(form), "content_type": AS_FORM}
    for form in ({}, *[dict.fromkeys(FIELDS, value) for value in RUBBISH])
]
HTMX = {"HX-Request": "true", "HX-Target": "main", "HX-Current-URL": "http://[::"}


def routes(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """Every route of the shop, such as /books/<isbn13>/<slug>/; the back office is Django's own to try."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern.pattern, RoutePattern) or str(pattern.pattern) == "admin/":
            continue
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def filled(route: str) -> list[str]:
    """The route with rubbish in its gaps; just the route when it has none."""
    if "<" not in route:
        return [route]
    return [re.sub(r"<[^>]+>", lambda gap, value=value: value, route) for value in IN_PATHS]


ROUTES = sorted(set(routes()))


@pytest.fixture
def program() -> Client:
    """Who asks for JSON is spared the page that goes with an error, and so are we, ten thousand times.

    That page stands rubbish, too, as the tests at the end show.
    """
    return Client(headers={"Accept": "application/json"})


def ask(client: Client, *questions: tuple[str, str, dict[str, object]]) -> None:
    """Fails at the first question that the shop fails at.

    A method that an address does not take is refused before anything is read: once will do.
    """
    refused = set()
    for method, address, more in questions:
        if (method, address) in refused:
            continue
        status = getattr(client, method)(address, **more).status_code
        assert status < 500, (method, address[:80], more)
        if status == 405:
            refused.add((method, address))


@pytest.mark.parametrize("route", ROUTES)
def test_rubbish_in_an_address_is_no_failure(program: Client, route: str):
    ask(program, *[("get", address, {}) for address in filled(route)])


@pytest.mark.parametrize("route", ROUTES)
def test_rubbish_in_a_query_is_no_failure(program: Client, route: str):
    """Each parameter has each value, once or twice over, amid others; a page that is not there would hide them, so it
    goes alone."""
    ask(program, *[("get", filled(route)[0], {"data": query}) for query in QUERIES_OF_RUBBISH])


@pytest.mark.parametrize("route", ROUTES)
def test_rubbish_in_a_form_is_no_failure(program: Client, route: str):
    addresses = cycle(filled(route)[:3])
    ask(program, *[("post", next(addresses), form) for form in FORMS_OF_RUBBISH])


@pytest.mark.parametrize("route", ROUTES)
def test_other_methods_and_odd_headers_are_no_failure(program: Client, route: str):
    address = filled(route)[0]
    methods = [(method, address, {}) for method in ("head", "options", "put", "patch", "delete", "trace")]
    headers = [("get", address, {"headers": {**HTMX, "HX-Target": value[:200]}}) for value in ("main", "📚", "#'<")]

    ask(program, *methods, *headers)


@pytest.mark.parametrize("value", IN_PATHS)
def test_the_page_of_an_error_stands_rubbish_in_an_address(client: Client, value: str):
    ask(
        client,
        ("get", f"/nothing-here/{value}/", {}),
        ("get", "/books/x/", {"headers": {**HTMX, "HX-Target": value[:200]}}),
    )


def test_the_page_of_an_error_stands_rubbish_in_a_query(client: Client):
    ask(client, *[("get", "/nothing-here/", {"data": query}) for query in QUERIES_OF_RUBBISH])


@pytest.mark.parametrize("address", ["/nothing-here/", "/health/live", "/account/", "/orders/find/", "/cart/add/"])
def test_the_page_of_an_error_stands_rubbish_in_a_form(client: Client, address: str):
    ask(client, *[("post", address, form) for form in FORMS_OF_RUBBISH])
