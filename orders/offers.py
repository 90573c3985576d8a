"""Which promotions a cart may use, why its code takes nothing off, and the counting of uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from catalog.models import Book, BookGenre, ShelfBook
from catalog.models.kinds import PriceRule
from orders.models import Cart, Checkout, Order, Promotion, Redemption
from orders.pricing import Discount
from orders.promotions import Item, Offer
from storefront.days import spoken_day
from storefront.money import money


class CannotUse(Exception):
    """A promotion takes nothing off; its text is a sentence that says why."""


@dataclass(frozen=True)
class Shopper:
    """Who uses a promotion, as far as the shop knows: by account, by e-mail address, by both or not at all."""

    customer: int | None = None
    email: str = ""

    @classmethod
    def of(cls, cart: Cart) -> Shopper:
        """The address typed at the till counts, else that of the account."""
        typed = Checkout.objects.filter(cart=cart).values_list("email", flat=True).first()
        return cls(cart.customer_id, typed or (cart.customer.email if cart.customer else ""))

    @property
    def own(self) -> Q:
        """What is this person's, among orders or redemptions."""
        by_account = Q(customer=self.customer) if self.customer else Q(pk__in=[])
        return by_account | Q(email=self.email.lower()) if self.email else by_account


class Uses(NamedTuple):
    in_all: int = 0
    by_shopper: int = 0


@dataclass(frozen=True)
class Offered:
    """What may be taken off a cart, and why its code may not."""

    offers: tuple[Offer, ...] = ()
    code: Promotion | None = None  # the cart's own, be it among the offers or not
    refusal: str = ""

    def note_on(self, items: Sequence[Item], discounts: Iterable[Discount]) -> str:
        """Why the cart's code takes nothing off now; empty if it does, or if there is none."""
        if self.code is None or any(discount.key == self.code.pk for discount in discounts):
            return ""
        waits = self.refusal or waiting_for(self.code, items)
        return waits or "The other offers save you more. Your code stays unused, for another time."


NOTHING_OFFERED = Offered()


def offers_for(cart: Cart) -> Offered:
    """The automatic offers of this moment, and the cart's code if it may be used."""
    now = timezone.now()
    automatic = Promotion.objects.current(now).automatic()
    known = Promotion.objects.filter(Q(pk__in=automatic.values("pk")) | Q(pk=cart.promotion_id))
    found = list(known.select_related("genre", "shelf").order_by("pk"))
    reasons = _reasons_against(found, Shopper.of(cart)) if any(each.is_limited for each in found) else {}
    offers = tuple(each.offer for each in found if each.pk not in reasons and each.is_current(now))
    code = next((each for each in found if each.code), None)
    refusal = (reasons.get(code.pk) or _out_of_time(code)) if code else ""
    return Offered(offers, code, refusal)


def promotion_of(code: str, cart: Cart) -> Promotion:
    """The promotion that a shopper means by what was typed. Raises CannotUse if it can be used neither now nor later.

    One that waits for more books is found: the cart says what it waits for.
    """
    promotion = Promotion.objects.by_code(code).first()
    if promotion is None:
        raise CannotUse("We know no code like that. Please look at it again.")
    reason = _out_of_time(promotion) or _reasons_against([promotion], Shopper.of(cart)).get(promotion.pk)
    if reason:
        raise CannotUse(reason)
    return promotion


def _out_of_time(promotion: Promotion) -> str:
    now = timezone.now()
    if promotion.starts_at and promotion.starts_at > now:
        return f"That code begins on {spoken_day(timezone.localdate(promotion.starts_at))}."
    if promotion.ends_at and promotion.ends_at <= now:
        return f"That code ended on {spoken_day(timezone.localdate(promotion.ends_at))}."
    return "" if promotion.is_active else "That code is no longer in use."


