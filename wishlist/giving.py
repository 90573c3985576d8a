"""Gift lists: what givers promise, buy and withdraw. Their owner learns nothing of it before the day.

What is taken is counted behind the lock of the list (docs/locking.md): of two who take the last copy, one is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.models import Address, User
from catalog.models import Book
from notices.telling import tell_many
from orders.models import Cart, Order
from orders.recipients import Recipient
from storefront.addresses import PARTS
from wishlist import news
from wishlist.models import UNDO_WITHIN, Pledge, Wish, Wishlist

THINK_AGAIN = UNDO_WITHIN + timedelta(minutes=1)  # before givers hear that a book is off the list
PAID_BY_THEN = timedelta(minutes=20)
MISSED_DAYS = timedelta(days=7)  # a worker may have been down on the day itself


class CannotGive(Exception):
    """Its text is a sentence for the giver."""


class Taken(CannotGive):
    """Carries .left, how many are not taken yet."""

    def __init__(self, book: Book, left: int) -> None:
        self.left = left
        if left:
            super().__init__(f"Only {left} of {book.title} can still be given: somebody was quicker.")
        else:
            super().__init__(f"{book.title} is taken: somebody was quicker. The rest of the list is open to you.")


class AlreadyGiving(CannotGive):
    """Carries .pledge, their first."""

    def __init__(self, pledge: Pledge) -> None:
        self.pledge = pledge
        super().__init__(f"You have said already that you give {pledge.book.title}.")


class CannotChangeDate(Exception):
    """Its text is a sentence for the owner."""


@transaction.atomic
def make_gift_list(
    wishlist: Wishlist, *, occasion: str, gift_for: str, reveal_on: date, deliver_to: Address | None
) -> Wishlist:
    """Keep from its owner what is taken until that day; or change what a gift list says of itself.

    The day can be put off, never brought forward: that would be a way to look. Raises CannotChangeDate.
    """
    wishlist = Wishlist.objects.locked().get(pk=wishlist.pk)
    if wishlist.reveal_on and wishlist.is_secret and reveal_on < wishlist.reveal_on:
        raise CannotChangeDate("Your givers count on the secret: the day can be put off, not brought forward.")
    wishlist.occasion, wishlist.gift_for, wishlist.deliver_to = occasion, gift_for, deliver_to
    wishlist.reveal_on = reveal_on
    if not wishlist.is_shared:
        wishlist.sharing = Wishlist.Sharing.LINK
    wishlist.save(update_fields=["occasion", "gift_for", "reveal_on", "deliver_to", "sharing"])
    return wishlist


@transaction.atomic
def stop_gift_list(wishlist: Wishlist) -> None:
    """A list like any other again. What was taken is forgotten unseen, and its givers are told."""
    wishlist = Wishlist.objects.locked().get(pk=wishlist.pk)
    if wishlist.is_secret:
        tell_givers([wishlist], news.list_ended)
        wishlist.pledges.all().delete()
    wishlist.reveal_on, wishlist.occasion, wishlist.gift_for, wishlist.deliver_to = None, "", "", None
    wishlist.save(update_fields=["reveal_on", "occasion", "gift_for", "deliver_to"])


def tell_owners() -> int:
    """Whose day has come, this week: that they may ask. Each is told once; how many were."""
    today = timezone.localdate()
    lists = Wishlist.objects.filter(reveal_on__lte=today, reveal_on__gt=today - MISSED_DAYS, owner__is_active=True)
    return tell_many([news.revealed(each) for each in lists.select_related("owner").order_by("pk")])


def tell_givers(lists: Iterable[Wishlist], say: Any) -> None:
    """Whoever promised or ordered something from these lists."""
    pledges = (
        Pledge.objects.promised_or_ordered().filter(wishlist__in=lists).select_related("wishlist", "book", "person")
    )
    tell_many([say(pledge) for pledge in pledges if pledge.to])


def taken_from(wishlist: Wishlist) -> Counter[int]:
    """How many copies of each work are taken. For givers' eyes, and after the day for the owner's."""
    taken: Counter[int] = Counter()
    for pledge in wishlist.pledges.promised_or_ordered().with_order():
        taken[pledge.work_id] += pledge.copies
    return taken


def left_of(wish: Wish) -> int:
    return max(wish.wanted - taken_from(wish.wishlist)[wish.work_id], 0)


@transaction.atomic
def ask(wish: Wish, *, email: str, quantity: int, name: str, message: str) -> Pledge:
    """What a guest wants to give, until they have proved their address: it takes nothing yet. Raises CannotGive."""
    made = {"name": name, "message": message, "quantity": quantity, "email": email.lower()}
    wishlist = Wishlist.objects.get(pk=wish.wishlist_id)
    wish = _still_there(wishlist, wish)
    _refuse_more(wish, quantity)
    return wishlist.pledges.create(**made, work_id=wish.work_id, book=wish.book)


@transaction.atomic
def confirm(asked: Pledge) -> Pledge:
    """The guest has proved the address: now it counts. Raises CannotGive: Taken, or AlreadyGiving."""
    wishlist = Wishlist.objects.locked().get(pk=asked.wishlist_id)  # the second of two waits here
    asked = Pledge.objects.select_related("book").get(pk=asked.pk)
    wish = wishlist.wishes.filter(work=asked.work_id).select_related("book").first()
    if wish is None or asked.ended_at:
        raise CannotGive(f"{asked.book.title} is no longer on this list.")
    if asked.is_promised:
        return asked
    _refuse_second(wishlist, wish, email=asked.email)
    wish = _still_there(wishlist, wish)
    _refuse_more(wish, asked.quantity)
    asked.is_promised, asked.wishlist = True, wishlist
    asked.save(update_fields=["is_promised"])
    tell_many([news.given(asked)])
    return asked


@transaction.atomic
def pledge(wish: Wish, person: User, *, quantity: int = 1, name: str, message: str = "") -> Pledge:
    """“I am giving this.” Raises CannotGive: Taken, or AlreadyGiving."""
    wishlist = Wishlist.objects.locked().get(pk=wish.wishlist_id)  # the second of two waits here
    wish = _still_there(wishlist, wish)
    _refuse_second(wishlist, wish, person=person)
    _refuse_more(wish, quantity)
    made = {"name": name, "message": message, "quantity": quantity, "is_promised": True}
    return wishlist.pledges.create(**made, person=person, work_id=wish.work_id, book=wish.book)


def _refuse_second(wishlist: Wishlist, wish: Wish, **who: Any) -> None:
    if first := wishlist.pledges.open().filter(**who, work=wish.work_id, is_promised=True).first():
        raise AlreadyGiving(first)


def _refuse_more(wish: Wish, quantity: int, own: int = 0) -> None:
    left = left_of(wish) + own
    if quantity > left:
        raise Taken(wish.book, left)


@transaction.atomic
def buy(
    wish: Wish, cart: Cart, *, quantity: int = 1, name: str = "", message: str = "", own: Pledge | None = None
) -> Pledge:
    """Remember that a book in a cart is a gift from this list. It counts as taken once its order is paid.

    own: what the same giver promised before. Raises CannotGive.
    """
    wishlist = Wishlist.objects.locked().get(pk=wish.wishlist_id)
    wish = _still_there(wishlist, wish)
    mine = wishlist.pledges.open().filter(work=wish.work_id, order=None)
    kept = (own and mine.filter(pk=own.pk).first()) or mine.filter(cart=cart).first()
    kept = kept or Pledge(wishlist=wishlist, work_id=wish.work_id, person=cart.customer)
    _refuse_more(wish, quantity, kept.copies)
    kept.book, kept.cart, kept.quantity = wish.book, cart, quantity
    kept.name, kept.message = name or kept.name, message or kept.message
    kept.save()
    return kept


def _still_there(wishlist: Wishlist, wish: Wish) -> Wish:
    found = wishlist.wishes.kept().select_related("book").filter(pk=wish.pk).first()
    if found is None or not wishlist.is_gift_list:
        raise CannotGive(f"{wish.book.title} is no longer on this list.")
    found.wishlist = wishlist
    return found


@transaction.atomic
def withdraw(pledge: Pledge) -> bool:
    """Free what was promised. False when it is bought: then it is an order. Done twice, it is done once."""
    pledge = Pledge.objects.with_order().select_for_update(of=("self",)).get(pk=pledge.pk)
    if pledge.is_bought and pledge.copies:
        return False
    if pledge.ended_at is None:
        pledge.ended_at = timezone.now()
        pledge.save(update_fields=["ended_at"])
    return True


def on_ordered(order: Order, **kwargs: Any) -> None:
    """A cart became an order: its gifts go with it, and an owner may have bought what is taken.

    A receiver of orders.signals.order_placed, in its transaction.
    """
    works = list(order.lines.values_list("book__work", flat=True))
    Pledge.objects.open().filter(cart=order.cart_id, order=None, work__in=works).update(
        order=order, cart=None, person=order.customer, email="" if order.customer_id else order.email
    )
    if order.customer_id and Wishlist.objects.filter(owner=order.customer_id, reveal_on__gt=timezone.localdate()):
        app.configure_task("wishlist.tasks.tell_givers_bought", schedule_in=_in(PAID_BY_THEN)).defer(order_pk=order.pk)


def on_carts_merged(visitors: Cart, cart: Cart, **kwargs: Any) -> None:
    """A receiver of orders.signals.carts_merged, in its transaction."""
    Pledge.objects.filter(cart=visitors).update(cart=cart)


def on_taken_off(wishes: Iterable[tuple[int, int]]) -> None:
    """Pairs of list and work. After the time to undo, givers of what is off a gift list are told."""
    pairs = list(wishes)
    gift_lists = Wishlist.objects.filter(pk__in=[pk for pk, _ in pairs], reveal_on__gt=timezone.localdate())
    known = set(gift_lists.values_list("pk", flat=True))
    later = app.configure_task("wishlist.tasks.tell_givers_gone", schedule_in=_in(THINK_AGAIN))
    for pk, work in pairs:
        if pk in known:
            later.defer(wishlist_pk=pk, work_pk=work)


def tell_gone(wishlist_pk: int, work_pk: int) -> int:
    """If the book is still off the list: tell those who promised it. How many."""
    if Wish.objects.kept().filter(wishlist=wishlist_pk, work=work_pk).exists():
        return 0
    return _tell(Pledge.objects.filter(wishlist=wishlist_pk, work=work_pk), news.gone)


def tell_bought(order: Order) -> int:
    """If the owner has paid for a book that others give: tell those. How many."""
    if order.state not in (Order.State.PAID, Order.State.COMPLETED):
        return 0
    works = order.lines.filter(cancelled_at=None).values_list("book__work", flat=True)
    own = Pledge.objects.filter(wishlist__owner=order.customer_id, work__in=list(works)).exclude(order=order)
    return _tell(own, news.bought_by_owner)


def _tell(pledges: Any, say: Any) -> int:
    chosen = pledges.promised_or_ordered().with_order().select_related("wishlist", "book", "person", "order")
    open_ones = [each for each in chosen if each.wishlist.is_secret and each.copies and each.to]
    return tell_many([say(each) for each in open_ones])


def _in(after: timedelta) -> dict[str, int]:
    return {"seconds": int(after.total_seconds())}


def sweep(before: datetime) -> int:
    """Forget what lay in a cart or waited for a proof since then, and came to nothing. How many."""
    return Pledge.objects.filter(is_promised=False, order=None, pledged_at__lt=before).delete()[0]


def recipients_of(cart: Cart) -> list[Recipient]:
    """Owners of the gift lists that something in this cart is from, if they let givers send it to them."""
    pledges = Pledge.objects.open().filter(cart=cart, order=None, work__in=cart.lines.values("book__work"))
    lists = Wishlist.objects.shared().filter(pk__in=pledges.values("wishlist"), deliver_to__isnull=False)
    return [
        Recipient(
            key=f"wishlist {each.pk}",
            name=f"{each.gift_for}, from their list",
            address={part: getattr(each.deliver_to, part) for part in PARTS},
        )
        for each in lists.exclude(reveal_on=None).select_related("deliver_to").order_by("pk")
    ]
