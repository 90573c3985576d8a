"""A bad day at the shop: a crowd, few copies, and everything that can break breaking.

    make torture
    make torture BUYERS=500

Two hundred shoppers at once, from processes of their own, over HTTP, want ten titles of which there are few. They press
twice, walk away, are declined and try again. Some share a gift card, some have heard of a code that counts ten times.
The provider's events come twice, in any order, or never. Staff call off, refund, pack and send meanwhile. Web server
and worker are killed again and again, PostgreSQL once. Then the dust settles, and the books are checked.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from django.db import connection

from bench.staff import Staff
from tests.orders.fake_stripe import FakeStripe, running_stripe
from tests.processes import database_url, free_port, running, wait_until

PROJECT = Path(__file__).resolve().parent.parent
SECRET = "whsec_of_the_torture_chamber"
PROCESSES = 4  # that the shoppers come from


@dataclass
class Plan:
    buyers: int = 200
    titles: int = 10
    copies: int = 12  # of each title
    kills: int = 6  # of the web server and the worker, in turn
    seed: int = 1
    code_counts: int = 10  # times, of a code that everybody has heard of
    restart: Path | None = None  # data folder of the PostgreSQL that is killed in the middle


def carry_out(plan: Plan) -> tuple[Counter[str], list[tuple[str, int, int]]]:
    """What the shoppers came to, and a table: what, how many there are, how many there should be.

    Django is set up, and its database has nothing in it.
    """
    with ExitStack() as stack:
        stripe, provider = stack.enter_context(running_stripe(SECRET, TorturedStripe))
        office = stack.enter_context(_post_office())
        port = free_port()
        stack.enter_context(_settings_here(provider, port))
        titles, purse = _stock_up(plan), _on_offer(plan)
        programs = _programs(plan, port, provider, office.address)
        for program in programs:
            stack.callback(program.stop)
            program.start()
        wait_until(lambda: _answers(f"http://127.0.0.1:{port}/health/ready"), seconds=60)
        postman = stack.enter_context(Postman(stripe, f"http://127.0.0.1:{port}/payments/stripe/", plan.seed))
        chaos = threading.Thread(target=_break_things, args=(plan, programs), daemon=True)
        chaos.start()
        with Staff(plan.seed) as staff:
            came_to = _crowds(plan, f"http://127.0.0.1:{port}", provider, titles, purse)
            chaos.join()
        came_to["steps that staff took"] = staff.steps
        if plan.restart:
            connection.close()  # it broke with the server
        for program in programs:
            program.look_after()
        postman.deliver_the_rest()
        _let_the_dust_settle()
        return came_to, _table(plan, titles, stripe, office)


def _settings_here(provider: str, port: int) -> AbstractContextManager[None]:
    """This process asks the same provider when it sweeps, until the day is over."""
    from django.test import override_settings

    return override_settings(
        STRIPE_SECRET_KEY="sk_test_torture", STRIPE_API_BASE=provider, SITE_URL=f"http://127.0.0.1:{port}"
    )


def _stock_up(plan: Plan) -> list[str]:
    from tests.catalog.factories import BookFactory
    from tests.orders.factories import DeliveryMethodFactory

    DeliveryMethodFactory()
    return [BookFactory(stock=plan.copies).isbn13 for _ in range(plan.titles)]


def _on_offer(plan: Plan) -> dict[str, str]:
    """What shoppers may type in the cart, by the name of the field."""
    from orders.gift_cards.codes import shown_code
    from tests.orders.factories import PromotionFactory, card_of

    return {
        "gift_code": shown_code(card_of("40.00")),
        "code": PromotionFactory(uses_in_all=plan.code_counts).code,
    }


# The programs, and what breaks them -----------------------------------------------------------------------------------


class Program:
    """A program of the shop that is killed with all its children, and started again."""

    def __init__(self, *command: str, **environment: str) -> None:
        self.command, self.environment = command, environment
        self._stack = ExitStack()
        self._process: Any = None

    def start(self) -> None:
        self._process = self._stack.enter_context(running(*self.command, **self.environment))

    def stop(self) -> None:
        self._stack.close()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._stack.close()

    def look_after(self) -> None:
        if self._process.poll() is not None:
            self._stack.close()
            self.start()


def _programs(plan: Plan, port: int, provider: str, post_office: str) -> list[Program]:
    environment = {
        "DATABASE_URL": "" if plan.restart else database_url(),  # with "" they look after the project's own server
        "ENV_FILE": os.devnull,
        "DEMO": "true",
        "SECRET_KEY": "only-for-a-bad-day-that-nobody-ever-shops-on-77d20c1e",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_URL": post_office,
        "STRIPE_SECRET_KEY": "sk_test_torture",
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "STRIPE_API_BASE": provider,
        "CHECKOUT_POSTS": "1000000",  # the crowd has one address
        "STATIC_FINGERPRINTS": "false",
        "WORKER_SILENT_SECONDS": "2",
        "WEB_LOG_LEVEL": "critical",
        "LOG_LEVEL": "ERROR",
        "PORT": str(port),
    }
    return [Program("-m", "gunicorn", **environment), Program("manage.py", "worker", **environment)]


def _break_things(plan: Plan, programs: list[Program]) -> None:
    """Kill in turn, a moment apart, and start again; PostgreSQL once, when half is done."""
    dice = random.Random(plan.seed)
    for kill in range(plan.kills):
        time.sleep(dice.uniform(0.5, 2.5))
        program = programs[kill % len(programs)]
        program.kill()
        if plan.restart and kill == plan.kills // 2:
            os.kill(int((plan.restart / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        time.sleep(dice.uniform(0, 0.5))
        program.start()
    connection.close()  # of this thread


class TorturedStripe(FakeStripe):
    """Stripe, and its page: shoppers pay and fail over HTTP."""

    def _route(self, method: str, path: list[str], fields: dict[str, str]) -> dict[str, Any]:
        match path:
            case ["pay", name]:
                self.pay(name)
            case ["fail", name]:
                self.fail(name, "Your card was declined.")
            case _:
                return super()._route(method, path, fields)
        return {"back": self.sessions[name]["success_url"]}


class PostOffice:
    """A mail server that takes every mail; one that came twice has one Message-ID, and counts once."""

    def __init__(self) -> None:
        self.came: set[str] = set()
        self.address = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        self.came.add(message_from_bytes(envelope.content)["Message-ID"])
        return "250 OK"


@contextmanager
def _post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    office.address = f"smtp://127.0.0.1:{controller.port}"
    yield office
    controller.stop()


class Postman:
    """Brings the provider's events in any order, some twice, some never; he comes back until he is heard."""

    def __init__(self, stripe: Any, address: str, seed: int) -> None:
        self.stripe, self.address, self.dice = stripe, address, random.Random(seed)
        self.brought: set[str] = set()
        self._is_done = threading.Event()
        self._walk = threading.Thread(target=self._rounds, daemon=True)

    def __enter__(self) -> Postman:
        self._walk.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_done.set()

    def _rounds(self) -> None:
        while not self._is_done.wait(0.2):
            waiting = [event for event in list(self.stripe.events) if event["id"] not in self.brought]
            bag = [event for event in waiting for _ in range(self.dice.choice([1, 1, 2, 5]))]
            self.dice.shuffle(bag)
            for event in bag:
                if self.dice.random() < 0.1 or self._bring(event):  # one in ten is lost on the way
                    self.brought.add(event["id"])

    def _bring(self, event: dict[str, Any]) -> bool:
        body, signature = self.stripe.signed(event)
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
        try:
            urllib.request.urlopen(urllib.request.Request(self.address, body, headers), timeout=10).close()
        except OSError:
            return False
        return True

    def deliver_the_rest(self) -> None:
        wait_until(lambda: all(event["id"] in self.brought for event in list(self.stripe.events)), seconds=120)


