"""The test bank: the demo's provider. It approves, declines, asks for a second step, and takes no money.

It behaves as a real one does: the shopper pays on its own page (orders.views.bank), it remembers by itself, and what it
is told twice it does once.
"""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from orders.gateways import Answer, Begun, Charge, GatewayRefuses, Kept, Outcome
from orders.models import BankCharge, KeptMethod, Payment

REASONS = {
    "no-money": "The bank says there is not enough money in the account.",
    "lost-card": "The bank says the card was reported lost.",
    "no-reason": "The bank declined and gave no reason.",
}


def begin(payment: Payment, *, return_url: str, cancel_url: str) -> Begun:
    charge, _ = BankCharge.objects.get_or_create(
        key=payment.key,
        defaults={
            "order_number": payment.order.number,
            "amount": payment.amount,
            "return_url": return_url,
            "cancel_url": cancel_url,
            "keeps_method": payment.keeps_method,
        },
    )
    return Begun(str(charge.key), settings.SITE_URL + reverse("orders:bank", args=[charge.key]))


def look(payment: Payment) -> Answer:
    return _answer_of(BankCharge.objects.get(key=payment.key))


@transaction.atomic
def give_up(payment: Payment) -> Answer:
    charge = _locked(payment.key)
    if charge.state != BankCharge.State.APPROVED:
        charge.state = BankCharge.State.CLOSED
        charge.save(update_fields=["state"])
    return _answer_of(charge)


@transaction.atomic
def charge(payment: Payment, method: KeptMethod) -> Answer:
    """Charge a card that was kept: approved or declined at once, as was said on the page where it was kept."""
    kept = _locked(method.method)
    answered = {
        "order_number": payment.order.number,
        "amount": payment.amount,
        "return_url": kept.return_url,
        "cancel_url": kept.cancel_url,
        "state": BankCharge.State.CLOSED if kept.declines_later else BankCharge.State.APPROVED,
        "declined_because": REASONS["no-money"] if kept.declines_later else "",
    }
    made, _ = BankCharge.objects.get_or_create(key=payment.key, defaults=answered)
    return _answer_of(made)


def forget(method: KeptMethod) -> None:
    BankCharge.objects.filter(key=method.method).update(keeps_method=False)


@transaction.atomic
def refund(payment: Payment, amount: Decimal, *, key: str) -> str:
    """Give money back. Raises GatewayRefuses when it would be more than was taken."""
    charge = _locked(payment.key)
    if key not in charge.refunds:
        if charge.state != BankCharge.State.APPROVED or _given_back(charge) + amount > charge.amount:
            raise GatewayRefuses("The bank refuses to give back more than it took.")
        charge.refunds[key] = str(amount)
        charge.save(update_fields=["refunds"])
    return f"bank-refund-{key}"


def charges(since: datetime, until: datetime) -> list[Charge]:
    taken = BankCharge.objects.filter(state=BankCharge.State.APPROVED, amount__gt=0, opened_at__range=(since, until))
    return [_charge_from(charge) for charge in taken.order_by("pk")]


def charge_of(payment: Payment) -> Charge | None:
    charge = BankCharge.objects.filter(key=payment.key, state=BankCharge.State.APPROVED).first()
    return _charge_from(charge) if charge else None


@transaction.atomic
def answer(charge: BankCharge, choice: str) -> BankCharge:
    """What somebody pressed on the bank's page. A charge that is approved or closed stays as it is."""
    charge = _locked(charge.key)
    if charge.state in {BankCharge.State.APPROVED, BankCharge.State.CLOSED}:
        return charge
    charge.declined_because = REASONS.get(choice, "")
    charge.declines_later = charge.keeps_method and choice == "decline-later"
    charge.state = {
        "approve": BankCharge.State.APPROVED,
        "decline-later": BankCharge.State.APPROVED,
        "second-step": BankCharge.State.CONFIRMING,
    }.get(choice, BankCharge.State.OPEN)
    charge.save(update_fields=["declined_because", "declines_later", "state"])
    return charge


def _locked(key: object) -> BankCharge:
    return BankCharge.objects.select_for_update().get(key=key)


def _given_back(charge: BankCharge) -> Decimal:
    return sum(map(Decimal, charge.refunds.values()), Decimal(0))


def _charge_from(charge: BankCharge) -> Charge:
    return Charge(str(charge.key), charge.key, charge.amount, _given_back(charge))


def _answer_of(charge: BankCharge) -> Answer:
    if charge.state == BankCharge.State.APPROVED:
        kept = Kept("the test bank’s customer", str(charge.key)) if charge.keeps_method else None
        if not charge.amount:
            return Answer(Outcome.KEPT, kept=kept)
        return Answer(Outcome.APPROVED, charge=str(charge.key), kept=kept)
    if charge.state == BankCharge.State.CLOSED and not charge.declined_because:
        return Answer(Outcome.CLOSED)
    if charge.declined_because:
        return Answer(Outcome.DECLINED, reason=charge.declined_because)
    return Answer(Outcome.WAITING)
