"""Whatever happens in whatever order: no copy promised twice, none lost, nobody overtaken."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from catalog import stock
from catalog.models import HeldCopies, Hold, Stock, StockMovement
from tests.catalog.factories import BookFactory, BranchFactory

COPIES = st.integers(1, 4)
CHECKOUT, PREBOOK = Hold.Kind.CHECKOUT, Hold.Kind.PREBOOK


class Shop(RuleBasedStateMachine):
    """One book, two branches that dispatch and one that does not."""

    promises = Bundle("promises")

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.branches = [BranchFactory(), BranchFactory(), BranchFactory(dispatches=False)]
        self.book = BookFactory()

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @rule(quantity=COPIES, at=st.integers(0, 2))
    def receive(self, quantity, at):
        stock.receive(self.book, self.branches[at], quantity)

    @rule(count=st.integers(0, 6), at=st.integers(0, 2))
    def count(self, count, at):
        row = Stock.objects.filter(book=self.book, branch=self.branches[at]).first()
        if row and count < row.held:
            with pytest.raises(stock.CopiesPromised):
                stock.adjust(self.book, self.branches[at], count)
        else:
            stock.adjust(self.book, self.branches[at], count)

    @rule(target=promises, quantity=COPIES, minutes=st.sampled_from([-5, 15]))
    def check_out(self, quantity, minutes):
        until = timezone.now() + timedelta(minutes=minutes)
        try:
            return stock.hold(self.book, quantity, kind=CHECKOUT, until=until)
        except stock.NotEnoughCopies:
            return multiple()

    @rule(target=promises, quantity=COPIES, at=st.sampled_from([None, 0, 2]), priority=st.sampled_from([0, 0, 1]))
    def join_the_queue(self, quantity, at, priority):
        branch = None if at is None else self.branches[at]
        return stock.hold(self.book, quantity, kind=PREBOOK, branch=branch, queue=True, priority=priority)

    @rule(promise=consumes(promises))
    def give_back(self, promise):
        if self.is_live(promise):
            stock.release(promise)

    @rule(promise=consumes(promises))
    def send(self, promise):
        if self.is_live(promise) and Hold.objects.get(pk=promise.pk).state == Hold.State.GRANTED:
            stock.take(promise)

    @rule(hours=st.sampled_from([0, 49]))
    def time_passes(self, hours):
        stock.lapse_overdue(timezone.now() + timedelta(hours=hours))

    @invariant()
    def everything_adds_up(self):
        """All of it from the same four lists: it is looked at after each of hundreds of steps."""
        self.rows = list(Stock.objects.select_related("branch"))
        self.promises_made = list(Hold.objects.order_by("pk"))
        self.in_line = list(Hold.objects.in_line())
        self.kept = list(HeldCopies.objects.values_list("hold_id", "stock_id", "quantity"))
        self.the_ledger_adds_up()
        self.granted_promises_have_their_copies_and_ended_ones_have_none()
        self.no_copy_lies_free_while_someone_waits_for_it()
        self.nobody_is_overtaken()

    def the_ledger_adds_up(self):
        moved = dict(StockMovement.objects.values_list("stock").annotate(Sum("quantity")).order_by())
        for row in self.rows:
            assert moved.get(row.pk, 0) == row.on_hand
            assert sum(copies for _, at, copies in self.kept if at == row.pk) == row.held
            assert row.held <= row.on_hand

    def granted_promises_have_their_copies_and_ended_ones_have_none(self):
        for promise in self.promises_made:
            copies = sum(copies for of, _, copies in self.kept if of == promise.pk)
            wanted = {"granted": [promise.quantity], "queued": range(promise.quantity)}.get(promise.state, [0])
            assert copies in wanted

    def no_copy_lies_free_while_someone_waits_for_it(self):
        for promise in self.in_line:
            for row in self.rows:
                if row.branch.dispatches if promise.branch_id is None else row.branch_id == promise.branch_id:
                    assert row.free == 0

    def nobody_is_overtaken(self):
        with_copies = {of for of, _, _ in self.kept}
        for level in (0, 1):
            queue = [each for each in self.in_line if each.branch_id is None and each.priority == level]
            assert not [behind for behind in queue[1:] if behind.pk in with_copies]

    def is_live(self, promise):
        return Hold.objects.live().filter(pk=promise.pk).exists()


@pytest.mark.django_db
class TestShop(Shop.TestCase):
    settings = settings(max_examples=25, stateful_step_count=25)
