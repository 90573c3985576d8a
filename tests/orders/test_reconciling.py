"""What the providers have is compared with what we have, with both providers."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from orders import payment as payments
from orders import reconciling
from orders.gateways import GatewayFailed
from orders.models import BankCharge, MoneyDifference, Payment, Refund
from orders.refunds import refund
from orders.tasks import check_money
from tests.orders.fake_stripe import FakeStripe
from tests.orders.steps import paid, placed

pytestmark = pytest.mark.django_db


def in_the_night(hours: int = 5) -> list[tuple[str, str]]:
    """What is open after a check some hours from now: what, and whose."""
    found = reconciling.check(now=timezone.now() + timedelta(hours=hours))
    return [(each.what, each.payment.order.number if each.payment else "") for each in found]


def paid_through(stripe: FakeStripe):
    order = placed()
    payments.begin(order)
    stripe.pay(order.payments.get().reference)
    payments.settle(order.payments.get())
    return order


def intent_of(stripe: FakeStripe, order) -> dict:
    return stripe.intents[order.payments.get().charge]


@pytest.mark.parametrize("provider", ["bank", "stripe"])
def test_a_sound_day_leaves_nothing_to_see_to(request, provider, do_waiting_jobs, mailoutbox):
    pay = partial(paid_through, request.getfixturevalue("stripe")) if provider == "stripe" else paid
    refund(pay(), Decimal("2.00"), reason="a torn page")
    for _ in range(4):  # more than a page of a list
        pay()
    placed()
    do_waiting_jobs()  # the bank hears of the refund …
    do_waiting_jobs()  # … and the customer that it was sent
    mailoutbox.clear()

    assert in_the_night() == []
    do_waiting_jobs()
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("what", "spoil"),
    [
        ("not_there", lambda: BankCharge.objects.update(state="open")),
        ("not_there", lambda: BankCharge.objects.all().delete()),
        ("not_here", lambda: Payment.objects.update(state="abandoned")),
        ("not_here", lambda: Payment.objects.update(state="started")),
        ("amount", lambda: BankCharge.objects.update(amount=1)),
        ("returned", lambda: BankCharge.objects.update(refunds={"by hand": "1.00"})),
        ("unknown", lambda: Payment.objects.update(charge="another one")),
    ],
)
def test_every_kind_of_difference_is_found_at_the_test_bank(what, spoil):
    order = paid()

    spoil()

    assert in_the_night() == [(what, order.number)]


def test_a_refund_that_the_bank_never_made_is_found(do_waiting_jobs):
    order = paid()
    refund(order, Decimal("2.00"), reason="a torn page")
    do_waiting_jobs()
    BankCharge.objects.update(refunds={})

    assert in_the_night() == [("returned", order.number)]


def test_every_kind_of_difference_is_found_at_stripe(stripe):
    orders = [paid_through(stripe) for _ in range(5)]
    missing, unpaid, other, returned, sound = orders
    del stripe.intents[missing.payments.get().charge]
    stripe.sessions[missing.payments.get().reference]["payment_intent"] = None
    unpaid.payments.update(state="abandoned")
    intent_of(stripe, other)["amount"] += 100
    stripe.refunds["re_by_hand"] = {
        "id": "re_by_hand",
        "amount": 100,
        "payment_intent": intent_of(stripe, returned)["id"],
    }
    stripe.intents["pi_by_hand"] = {**intent_of(stripe, sound), "id": "pi_by_hand", "metadata": {}}

    assert sorted(in_the_night()) == sorted(
        [
            ("not_there", missing.number),
            ("not_here", unpaid.number),
            ("amount", other.number),
            ("returned", returned.number),
            ("unknown", ""),
        ]
    )


def test_a_shopper_who_was_charged_twice_for_one_order_is_found(stripe):
    order = paid_through(stripe)
    stripe.intents["pi_again"] = {**intent_of(stripe, order), "id": "pi_again"}

    assert in_the_night() == [("unknown", order.number)]


def test_money_that_is_still_on_its_way_is_no_difference(stripe):
    order = placed()
    payments.begin(order)
    stripe.pay(order.payments.get().reference)

    assert in_the_night(hours=0) == []
    assert in_the_night() == [("not_here", order.number)]


def test_a_refund_on_its_way_is_no_difference_whether_it_has_arrived_or_not(do_waiting_jobs):
    order = paid()
    refund(order, Decimal("2.00"), reason="a torn page")
    assert in_the_night() == []

    do_waiting_jobs()
    Refund.objects.update(state="pending")

    assert in_the_night() == []


def test_the_shop_is_told_of_a_difference_once(do_waiting_jobs, mailoutbox, settings):
    order = paid()
    BankCharge.objects.update(amount=1)
    do_waiting_jobs()
    mailoutbox.clear()

    for _ in range(2):
        in_the_night()
        do_waiting_jobs()

    (mail,) = mailoutbox
    assert mail.to == [settings.SHOP_EMAIL]
    assert f"Order {order.number}, bank" in mail.body
    assert "another amount was paid (" in mail.body
    assert "£1.00 there" in mail.body
    assert MoneyDifference.objects.count() == 1


def test_what_has_put_itself_right_is_settled_by_the_next_check():
    paid()
    BankCharge.objects.update(state="open")
    in_the_night()

    BankCharge.objects.update(state="approved")

    assert in_the_night(hours=24 * 30) == []  # even when the days that are looked at are long past it
    assert MoneyDifference.objects.get().settled_at is not None


def test_what_somebody_has_seen_to_is_not_brought_up_again_unless_it_changes(admin_client, admin_user):
    order = paid()
    BankCharge.objects.update(amount=1)
    in_the_night()
    page = "/admin/orders/moneydifference/"
    assert order.number in admin_client.get(page).content.decode()

    admin_client.post(page, {"action": "mark_settled", "_selected_action": [MoneyDifference.objects.get().pk]})

    assert MoneyDifference.objects.get().settled_by == admin_user
    assert order.number not in admin_client.get(page).content.decode()
    assert order.number in admin_client.get(f"{page}?state=settled").content.decode()
    assert in_the_night() == []
    BankCharge.objects.update(amount=2)
    assert in_the_night() == [("amount", order.number)]


def test_a_bookseller_sees_differences_and_does_not_settle_them(client, django_user_model):
    seller = django_user_model.objects.create_user(email="seller@example.org", password="x", is_staff=True)
    seller.groups.add(Group.objects.get(name="bookseller"))
    paid()
    BankCharge.objects.update(amount=1)
    in_the_night()
    client.force_login(seller)
    page = "/admin/orders/moneydifference/"

    client.post(page, {"action": "mark_settled", "_selected_action": [MoneyDifference.objects.get().pk]})

    assert client.get(page).status_code == 200
    assert MoneyDifference.objects.get().settled_at is None


def test_a_silent_provider_settles_nothing_and_is_asked_again(stripe):
    order = paid_through(stripe)
    order.payments.update(state="abandoned")
    in_the_night()
    stripe.is_down = True

    with pytest.raises(GatewayFailed):
        in_the_night()
    with pytest.raises(GatewayFailed):
        check_money(timestamp=0)

    assert MoneyDifference.objects.filter(settled_at=None).count() == 1


def an_hour_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(reconciling, "timezone", SimpleNamespace(now=lambda: later))


def test_the_command_says_each_difference_in_a_line_and_fails(monkeypatch, capsys):
    order = paid()
    an_hour_passes(monkeypatch)
    call_command("check_money")
    assert capsys.readouterr().out == "The providers’ books and ours agree.\n"

    BankCharge.objects.update(amount=1)
    with pytest.raises(SystemExit) as ended:
        call_command("check_money", days=1)

    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert said.startswith(f"Order {order.number}, bank {order.payments.get().charge}: another amount was paid (")
    assert said.count("\n") == 1


def test_the_command_says_when_a_provider_was_not_asked(stripe):
    stripe.is_down = True

    with pytest.raises(CommandError, match="Not all was compared"):
        call_command("check_money")
