"""How many orders a second the shop takes, when everybody wants another book and when everybody wants the same one.

    .venv/bin/python -m bench.checkout
    .venv/bin/python -m bench.checkout --orders 1000 --people 8

Shoppers are processes of their own with carts that are filled and seen; each places orders one after the other, by the
whole of `place_order`, in a PostgreSQL that writes safely to disk. Last, five hundred use a code for a hundred orders.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from itertools import repeat
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ADDRESS = {"name": "Jo Novák", "line1": "1 Quay Lane", "city": "Wexcombe", "postcode": "BS1 4QA"}
LINE = "{:<38}{:>8}{:>9}{:>11}{:>11}{:>9}{:>9}  {}"
HEADINGS = ("", "tries", "orders", "tries/s", "orders/s", "median", "p95", "")


def main() -> None:
    options = _options()
    _open_an_empty_shop()
    print(f"{options.people} processes; milliseconds for one order\n\n{LINE.format(*HEADINGS)}")
    is_sound = [
        _trial("each another title", lambda: _drafts(options.orders, titles=options.orders), options.orders, options),
        _trial("all the same title", lambda: _drafts(options.orders, titles=1), options.orders, options),
        _trial("all the same title, ten copies", lambda: _drafts(options.orders, titles=1, copies=10), 10, options),
        _trial("500 who use a code for 100 orders", lambda: _drafts(500, titles=25, code="SPRING"), 100, options),
        _is_clean(),
    ]
    sys.exit(not all(is_sound))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="checkout", description=__doc__.partition("\n")[0])
    parser.add_argument("--orders", type=int, default=400, help="of each kind")
    parser.add_argument("--people", type=int, default=4, help="processes that place orders at the same time")
    return parser.parse_args()


def _open_an_empty_shop() -> None:
    from bench.__main__ import environment

    os.environ.update(environment(PROJECT / "var" / "bench" / "checkout"))
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)


def _drafts(many: int, *, titles: int, copies: int | None = None, code: str = "") -> tuple[list[int], Decimal]:
    """So many shoppers at the last step of the checkout, each with a copy in the cart: their keys, and what all saw."""
    from orders.cart import quote_of, rows_of
    from orders.models import Cart, CartLine, Checkout
    from tests.catalog.factories import BookFactory
    from tests.orders.factories import DeliveryMethodFactory, PromotionFactory

    books = [BookFactory(stock=copies or -(-many // titles), price="10.00") for _ in range(titles)]
    promotion = PromotionFactory(code=code, uses_in_all=100) if code else None
    delivery = DeliveryMethodFactory()
    carts = Cart.objects.bulk_create(Cart(promotion=promotion) for _ in range(many))
    CartLine.objects.bulk_create(
        CartLine(cart=cart, book=books[number % titles], quantity=1, price_known=10)
        for number, cart in enumerate(carts)
    )
    drafts = Checkout.objects.bulk_create(
        Checkout(cart=cart, email=f"reader{cart.pk}@example.org", reach="sent", delivery=delivery, **ADDRESS)
        for cart in carts
    )
    seen = quote_of(rows_of(Cart.objects.get(pk=carts[0].pk)), country="GB", delivery=delivery)
    return [draft.pk for draft in drafts], seen.total


def _trial(what: str, fill: Callable[[], tuple[list[int], Decimal]], due: int, options: argparse.Namespace) -> bool:
    """One line of the table; whether there are as many orders as are due."""
    from django.db import connections

    drafts, seen = fill()
    connections.close_all()
    shares = [drafts[first :: options.people] for first in range(options.people)]
    with ProcessPoolExecutor(options.people, mp_context=multiprocessing.get_context("spawn")) as people:
        list(people.map(_get_ready, shares))  # their imports are not the shop's
        started = time.perf_counter()
        outcomes = [each for share in people.map(_place, shares, repeat(seen)) for each in share]
        seconds = time.perf_counter() - started
    came_to = Counter(outcome for outcome, _ in outcomes)
    orders = came_to.pop("ordered", 0)
    times = sorted(milliseconds for outcome, milliseconds in outcomes if outcome == "ordered")
    refusals = ", ".join(f"{many} {why}" for why, many in came_to.items())
    verdict = refusals if orders == due else f"{refusals}   WRONG: {due} were due"
    figures = (f"{len(outcomes) / seconds:.1f}", f"{orders / seconds:.1f}")
    spread = (f"{statistics.median(times):.0f}", f"{times[int(0.95 * len(times))]:.0f}")
    print(LINE.format(what, len(outcomes), orders, *figures, *spread, verdict), flush=True)
    return orders == due


def _get_ready(share: list[int]) -> None:
    """In a process of its own: all that is imported with the first page."""
    import django

    django.setup()
    from django.db import connection

    from orders.models import Checkout

    assert Checkout.objects.filter(pk__in=share).count() == len(share)
    connection.close()


def _place(share: list[int], seen: Decimal) -> list[tuple[str, float]]:
    """In a process of its own: what became of each, and how long it took."""
    from orders.checkout import CannotPlaceOrder, place_order
    from orders.models import Checkout

    outcomes = []
    for pk in share:
        draft = Checkout.objects.select_related("cart__promotion", "delivery").get(pk=pk)
        started = time.perf_counter()
        try:
            place_order(draft.cart, draft, attempt_key=draft.attempt_key, shown_total=seen)
            outcome = "ordered"
        except CannotPlaceOrder as refusal:
            outcome = f"refused ({type(refusal).__name__})"
        outcomes.append((outcome, (time.perf_counter() - started) * 1000))
    return outcomes


def _is_clean() -> bool:
    from backoffice.checks import findings

    found = list(findings())
    for finding in found:
        print(finding, file=sys.stderr)
    print(f"\ncheck_shop: {len(found) or 'no'} findings")
    return not found


if __name__ == "__main__":
    main()