def _reasons_against(
    promotions: Iterable[Promotion], shopper: Shopper, *, but_for: Order | None = None
) -> dict[int, str]:
    """By key, why each of these is used up for this shopper. The order that is being placed does not count."""
    limited = [each for each in promotions if each.is_limited]
    counted = Redemption.objects.live().filter(promotion__in=limited).order_by().values("promotion")
    uses = {
        key: Uses(in_all, by_shopper)
        for key, in_all, by_shopper in counted.annotate(
            in_all=Count("pk"), by_shopper=Count("pk", filter=shopper.own)
        ).values_list("promotion", "in_all", "by_shopper")
    }
    asks_for_orders = any(each.first_order_only for each in limited)
    earlier = Order.objects.filter(shopper.own).exclude(state=Order.State.CANCELLED)
    has_ordered = asks_for_orders and earlier.exclude(pk=but_for and but_for.pk).exists()
    reasons = {each.pk: _used_up(each, uses.get(each.pk, Uses()), has_ordered=has_ordered) for each in limited}
    return {key: reason for key, reason in reasons.items() if reason}


def _used_up(promotion: Promotion, uses: Uses, *, has_ordered: bool) -> str:
    if promotion.uses_in_all and uses.in_all >= promotion.uses_in_all:
        return "That code has been used." if promotion.uses_in_all == 1 else "That code has been used up."
    if promotion.uses_per_customer and uses.by_shopper >= promotion.uses_per_customer:
        return "You have used that code already."
    if promotion.first_order_only and has_ordered:
        return "That code is for a first order, and you have ordered before."
    return ""


def waiting_for(promotion: Promotion, items: Sequence[Item]) -> str:
    """What must be in the cart before it takes something off; empty if nothing is missing."""
    offer = promotion.offer
    missing = offer.short_of(items)
    if missing is None and offer.is_kept_from(items):
        return "The prices of these books are fixed, so no code may lower them."
    if missing is None:
        return f"That code is for {promotion.books}; there are none in your cart yet."
    if missing:
        return f"That code holds from {money(offer.minimum)} of {promotion.books}; {money(missing)} more and it does."
    copies = offer.copies - sum(item.quantity for item in items if offer.is_about(item))
    if copies > 0:
        return f"That code holds for {offer.copies} {promotion.books}; {copies} more and it does."
    return ""


def known_to_offers(books: Sequence[Book], items: Sequence[Item], offers: Sequence[Offer], country: str) -> list[Item]:
    """The items with what offers ask of them where they go: fixed prices, genres, shelves."""
    keys = [book.pk for book in books]
    genres: dict[int, set[str]] = defaultdict(set)
    shelves: dict[int, set[int]] = defaultdict(set)
    if any(offer.genre for offer in offers):
        for key, code in BookGenre.objects.filter(book__in=keys).order_by().values_list("book", "genre__code"):
            genres[key].add(code)
    if wanted := {offer.shelf for offer in offers if offer.shelf}:
        places = ShelfBook.objects.filter(book__in=keys, shelf__in=wanted).order_by()
        for key, shelf in places.values_list("book", "shelf"):
            shelves[key].add(shelf)
    return [
        replace(
            item,
            is_fixed_price=is_fixed_price(book, country),
            genres=frozenset(genres[book.pk]),
            shelves=frozenset(shelves[book.pk]),
        )
        for book, item in zip(books, items, strict=True)
    ]


def is_fixed_price(book: Book, country: str) -> bool:
    """Whether nothing may be taken off it where it goes: by that country's law, or by its publisher's word anywhere."""
    if book.price_rule == PriceRule.FIXED:
        return country in settings.FIXED_PRICE_COUNTRIES
    return book.price_rule == PriceRule.AGENCY


def redeem(order: Order, discounts: Iterable[Discount]) -> None:
    """Count what takes something off an order as used; in the order's own transaction, or its uses are not its own.

    Limited ones are locked, in the order of their keys, and looked at once more: nobody else counts meanwhile. Raises
    CannotUse when somebody was quicker.
    """
    keys = {discount.key for discount in discounts}
    if not keys:
        return
    used = Promotion.objects.filter(pk__in=keys).order_by("pk")
    limited = list(used.limited().locked())
    reasons = _reasons_against(limited, Shopper(order.customer_id, order.email), but_for=order)
    for reason in reasons.values():
        raise CannotUse(f"{reason} Nothing was ordered: please look at the total again.")
    Redemption.objects.bulk_create(
        Redemption(promotion=promotion, order=order, customer=order.customer, email=order.email.lower())
        for promotion in used
    )


def give_back(order: Order) -> None:
    """An order that came to nothing has used nothing. Done again, it changes nothing."""
    order.redemptions.live().update(released_at=timezone.now())
