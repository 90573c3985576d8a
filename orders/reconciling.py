"""Are the providers' books and ours the same? What differs is kept until it is settled, and the shop is told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from orders.gateways import Charge, GatewayFailed
from orders.gateways.choice import GATEWAYS, gateway_in_use
from orders.models import MoneyDifference, Payment, Refund
from storefront.mail import send_mail_later

DAYS = 7  # that a nightly check looks back: a week of nights may fail
ON_ITS_WAY = timedelta(hours=1)  # what is younger may be known on one side only, and rightly so
NOTHING = Decimal(0)
What = MoneyDifference.What


@dataclass
class Comparison:
    """What was looked at with one provider, and what differed."""

    gateway: str
    differences: list[MoneyDifference] = field(default_factory=list)
    payments: set[int] = field(default_factory=set)
    charges: set[str] = field(default_factory=set)

    def add(self, payment: Payment | None, charge: Charge | None) -> None:
        if payment:
            self.payments.add(payment.pk)
        if charge:
            self.charges.add(charge.name)
        name = charge.name if charge else payment.charge or payment.reference or str(payment.key)
        for what, ours, theirs in _compared(payment, charge):
            self.differences.append(
                MoneyDifference(
                    what=what, gateway=self.gateway, reference=name, payment=payment, ours=ours, theirs=theirs
                )
            )


def check(*, days: int = DAYS, now: datetime | None = None) -> list[MoneyDifference]:
    """Compare the last days with every provider that had to do with them. All differences that are open now.

    Raises GatewayFailed when one gave no answer, after the others were compared.
    """
    now = now or timezone.now()
    period = now - timedelta(days=days), now - ON_ITS_WAY
    silent: GatewayFailed | None = None
    for gateway in sorted(_concerned(period)):
        try:
            compared = _compare(gateway, period)
        except GatewayFailed as failure:
            silent = failure
        else:
            _keep(compared)
    if silent:
        raise silent
    return list(open_differences())


def open_differences() -> QuerySet[MoneyDifference]:
    return MoneyDifference.objects.filter(settled_at=None).select_related("payment__order").order_by("pk")


@transaction.atomic
def settle(differences: Iterable[MoneyDifference], *, by: User) -> int:
    """Somebody has seen to them. The same difference is not brought up again. How many."""
    known = [difference.pk for difference in differences]
    return MoneyDifference.objects.filter(pk__in=known, settled_at=None).update(
        settled_at=timezone.now(), settled_by=by
    )


def _concerned(period: tuple[datetime, datetime]) -> set[str]:
    return {gateway_in_use(), *_of_ours(period).order_by().values_list("gateway", flat=True)}


def _of_ours(period: tuple[datetime, datetime]) -> QuerySet[Payment]:
    """Payments with money in or out in that time, and those about which something is open."""
    came = Q(state__in=[Payment.State.APPROVED, Payment.State.RETURNED], settled_at__range=period)
    went = Q(refunds__done_at__range=period)
    return Payment.objects.filter(came | went | Q(differences__in=open_differences())).distinct()


def _compare(name: str, period: tuple[datetime, datetime]) -> Comparison:
    """Ask first, outside of any transaction; then read what we have, so that ours is the younger knowledge."""
    gateway, compared = GATEWAYS[name], Comparison(name)
    charges = gateway.charges(*period)
    keys = [charge.key for charge in charges if charge.key]
    ours = {payment.key: payment for payment in Payment.objects.filter(gateway=name, key__in=keys)}
    for charge in charges:
        compared.add(ours.get(charge.key), charge)
    for payment in _of_ours(period).filter(gateway=name).exclude(pk__in=compared.payments):
        compared.add(payment, gateway.charge_of(payment))
    return compared


def _compared(payment: Payment | None, charge: Charge | None) -> Iterator[tuple[str, Decimal, Decimal]]:
    """What differs: what of it, how much here, how much there."""
    is_taken = payment is not None and payment.state in {Payment.State.APPROVED, Payment.State.RETURNED}
    if charge is None:
        if is_taken and payment.amount:
            yield What.NOT_THERE, payment.amount, NOTHING
    elif payment is None or (is_taken and payment.charge != charge.name):
        if charge.kept:
            yield What.UNKNOWN, NOTHING, charge.kept
    elif not is_taken:
        if charge.kept:
            yield What.NOT_HERE, NOTHING, charge.kept
    else:
        if payment.amount != charge.amount:
            yield What.AMOUNT, payment.amount, charge.amount
        yield from _compared_returns(payment, charge)


def _compared_returns(payment: Payment, charge: Charge) -> Iterator[tuple[str, Decimal, Decimal]]:
    """A refund of ours that is on its way may have arrived there or not; one that is done must have."""
    refunds = list(payment.refunds.all())
    done = sum((refund.by_bank for refund in refunds if refund.state == Refund.State.DONE), NOTHING)
    on_its_way = sum((refund.by_bank for refund in refunds if refund.state == Refund.State.PENDING), NOTHING)
    if not done <= charge.returned <= done + on_its_way:
        yield What.RETURNED, done, charge.returned


@transaction.atomic
def _keep(compared: Comparison) -> None:
    """New differences are kept and told; open ones that were looked at and are gone are settled."""
    found = {(each.what, each.reference): each for each in compared.differences}
    known = set()
    for each in open_differences().filter(gateway=compared.gateway).select_for_update(of=["self"]):
        if (each.what, each.reference) in found:
            known.add((each.what, each.reference))
        elif each.payment_id in compared.payments or each.reference in compared.charges:
            MoneyDifference.objects.filter(pk=each.pk).update(settled_at=timezone.now())
    new = [each for name, each in found.items() if name not in known and not _was_seen_to(each)]
    if new:
        MoneyDifference.objects.bulk_create(new)
        send_mail_later(settings.SHOP_EMAIL, "money_differences", {"differences": new})


def _was_seen_to(found: MoneyDifference) -> bool:
    """Somebody has settled this very difference, to the penny."""
    same = {name: getattr(found, name) for name in ("what", "gateway", "reference", "ours", "theirs")}
    return MoneyDifference.objects.filter(**same, settled_by__isnull=False).exists()
