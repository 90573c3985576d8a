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
    def the_ledger_adds_up(self):
        for row in Stock.objects.all():
            assert (StockMovement.objects.filter(stock=row).aggregate(s=Sum("quantity"))["s"] or 0) == row.on_hand
            assert (HeldCopies.objects.filter(stock=row).aggregate(s=Sum("quantity"))["s"] or 0) == row.held
            assert row.held <= row.on_hand

    @invariant()
    def granted_promises_have_their_copies_and_ended_ones_have_none(self):
        for promise in Hold.objects.all():
            copies = promise.copies.aggregate(s=Sum("quantity"))["s"] or 0
            wanted = {"granted": [promise.quantity], "queued": range(promise.quantity)}.get(promise.state, [0])
            assert copies in wanted

    @invariant()
    def no_copy_lies_free_while_someone_waits_for_it(self):
        for promise in Hold.objects.in_line():
            for row in Stock.objects.select_related("branch"):
                if row.branch.dispatches if promise.branch_id is None else row.branch_id == promise.branch_id:
                    assert row.free == 0

    @invariant()
    def nobody_is_overtaken(self):
        for level in (0, 1):
            queue = Hold.objects.in_line().filter(branch=None, priority=level)
            assert not HeldCopies.objects.filter(hold__in=[behind.pk for behind in queue[1:]]).exists()

    def is_live(self, promise):
        return Hold.objects.live().filter(pk=promise.pk).exists()


@pytest.mark.django_db
class TestShop(Shop.TestCase):
    settings = settings(max_examples=25, stateful_step_count=25)