def _crowds(plan: Plan, shop: str, provider: str, titles: list[str], purse: dict[str, str]) -> Counter[str]:
    from bench.shopper import crowd

    groups = [list(range(first, plan.buyers, PROCESSES)) for first in range(min(PROCESSES, plan.buyers))]
    with ProcessPoolExecutor(len(groups), mp_context=multiprocessing.get_context("spawn")) as processes:
        visits = [processes.submit(crowd, shop, provider, numbers, titles, plan.seed, purse) for numbers in groups]
        return sum((visit.result() for visit in visits), Counter())


# Afterwards -----------------------------------------------------------------------------------------------------------


def _let_the_dust_settle() -> None:
    """All jobs done; then two hours pass, in which nobody pays any more."""
    from django.utils import timezone

    from catalog import stock
    from orders import sweeping

    wait_until(_nothing_is_due, seconds=180)
    later = timezone.now() + timedelta(hours=2)
    sweeping.ask_after_payments(later)
    sweeping.end_unpaid_orders(later)
    stock.lapse_overdue(later)
    wait_until(_nothing_is_due, seconds=180)


def _nothing_is_due() -> bool:
    from django.db.models import Q
    from django.utils import timezone
    from procrastinate.contrib.django.models import ProcrastinateJob

    now = Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now())
    return not ProcrastinateJob.objects.filter(now, status__in=["todo", "doing"]).exists()


