"""A shopper without scripts: follows links, fills forms, presses twice, loses patience. Knows the shop by its pages.

`crowd` is run in a process of its own; nothing here imports the shop.
"""

from __future__ import annotations

import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException
from http.cookiejar import CookieJar

PATIENCE = 90  # seconds that one presses “again” while a page does not come
STEPS = 8  # pages between a cart and its order, at most

ANSWERS = {
    "name": "Ada Quay",
    "line1": "1 Quay Lane",
    "street_address": "1 Quay Lane",
    "city": "Bristol",
    "postcode": "BS1 4QA",
    "postal_code": "BS1 4QA",
    "country": "GB",
}


class Away(Exception):
    """The shop sent us to somebody else's page, whose address this carries."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(address)


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """The forms of a page that are sent by POST, with what they would send if nobody touched them."""

    def __init__(self, status: int, address: str, text: str) -> None:
        super().__init__()
        self.status, self.address = status, address
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        if tag == "form" and has.get("method", "").lower() == "post":
            self._form = Form(urllib.parse.urljoin(self.address, has.get("action", "")))
            self.forms.append(self._form)
        if self._form is None or not (name := has.get("name") or self._select):
            return
        if tag == "select":
            self._select = name
        elif (
            (tag == "option" and ("selected" in has or name not in self._form.fields))
            or tag == "textarea"
            or (tag == "input" and _is_sent(has, name in self._form.fields))
        ):
            self._form.fields[name] = has.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""

    def form(self, *names: str) -> Form | None:
        """The first form that has a field of one of these names."""
        return next((form for form in self.forms if any(name in form.fields for name in names)), None)


def _is_sent(has: dict[str, str], is_answered: bool) -> bool:
    """Of radio buttons one is sent: the checked one, or the first where none is. A box only when it is ticked."""
    kind = has.get("type", "text")
    if kind == "radio":
        return "checked" in has or not is_answered
    return "checked" in has if kind == "checkbox" else kind not in {"submit", "button", "image"}


class _NoFarther(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, response, code, message, headers, address):
        if urllib.parse.urlsplit(address).netloc != request.host:
            raise Away(address)
        return super().redirect_request(request, response, code, message, headers, address)


class Shopper:
    def __init__(self, shop: str, number: int, seed: int) -> None:
        self.shop = shop
        self.email = f"reader{number}@example.org"
        self.dice = random.Random(f"{seed}-{number}")
        self.seen: Counter[str] = Counter()
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(jar, _NoFarther)

    def get(self, address: str) -> Page:
        return self._ask(urllib.parse.urljoin(self.shop, address), None)

    def send(self, form: Form, **answers: str) -> Page:
        return self._ask(form.action, urllib.parse.urlencode({**form.fields, **answers}).encode())

    def _ask(self, address: str, content: bytes | None) -> Page:
        """Like a person: when nothing comes, or an apology, press again. Raises TimeoutError when patience ends."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._once(address, content)
            except (OSError, HTTPException) as trouble:
                self.seen[f"pressed again: {_said(trouble)}"] += 1
                if time.monotonic() > deadline:
                    raise TimeoutError(address) from trouble
                time.sleep(self.dice.uniform(0.1, 0.6))

    def _once(self, address: str, content: bytes | None) -> Page:
        request = urllib.request.Request(address, content, {"Referer": self.shop, "Accept": "text/html"})
        try:
            response = self._opener.open(request, timeout=30)
        except urllib.error.HTTPError as answer:
            if answer.code >= 500:
                raise
            response = answer
        with response:
            return Page(response.status, response.geturl(), response.read().decode())


def _said(trouble: Exception) -> str:
    return str(trouble.code) if isinstance(trouble, urllib.error.HTTPError) else "no answer"


