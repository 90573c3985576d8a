"""Gift cards: their ledger, and paying with them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from orders import payment as payments
from orders import refunds
from orders.cancellation import cancel_order, cancel_unpaid
from orders.cart import quote_of, rows_of
from orders.checkout import TotalChanged, place_order
from orders.gift_cards import codes, ledger
from orders.models import BankCharge, CartGiftCard, Checkout, GiftCard, GiftCardEntry, Order
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory, card_of
from tests.orders.steps import pay
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


def draft_with(*cards: GiftCard, price="20.00", **more) -> Checkout:
    """A cart with a book at that price (3.50 to send it), to be paid with these cards."""
    draft = CheckoutFactory(books=[BookFactory(stock=60, price=price)], **more)
    CartGiftCard.objects.bulk_create(CartGiftCard(cart=draft.cart, card=card) for card in cards)
    return draft


def place(draft: Checkout, to_pay) -> Order:
    total = quote_of(rows_of(draft.cart), country=draft.country, delivery=draft.delivery).total
    return place_order(
        draft.cart, draft, attempt_key=draft.attempt_key, shown_total=total, shown_to_pay=Decimal(to_pay)
    )


def on(card: GiftCard) -> Decimal:
    return GiftCard.objects.get(pk=card.pk).balance


def entries(card: GiftCard) -> list[tuple[str, Decimal]]:
    return list(card.entries.values_list("kind", "amount"))


def test_a_code_is_recognised_however_it_is_typed_and_stands_nowhere_in_the_database(django_user_model):
    card = card_of(20)
    code = codes.shown_code(card)

    assert len(code) == 19
    assert card.code_hash == codes.digest_of(code.lower().replace("-", " "))
    assert card.last_four == code[-4:]
    kept = " ".join(str(value) for value in GiftCard.objects.values().get().values())
    assert code not in kept
    assert codes.letters_of(code) not in kept


def test_after_the_secret_has_changed_an_old_code_still_pays_and_is_no_longer_shown(settings):
    card = card_of(20)
    code, old = codes.shown_code(card), settings.SECRET_KEY
    settings.SECRET_KEY = "another secret of this shop, long enough for everybody"

    assert codes.shown_code(card) == ""
    assert codes.digest_of(code) == card.code_hash
    settings.SECRET_KEY_FALLBACKS = [old]
    assert codes.shown_code(card) == code


def test_a_card_pays_a_part_and_the_bank_the_rest():
    card = card_of(10)

    order = place(draft_with(card), "13.50")

    assert (order.total, order.by_gift_card, order.to_pay, order.state) == (
        Decimal("23.50"),
        10,
        Decimal("13.50"),
        "placed",
    )
    assert entries(card) == [("issued", 10), ("redeemed", -10)]
    order = pay(order)
    assert (order.state, order.payments.get().amount) == ("paid", Decimal("13.50"))
    assert (BankCharge.objects.get().amount, order.invoices.get().total) == (Decimal("13.50"), Decimal("23.50"))


def test_an_order_wholly_paid_by_card_needs_no_bank(do_waiting_jobs, mailoutbox):
    card = card_of(50)

    order = place(draft_with(card), 0)
    do_waiting_jobs()

    assert (order.state, on(card), order.payments.count()) == ("paid", Decimal("26.50"), 0)
    assert order.lines.get().hold.expires_at is None
    assert order.invoices.get().total == Decimal("23.50")
    assert [mail.subject for mail in mailoutbox] == [f"Your order {order.number} at Colophon is confirmed"]
    with pytest.raises(payments.CannotPay):
        payments.begin(order)


def test_what_ends_first_is_used_first():
    later, sooner = card_of(10), card_of(10, expires_on=timezone.localdate() + timedelta(days=9))

    place(draft_with(later, sooner, price="10.00"), 0)

    assert (on(later), on(sooner)) == (Decimal("6.50"), 0)


@pytest.mark.parametrize("spoil", [{"blocked_at": timezone.now()}, {"expires_on": timezone.localdate() - timedelta(1)}])
def test_a_blocked_or_expired_card_pays_nothing_and_nobody_is_charged_unseen(spoil):
    card = card_of(10)
    draft = draft_with(card)
    GiftCard.objects.update(**spoil)

    with pytest.raises(TotalChanged):
        place(draft, "13.50")

    assert (on(card), Order.objects.count()) == (10, 0)


def test_an_order_that_is_not_paid_gives_back_what_cards_paid():
    card = card_of(10)
    order = place(draft_with(card), "13.50")

    cancel_unpaid(order, why="Changed my mind.")
    cancel_unpaid(order, why="Changed my mind.")

    assert entries(card) == [("issued", 10), ("redeemed", -10), ("given_back", 10)]
    assert order.cart.gift_cards.get().card == card


def test_money_goes_back_to_the_bank_first_and_then_to_the_card(do_waiting_jobs):
    card = card_of(10)
    order = pay(place(draft_with(card), "13.50"))

    first = refunds.refund(order, Decimal("12.00"), reason="a torn page")
    second = refunds.refund(order, Decimal("4.00"), reason="a torn page")
    third = refunds.refund(order, Decimal("7.50"), reason="a torn page")
    do_waiting_jobs()

    assert [(each.by_bank, each.to_gift_cards) for each in (first, second, third)] == [
        (Decimal("12.00"), 0), (Decimal("1.50"), Decimal("2.50")), (0, Decimal("7.50")),
    ]  # fmt: skip
    assert (third.state, third.payment) == ("done", None)
    assert (on(card), refunds.refundable(order)) == (10, 0)
    with pytest.raises(refunds.CannotRefund):
        refunds.refund(order, Decimal("0.01"), reason="a torn page")
    assert sum(note.total for note in order.invoices.filter(series="credit_note")) == order.total


def test_a_cancelled_order_gives_all_back_and_an_expired_card_can_be_used_again(do_waiting_jobs, mailoutbox):
    card = card_of(50)
    order = place(draft_with(card), 0)
    GiftCard.objects.update(expires_on=timezone.localdate() - timedelta(days=1))

    cancel_order(order, why="Changed my mind.")
    do_waiting_jobs()

    card = GiftCard.objects.get()
    assert (card.balance, card.is_usable) == (50, True)
    assert f"£23.50 is back on your gift card: order {order.number}" in [mail.subject for mail in mailoutbox]


def test_what_is_on_an_expired_card_is_written_off_once():
    card = card_of(10)
    GiftCard.objects.update(expires_on=timezone.localdate() - timedelta(days=1))

    assert (ledger.expire_overdue(), ledger.expire_overdue()) == (1, 0)
    assert entries(card) == [("issued", 10), ("expired", -10)]


def test_staff_adjust_a_card_with_a_reason_but_never_below_nothing(admin_user):
    card = card_of(10)

    ledger.adjust(card, Decimal("-4.00"), reason="It was issued twice", by=admin_user)
    with pytest.raises(ledger.CannotUseCard, match=r"Only|only £6\.00"):
        ledger.adjust(card, Decimal("-6.01"), reason="A mistake", by=admin_user)

    assert on(card) == 6


def test_a_card_can_end_at_the_end_of_a_month(settings):
    settings.GIFT_CARD_MONTHS = 24

    ends = card_of(10).expires_on

    today = timezone.localdate()
    assert (ends.year, ends.month, (ends + timedelta(days=1)).day) == (today.year + 2, today.month, 1)


@pytest.mark.parametrize(
    ("constraint", "spoil"),
    [
        ("gift_card_balance_is_its_ledgers", lambda card: GiftCard.objects.update(balance=99)),
        ("gift_card_entry_is_written_once", lambda card: GiftCardEntry.objects.update(amount=99)),
        ("gift_card_entry_is_written_once", lambda card: GiftCardEntry.objects.all().delete()),
        ("gift_card_is_never_overdrawn", lambda card: card.entries.create(kind="taken_back", amount=-11)),
        ("gift_card_is_issued_once", lambda card: card.entries.create(kind="issued", amount=1)),
        ("gift_card_entry_comes_or_goes", lambda card: card.entries.create(kind="adjusted", amount=1)),
        ("gift_card_entry_comes_or_goes", lambda card: card.entries.create(kind="taken_back", amount=1)),
        ("gift_card_pays_for_an_order", lambda card: card.entries.create(kind="redeemed", amount=-1)),
        ("gift_card_is_worth_something", lambda card: GiftCard.objects.update(amount=0)),
    ],
)
def test_the_database_refuses_what_is_no_ledger(constraint, spoil):
    card = card_of(10)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        spoil(card)


@pytest.mark.django_db(transaction=True)
def test_fifty_who_pay_with_one_card_at_once_never_spend_more_than_is_on_it():
    card = card_of("47.00")
    drafts = [draft_with(card, email=f"reader{number}@example.org") for number in range(50)]

    outcomes = at_the_same_time(lambda draft: place(draft, 0), drafts)

    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["Order"] * 2 + ["TotalChanged"] * 48
    assert (on(card), Order.objects.filter(state="paid").count()) == (0, 2)
