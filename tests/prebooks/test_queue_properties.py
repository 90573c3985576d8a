"""Whatever readers, deliveries and the clock do in whatever order: the queue is honest."""

from collections import Counter
from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from catalog import stock
from catalog.models import HeldCopies, Hold, Stock, StockMovement
from notices.models import Notice
from orders import cart as carts
from orders.cancellation import cancel_unpaid
from orders.checkout import place_order
from orders.models import Cart, Order
from prebooks import placing, turns
from prebooks.models import Prebook
from tests.catalog.factories import BookFactory, BranchFactory
from tests.orders.factories import CheckoutFactory
from tests.orders.steps import pay
from tests.prebooks.factories import PersonFactory, a_prebook

A_REASON = "Passed the turn|thought better|Priority"
HOLD_OF = {
    "waiting": [("queued", "prebook")],
    "ready": [("granted", "prebook")],
    "fulfilled": [(state, "order") for state in ("queued", "granted", "taken", "released", "lapsed")],
    "cancelled": [("released", "prebook")],
    "lapsed": [("lapsed", "prebook"), ("released", "order"), ("lapsed", "order")],
}


class Queue(RuleBasedStateMachine):
    prebooks = Bundle("prebooks")

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.branches = [BranchFactory(), BranchFactory()]
        self.book = BookFactory()
        self.staff = PersonFactory()

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(target=prebooks, quantities=st.lists(st.integers(1, 3), min_size=2, max_size=4))
    def some_wait_already(self, quantities):
        """And it is the turn of some: otherwise much of what follows finds nobody to whom it could happen."""
        waiting = [a_prebook(self.book, quantity=quantity) for quantity in quantities]
        stock.receive(self.book, self.branches[0], quantities[0])
        return multiple(*waiting)

    @rule(target=prebooks, quantity=st.integers(1, 3))
    def somebody_comes(self, quantity):
        """What lies free is bought by strangers first: otherwise there is nothing to wait for."""
        if free := sum(row.free for row in Stock.objects.filter(book=self.book)):
            with pytest.raises(placing.InStock):
                a_prebook(self.book, quantity=quantity)
            stock.take(stock.hold(self.book, free, kind=Hold.Kind.CHECKOUT))
        return a_prebook(self.book, quantity=quantity)

    @rule(prebook=prebooks, deed=st.sampled_from([placing.cancel, placing.undo_cancel, placing.pass_on]))
    def somebody_thinks_again(self, prebook, deed):
        before = Prebook.objects.get(pk=prebook.pk).state
        try:
            deed(prebook)
        except placing.CannotChange:
            assert Prebook.objects.get(pk=prebook.pk).state == before

    @rule(prebook=prebooks, priority=st.integers(0, 2))
    def staff_let_somebody_go_first(self, prebook, priority):
        try:
            placing.move_in_line(prebook, priority=priority, reason="A lesson on Monday", by=self.staff)
        except placing.CannotChange:
            assert Prebook.objects.get(pk=prebook.pk).state != "waiting"

    @rule(quantity=st.integers(1, 2), at=st.integers(0, 1), reason=st.sampled_from(["receipt", "return"]))
    def copies_come(self, quantity, at, reason):
        stock.receive(self.book, self.branches[at], quantity, reason=reason)

    @rule(prebook=prebooks)
    def somebody_orders(self, prebook):
        cart = Cart.objects.create()
        try:
            turns.claim(prebook, cart)
        except placing.CannotChange:
            return
        [row] = carts.rows_of(cart)
        checkout = CheckoutFactory(cart=cart)
        total = carts.quote_of([row], country="GB", delivery=checkout.delivery).total
        place_order(cart, checkout, attempt_key=checkout.attempt_key, shown_total=total)

    @rule()
    def an_order_ends_unpaid(self):
        if order := Order.objects.unpaid().first():
            cancel_unpaid(order, why="Not paid in time.")

    @rule()
    def a_copy_goes_out(self):
        """Only what is paid for leaves the house."""
        if sold := Hold.objects.filter(kind="order", state="granted").first():
            pay(Order.objects.get(lines__hold=sold))
            stock.take(sold)

    @rule(hours=st.sampled_from([0, 49]))
    def time_passes(self, hours):
        stock.lapse_overdue(timezone.now() + timedelta(hours=hours))
        turns.settle()

    @rule()
    def the_worker_does_everything_again(self):
        """Whatever was ever deferred, the finished jobs too: a killed worker begins anew."""
        for job in ProcrastinateJob.objects.filter(task_name="prebooks.tasks.tell").order_by("pk"):
            app.tasks[job.task_name](**job.args)
        for prebook in Prebook.objects.filter(state="ready"):
            assert Notice.objects.filter(key=f"prebook {prebook.pk} ready {prebook.turns}").count() == 1

    @invariant()
    def no_more_is_promised_than_there_is(self):
        moved, kept = (
            dict(each.objects.order_by().values_list("stock").annotate(Sum("quantity")))
            for each in (StockMovement, HeldCopies)
        )
        for row in Stock.objects.all():
            assert moved.get(row.pk, 0) == row.on_hand
            assert kept.get(row.pk, 0) == row.held
            assert 0 <= row.held <= row.on_hand

    @invariant()
    def a_free_copy_never_lies_beside_somebody_who_waits(self):
        if Hold.objects.in_line().exists():
            assert [row.free for row in Stock.objects.all() if row.free] == []

    @invariant()
    def nobody_is_overtaken_without_a_reason(self):
        queue = Prebook.objects.select_related("hold")
        waiting, served = queue.filter(hold__state="queued"), queue.filter(state="ready")
        for behind, before in product(served, waiting):
            if behind.hold.queued_at > before.hold.queued_at:
                reasons = behind.events.filter(what__regex=A_REASON) | before.events.filter(what__regex=A_REASON)
                assert reasons.exists()

    @invariant()
    def what_readers_see_is_what_the_stock_says(self):
        for prebook in Prebook.objects.select_related("hold"):
            assert (prebook.hold.state, prebook.hold.kind) in HOLD_OF[prebook.state]

    @invariant()
    def nobody_is_told_of_a_turn_twice_or_of_one_that_never_was(self):
        told = Counter(key.split()[1] for key in Notice.objects.values_list("key", flat=True) if " ready " in key)
        for prebook in Prebook.objects.all():
            assert told[str(prebook.pk)] <= prebook.turns


@pytest.mark.django_db
class TestQueue(Queue.TestCase):
    # Unshrunk: that takes minutes here, and what is printed can be read as it is.
    settings = settings(max_examples=15, stateful_step_count=25, phases=[Phase.explicit, Phase.generate])
