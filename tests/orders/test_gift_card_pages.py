"""Buying a gift card, giving it, and paying with it, as pages."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from orders import own_data, refunds
from orders.gift_cards import codes, ledger
from orders.models import BankCharge, Cart, GiftCard, Order
from orders.tasks import send_gift_card
from tests.catalog.factories import BookFactory
from tests.orders.factories import DeliveryMethodFactory, card_of
from tests.orders.till import at_the_review

pytestmark = pytest.mark.django_db

TYPED = {
    "worth": "25",
    "email": "Ida@Example.org",
    "recipient_name": "Marlow",
    "recipient_email": "marlow@example.org",
    "sender_name": "Ida",
    "message": "For the long evenings.",
}


def buy(client, **more) -> Order:
    client.post("/gift-cards/", {**TYPED, "attempt_key": uuid4(), **more})
    order = Order.objects.get()
    charge = BankCharge.objects.get()
    client.post(f"/bank/{charge.key}/", {"answer": "approve"})
    client.get(f"/orders/{order.number}/paid/?key={order.key}")
    return Order.objects.get()


def subjects(mails):
    return sorted(mail.subject for mail in mails)


def test_a_gift_card_is_bought_paid_and_sent(client, do_waiting_jobs, mailoutbox):
    order = buy(client)
    do_waiting_jobs()
    do_waiting_jobs()

    card = GiftCard.objects.get()
    assert (order.state, order.total, order.tax, order.invoices.get().total) == ("completed", 25, 0, 25)
    assert (card.balance, card.is_usable, card.sent_at is not None) == (25, True, True)
    assert subjects(mailoutbox) == [
        "Ida gives you books: £25.00 at Colophon",
        f"Your gift card of £25.00 is paid: order {order.number}",
    ]
    given = next(mail for mail in mailoutbox if mail.to == ["marlow@example.org"])
    code = codes.shown_code(card)
    assert [code in given.body, code in given.alternatives[0].content] == [True, True]
    page = client.get(order.get_absolute_url()).content.decode()
    assert "Your gift card is paid." in page
    assert codes.link_of(card).replace("&", "&amp;") in page


def test_a_card_is_sent_on_its_day_and_once(client, do_waiting_jobs, mailoutbox):
    buy(client, send_on=timezone.localdate() + timedelta(days=3))
    do_waiting_jobs()
    do_waiting_jobs()
    before = [mail.to for mail in mailoutbox]

    send_gift_card(card_pk=GiftCard.objects.get().pk)
    send_gift_card(card_pk=GiftCard.objects.get().pk)

    assert (before, [mail.to for mail in mailoutbox[1:]]) == ([["ida@example.org"]], [["marlow@example.org"]])


def test_a_second_press_buys_one_card(client):
    key = uuid4()

    client.post("/gift-cards/", {**TYPED, "attempt_key": key})
    client.post("/gift-cards/", {**TYPED, "attempt_key": key})

    assert (Order.objects.count(), GiftCard.objects.count(), BankCharge.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"worth": "other"}, "amount"),
        ({"worth": "other", "amount": "4.99"}, "amount"),
        ({"worth": "other", "amount": "250.01"}, "amount"),
        ({"worth": "other", "amount": "NaN"}, "amount"),
        ({"worth": "7"}, "worth"),
        ({"email": ""}, "email"),
        ({"recipient_email": "nobody"}, "recipient_email"),
        ({"send_on": "2001-01-01"}, "send_on"),
        ({"send_on": "2999-01-01"}, "send_on"),
    ],
)
def test_what_cannot_be_bought_is_said_and_kept_as_typed(client, typed, wrong):
    answer = client.post("/gift-cards/", {**TYPED, "attempt_key": uuid4(), **typed})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])
    assert "For the long evenings." in answer.content.decode()
    assert Order.objects.count() == 0


def test_an_unpaid_card_is_worth_nothing_and_not_there(client):
    client.post("/gift-cards/", {**TYPED, "attempt_key": uuid4()})
    card = GiftCard.objects.get()

    asked = client.post("/gift-cards/balance/", {"gift_code": codes.shown_code(card)})

    assert (card.is_usable, asked.status_code) == (False, 422)
    assert client.get(codes.link_of(card)).status_code == 404


def test_its_price_goes_back_only_while_nothing_of_it_was_used(client, do_waiting_jobs):
    order = buy(client)
    card = GiftCard.objects.get()
    with pytest.raises(refunds.CannotRefund, match="as a whole"):
        refunds.refund(order, Decimal("5.00"), reason="changed my mind")

    refunds.refund(order, Decimal("25.00"), reason="changed my mind")

    card.refresh_from_db()
    assert (card.balance, list(card.entries.values_list("kind", flat=True))) == (0, ["issued", "taken_back"])


def test_the_price_of_a_used_card_stays(client, admin_user):
    order = buy(client)
    ledger.adjust(GiftCard.objects.get(), Decimal("-1.00"), reason="a try", by=admin_user)

    with pytest.raises(refunds.CannotRefund, match="has been used"):
        refunds.refund(order, Decimal("25.00"), reason="changed my mind")

    assert order.refunds.count() == 0


def test_the_printed_card_opens_with_its_link_only(client):
    card = card_of(20)

    assert codes.shown_code(card) in client.get(codes.link_of(card)).content.decode()
    assert client.get(f"/gift-cards/{card.key}/?key=x").status_code == 404


def test_what_is_left_is_told_to_whoever_has_the_code_and_guesses_are_few(client):
    card = card_of(20)
    page = client.post("/gift-cards/balance/", {"gift_code": codes.shown_code(card).lower()})
    answers = [client.post("/gift-cards/balance/", {"gift_code": f"AAAA{n}"}) for n in range(21)]

    assert "£20.00 left" in page.content.decode()
    assert {answer.status_code for answer in answers[:19]} == {422}
    assert answers[-1].status_code == 429


@pytest.fixture
def cart(client) -> Cart:
    DeliveryMethodFactory()
    book = BookFactory(stock=3, price="20.00")
    client.post("/cart/add/", {"isbn13": book.isbn13})
    return Cart.objects.get()


def test_a_card_in_the_cart_pays_at_the_review_and_no_bank_is_needed(client, cart):
    card = card_of(50)
    used = client.post("/cart/gift-cards/", {"gift_code": codes.shown_code(card), "back": "cart"}, follow=True)
    review = at_the_review(client)
    wallet, draft = review.context["wallet"], review.context["draft"]
    press = {"attempt_key": draft.attempt_key, "shown_total": "23.50", "shown_to_pay": wallet.to_pay}

    placed = client.post("/checkout/review/", press)

    order = Order.objects.get()
    assert "stays on it" in used.content.decode()
    assert (wallet.to_pay, order.state, placed.url) == (0, "paid", order.confirmation_url)
    assert GiftCard.objects.get().balance == Decimal("26.50")


def test_two_cards_pay_a_part_and_one_is_taken_out_again(client, cart):
    first, second = card_of(5), card_of(6)
    for card in (first, second):
        client.post("/cart/gift-cards/", {"gift_code": codes.shown_code(card), "back": "cart"})
    client.post(f"/cart/gift-cards/{first.pk}/remove/", {"back": "cart"})

    review = at_the_review(client)

    assert review.context["wallet"].to_pay == Decimal("17.50")
    assert "Place order · £17.50" in review.content.decode()


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC-DDDD", "x" * 80])
def test_a_code_that_we_do_not_know_is_refused_with_what_was_typed(client, cart, code):
    answer = client.post("/cart/gift-cards/", {"gift_code": code, "back": "review"})

    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert cart.gift_cards.count() == 0


def test_no_more_than_five_cards_pay_for_an_order(client, cart):
    answers = [
        client.post("/cart/gift-cards/", {"gift_code": codes.shown_code(card_of(1)), "back": "cart"}) for _ in range(6)
    ]

    assert [answer.status_code for answer in answers] == [302] * 5 + [422]


def test_who_is_forgotten_leaves_no_name_on_the_cards_they_bought(client, django_user_model, do_waiting_jobs):
    ida = django_user_model.objects.create_user("ida@example.org", "a quiet bookshop")
    order = buy(client)
    Order.objects.update(customer=ida)
    do_waiting_jobs()

    taken_along = own_data._orders(ida)[0]["gift_card"]
    own_data._anonymise(ida)

    card = GiftCard.objects.get(order=order)
    assert (taken_along["for"], taken_along["message"]) == (["Marlow", "marlow@example.org"], "For the long evenings.")
    assert codes.shown_code(card) not in str(taken_along)
    assert (card.recipient_name, card.recipient_email, card.sender_name, card.message) == ("", "", "", "")
    assert card.balance == 25