def shop_for(
    shopper: Shopper, titles: list[str], provider: Callable[[str, str], str], purse: dict[str, str] | None = None
) -> str:
    """One person's visit, from a book's page to whatever it comes to, in a word.

    provider(deed, session) plays them at the payment provider's page, where one can pay or fail, and says where to go
    back to; nowhere when that page has expired. purse: codes that some type in the cart, by the name of their field.
    """
    for isbn13 in shopper.dice.sample(titles, shopper.dice.choice([1, 1, 1, 2])):
        form = shopper.get(f"/books/{isbn13}/-/").form("isbn13")
        if form:
            shopper.send(form)
    for name, code in (purse or {}).items():
        if shopper.dice.random() < 0.3 and (form := shopper.get("/cart/").form(name)):
            shopper.send(form, **{name: code})
    if shopper.dice.random() < 0.05:
        return "left the cart"
    try:
        return _check_out(shopper)
    except Away as leads:
        return _pay(shopper, leads.address, provider)


def _check_out(shopper: Shopper) -> str:
    """Raises Away, to the provider, when the order is placed. What it returns is why it was not."""
    page = shopper.get("/checkout/")
    for _ in range(STEPS):
        if form := page.form("attempt_key"):
            if shopper.dice.random() < 0.05:
                return "left at the last step"
            page = _place(shopper, form)
        elif form := next((form for form in page.forms if "/checkout/" in form.action), None):
            page = shopper.send(form, **_filled(form, shopper))
        elif "/thank-you/" in page.address:
            return "paid with a gift card"
        else:
            return "refused"
    return "refused" if page.status == 409 else f"lost at {page.address.removeprefix(shopper.shop)} ({page.status})"


def _filled(form: Form, shopper: Shopper) -> dict[str, str]:
    answers = {**ANSWERS, "email": shopper.email}
    return {name: answer for name, answer in answers.items() if name in form.fields}


def _place(shopper: Shopper, form: Form) -> Page:
    """Some press three times; the first answer that leads away wins."""
    if shopper.dice.random() > 0.3:
        return shopper.send(form)
    with ThreadPoolExecutor(3) as fingers:
        presses = [fingers.submit(shopper.send, form) for _ in range(3)]
        left = [press.exception() for press in presses]
    away = {trouble.address for trouble in left if isinstance(trouble, Away)}
    if len(away) > 1:
        raise AssertionError(f"one form led to two payments: {away}")
    if away:
        raise Away(away.pop())
    return presses[0].result()


def _pay(shopper: Shopper, address: str, provider: Callable[[str, str], str]) -> str:
    """At the provider's page: most pay, some after a decline, some leave. Half of them come back to the shop."""
    session = urllib.parse.urlsplit(address).path.rsplit("/", 1)[-1]
    if shopper.dice.random() < 0.15:
        return "left without paying"
    if shopper.dice.random() < 0.25:
        provider("fail", session)
        if shopper.dice.random() < 0.3:
            return "declined, and left"
    if not (back := provider("pay", session)):
        return "too late to pay"
    if shopper.dice.random() < 0.5:
        shopper.get(back)
    return "paid"


def crowd(
    shop: str,
    provider: str,
    numbers: list[int],
    titles: list[str],
    seed: int,
    purse: dict[str, str] | None = None,
) -> Counter[str]:
    """So many shoppers at once, each on a thread; how many came to what."""

    def at_the_provider(deed: str, session: str) -> str:
        try:
            with urllib.request.urlopen(f"{provider}/v1/{deed}/{session}", b"", timeout=30) as answer:
                return json.load(answer)["back"]
        except urllib.error.HTTPError:
            return ""

    def visit(number: int) -> Counter[str]:
        shopper = Shopper(shop, number, seed)
        time.sleep(shopper.dice.uniform(0, len(numbers) / 25))
        try:
            came_to = shop_for(shopper, titles, at_the_provider, purse)
        except TimeoutError:
            came_to = "lost patience"
        return shopper.seen + Counter([came_to])

    with ThreadPoolExecutor(len(numbers)) as people:
        return sum(people.map(visit, numbers), Counter())