def _table(plan: Plan, titles: list[str], stripe: Any, office: Any) -> list[tuple[str, int, int]]:
    from django.db.models import Count, Q, Sum

    from backoffice.checks import findings
    from catalog.models import Hold, Stock, StockMovement
    from orders.models import GiftCard, Order, OrderLine, Payment, Redemption, Refund, SentMail

    found = list(findings())
    for finding in found:
        print(finding, file=sys.stderr)
    paid = OrderLine.objects.filter(order__paid_at__isnull=False, cancelled_at=None)
    sold = paid.aggregate(copies=Sum("quantity"))["copies"] or 0
    sent = -(StockMovement.objects.filter(reason="sale").aggregate(copies=Sum("quantity"))["copies"] or 0)
    shelves = Stock.objects.aggregate(on_hand=Sum("on_hand"), held=Sum("held"))
    taken = sum(intent["amount"] for intent in stripe.intents.values() if intent["status"] == "succeeded")
    given = sum(refund["amount"] for refund in stripe.refunds.values())
    orders_paid, told = Order.objects.exclude(paid_at=None), SentMail.objects.filter(kind="paid")
    refunds = Refund.objects.filter(~Q(payment__state=Payment.State.RETURNED) | Q(payment=None))
    owed = sum(order.to_pay for order in orders_paid) - sum(refund.by_bank for refund in refunds)
    card = GiftCard.objects.get()
    spent = sum(order.by_gift_card for order in orders_paid) - sum(refund.to_gift_cards for refund in refunds)
    called_off = orders_paid.filter(state=Order.State.CANCELLED)
    doubled = Order.objects.values("email").annotate(orders=Count("pk")).filter(orders__gt=1)
    return [
        ("findings of check_shop", len(found), 0),
        ("copies in the house", shelves["on_hand"], plan.titles * plan.copies - sent),
        ("copies held", shelves["held"], sold - sent),
        (
            "holds that still wait for a payment",
            Hold.objects.filter(state="granted", expires_at__isnull=False).count(),
            0,
        ),
        ("shoppers with two orders", doubled.count(), 0),
        ("orders still unpaid and open", Order.objects.unpaid().count(), 0),
        ("pennies the provider has", taken - given, int(owed * 100)),
        ("pennies on the gift card", int(card.balance * 100), int((card.amount - spent) * 100)),
        ("uses of the code beyond its number", max(0, Redemption.objects.live().count() - plan.code_counts), 0),
        ("mails that were due and came", len(office.came), SentMail.objects.count()),
        ("orders paid and told so", told.count(), orders_paid.count()),
        (
            "orders paid, called off and told so",
            SentMail.objects.filter(kind="cancelled", about="", order__in=called_off).count(),
            called_off.count(),
        ),
    ]


def _answers(address: str) -> bool:
    with suppress(OSError):
        urllib.request.urlopen(address, timeout=5).close()
        return True
    return False


def main() -> None:
    options = argparse.ArgumentParser(prog="torture", description=__doc__.partition("\n")[0])
    options.add_argument("--buyers", type=int, default=200)
    options.add_argument("--seed", type=int, default=random.randrange(10_000), help="the same day again")
    asked = options.parse_args()
    folder = _set_up()
    plan = Plan(buyers=asked.buyers, seed=asked.seed, restart=folder)
    print(f"{plan.buyers} shoppers, {plan.titles} titles of {plan.copies} copies, seed {plan.seed}")
    started = time.monotonic()
    came_to, table = carry_out(plan)
    print(f"It took {time.monotonic() - started:.0f} s.\n")
    for what, how_often in came_to.most_common():
        print(f"{how_often:>6}  {what}")
    print(f"\n{'':<40}{'is':>10}{'should be':>12}")
    for what, found, due in table:
        print(f"{what:<40}{found:>10,}{due:>12,}{'' if found == due else '   WRONG'}")
    sys.exit(any(found != due for _, found, due in table))


def _set_up() -> Path:
    """An empty shop in a database of its own, and the folder of its data."""
    from bench.__main__ import environment

    folder = PROJECT / "var" / "bench" / "torture"
    os.environ.update(environment(folder))
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")  # of the day before, about orders that are no more
    return folder


if __name__ == "__main__":
    main()
