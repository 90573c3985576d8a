"""What the total of an order is made of, and how much of each part is still the shop's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from orders.models import GiftCard, Order, OrderLine, RefundLine
from storefront.money import rounded

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the order, or (without one) its delivery. Amounts in shop currency; the tax is within the amount."""

    line: OrderLine | None
    what: str
    quantity: int
    amount: Decimal
    tax_rate: Decimal  # per cent
    tax: Decimal

    def share(self, amount: Decimal, quantity: int = 0) -> Part:
        """So much of it, with its share of the tax; all of it has all of the tax, to the penny."""
        if not 0 <= amount <= self.amount:
            raise ValueError(f"{amount} of {self.amount}")
        tax = self.tax if amount == self.amount else rounded(self.tax * amount / self.amount)
        return replace(self, amount=amount, quantity=quantity, tax=tax)

    def copies(self, quantity: int) -> Part:
        """So many copies of it. The last copies take what rounding has left."""
        if not 1 <= quantity <= self.quantity:
            raise ValueError(f"{quantity} copies of {self.quantity}")
        return self.share(rounded(self.amount * quantity / self.quantity), quantity)


def parts_of(order: Order) -> list[Part]:
    """All that was charged; the amounts come to the order's total and the taxes to its tax."""
    books = [
        Part(line, line.title, line.quantity, line.total, line.tax_rate, line.tax)
        for line in order.lines.order_by("pk")
    ]
    delivery = [
        Part(None, order.delivery_name, 1, part.amount, part.tax_rate, part.tax) for part in order.delivery_parts.all()
    ]
    gift_card = GiftCard.objects.filter(order=order).first()
    cards = [Part(None, "Gift card", 1, gift_card.amount, NOTHING, NOTHING)] if gift_card else []
    return books + delivery + cards


def _is_of(line: RefundLine, part: Part) -> bool:
    """Delivery has a part a rate."""
    return (
        line.order_line_id == part.line.pk
        if part.line
        else (None, part.tax_rate) == (line.order_line_id, line.tax_rate)
    )


def remaining_parts(order: Order) -> list[Part]:
    """What was charged and not refunded. The order is locked by the caller."""
    refunded = list(RefundLine.objects.filter(refund__order=order))
    left = []
    for part in parts_of(order):
        gone = [line for line in refunded if _is_of(line, part)]
        left.append(
            replace(
                part,
                quantity=part.quantity - sum(line.quantity for line in gone),
                amount=part.amount - sum((line.amount for line in gone), NOTHING),
                tax=part.tax - sum((line.tax for line in gone), NOTHING),
            )
        )
    return left


def spread(amount: Decimal, parts: list[Part]) -> list[Part]:
    """A sum laid over parts in proportion, to the penny. Raises ValueError if they do not come to so much."""
    left = sum((part.amount for part in parts), NOTHING)
    if not 0 < amount <= left:
        raise ValueError(f"{amount} of {left}")
    shares = []
    for part in parts:
        share = rounded(amount * part.amount / left) if left else NOTHING
        share = min(share, part.amount, amount)
        left, amount = left - part.amount, amount - share
        if share:
            shares.append(part.share(share))
    return shares
