"""Whose turn it is. The stock decides; here it is written down beside the pre-book, and told by jobs in portions.

What a signal said is found again by `settle`, should it ever get lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from procrastinate.contrib.django import app

from catalog.models import Book, Hold
from orders import cart as carts
from orders.models import Cart, CartLine, Order
from prebooks import news, placing
from prebooks.models import Prebook, PrebookQuerySet
from prebooks.placing import CannotChange, locked
from storefront.queries import these

AT_ONCE = 100  # pre-books a job tells
REMIND_BEFORE = timedelta(hours=12)
State = Prebook.State


def on_granted(holds: Sequence[int], **kwargs: Any) -> None:
    _begin_turns(Prebook.objects.filter(hold__in=these(holds)))


def on_copies_free(books: Sequence[Book], **kwargs: Any) -> None:
    """Where nobody is held a copy, everybody who waits is told."""
    on_sale = Book.objects.on_sale_by(timezone.localdate()).filter(pk__in=[book.pk for book in books])
    _begin_turns(Prebook.objects.filter(book__in=on_sale, hold=None))


def open_to_all() -> int:
    """On the day of sale, where nobody is held a copy: tell all who wait for what lies here. For how many books."""
    waited_for = Prebook.objects.filter(state=State.WAITING, hold=None).values("book")
    here = Q(stock__on_hand__gt=F("stock__held"), stock__branch__dispatches=True)
    with transaction.atomic():
        books = list(Book.objects.on_sale_by(timezone.localdate()).filter(here, pk__in=waited_for).distinct())
        on_copies_free(books)
    return len(books)


def on_lapsed(holds: Sequence[Hold], **kwargs: Any) -> None:
    _end_turns(Prebook.objects.filter(hold__in=these(hold.pk for hold in holds)))


def on_ordered(order: Order, **kwargs: Any) -> None:
    lines = list(order.lines.values_list("hold", "book"))
    theirs = Q(person=order.customer_id) if order.customer_id else Q(person=None, email=order.email.lower())
    bought = Q(hold__in=[hold for hold, _ in lines]) | theirs & Q(hold=None, book__in=[book for _, book in lines])
    Prebook.objects.active().filter(bought).update(state=State.FULFILLED, ended_at=timezone.now())


def on_unpaid(order: Order, **kwargs: Any) -> None:
    """Who ordered ahead of their turn, and did not pay, waits on in the old place; it stands in the cart again."""
    ahead = Prebook.objects.filter(state=State.FULFILLED, ready_at=None, hold__in=order.lines.values("hold"))
    for prebook in ahead.select_related("book").order_by("book"):
        back = placing.order_unpaid(prebook)
        if back and order.cart:
            carts.add_kept(order.cart, back.hold, price=price_for(back))


def _begin_turns(prebooks: PrebookQuerySet) -> int:
    pks = list(prebooks.filter(state=State.WAITING).values_list("pk", flat=True))
    if pks:
        begun = {"state": State.READY, "ready_at": timezone.now(), "reminded_at": None, "turns": F("turns") + 1}
        Prebook.objects.filter(pk__in=these(pks)).update(**begun)
        tell_later("ready", pks)
    return len(pks)


def _end_turns(prebooks: PrebookQuerySet) -> int:
    pks = list(prebooks.filter(state=State.READY).values_list("pk", flat=True))
    if pks:
        Prebook.objects.filter(pk__in=these(pks)).update(state=State.LAPSED, ended_at=timezone.now())
        tell_later("lapsed", pks)
    return len(pks)


def tell_later(what: str, pks: Sequence[int]) -> None:
    """In portions, so that a delivery returns at once however many wait."""
    portions = [{"what": what, "pks": pks[start : start + AT_ONCE]} for start in range(0, len(pks), AT_ONCE)]
    app.configure_task("prebooks.tasks.tell").batch_defer(*portions)


@transaction.atomic
def tell_all(what: str, pks: Iterable[int]) -> int:
    """Tell these what became of their pre-book, as it is now. Those it is no longer true of are passed over."""
    written = {
        "ready": (news.ready, State.READY),
        "lapsed": (news.lapsed, State.LAPSED),
        "published": (news.published, State.WAITING),
    }
    write, state = written[what]
    prebooks = Prebook.objects.filter(pk__in=list(pks), state=state).select_related("person", "book", "hold")
    return news.tell_many(prebooks.locked(), write)


def tell_of_publication() -> int:
    """On the day of sale: say so to those for whom no copy has come yet. How many wait; each is told once."""
    today = Book.objects.on_sale_by(timezone.localdate()).filter(prebooks__told_day=timezone.localdate())
    still = Prebook.objects.filter(state=State.WAITING, book__in=today)
    pks = list(still.order_by("pk").values_list("pk", flat=True))
    if pks:
        tell_later("published", pks)
    return len(pks)


def settle() -> int:
    """Begin and end every turn that the stock says has begun or ended, and ours does not. How many there were."""
    held = Q(hold__state=Hold.State.GRANTED, hold__kind=Hold.Kind.PREBOOK, hold__expires_at__isnull=False)
    with transaction.atomic():
        begun = _begin_turns(Prebook.objects.filter(held))
        ended = _end_turns(Prebook.objects.filter(hold__state=Hold.State.LAPSED))
        unpaid = Prebook.objects.filter(state=State.FULFILLED, hold__in=_never_paid())
        back = list(unpaid.values_list("pk", flat=True))
        if back:
            Prebook.objects.filter(pk__in=back).update(state=State.LAPSED)
            tell_later("lapsed", back)
    return begun + ended + len(back)


def _never_paid() -> Any:
    """Holds of orders that ended without money lately."""
    lately = timezone.now() - timedelta(days=1)
    ended = Order.objects.filter(state=Order.State.CANCELLED, paid_at=None, ended_at__gte=lately)
    return ended.values("lines__hold")


def pass_by_closed() -> int:
    """A turn of somebody whose account is closed goes on to the next at once: nobody can come and buy. How many did.

    Those of them who still wait keep their place, should the account be opened again before it is their turn.
    """
    theirs = Prebook.objects.filter(state=State.READY, person__is_active=False, hold__isnull=False)
    passed = 0
    for found in theirs.select_related("book").order_by("book", "pk"):
        with transaction.atomic():
            prebook = locked(found)
            if prebook.is_ready and not prebook.person.is_active:  # as they are behind the lock
                placing.leave(prebook, State.LAPSED)
                prebook.events.create(what="The account is closed: the turn went on to the next in line")
                passed += 1
    return passed


def remind() -> int:
    """Write once to whoever has not bought and has little time left. How many. In portions."""
    now, told = timezone.now(), 0
    soon = Prebook.objects.filter(state=State.READY, reminded_at=None, hold__expires_at__lte=now + REMIND_BEFORE)
    while True:
        with transaction.atomic():
            portion = soon.filter(hold__expires_at__gt=now).select_related("person", "book", "hold")
            prebooks = list(portion.order_by("pk").select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
            news.tell_many(prebooks, news.reminder)
            Prebook.objects.filter(pk__in=[prebook.pk for prebook in prebooks]).update(reminded_at=now)
        told += len(prebooks)
        if not prebooks:
            return told


@transaction.atomic
def claim(prebook: Prebook, cart: Cart) -> CartLine | None:
    """Put the copies that are held in the cart, at the price promised; before their turn, the place in line itself.

    Where nothing is held the copies that are there go in, and CannotAdd is raised when there are none. Raises
    CannotChange when nothing can be ordered now.
    """
    Cart.objects.locked().get(pk=cart.pk)
    prebook = locked(prebook)
    if prebook.can_be_ordered:
        return _claim_place(prebook, cart)
    if not prebook.is_ready:
        raise CannotChange(prebook, f"It is not your turn for {prebook.book.title} just now.")
    if prebook.hold is None:
        carts.add(cart, Book.objects.for_cards().get(pk=prebook.book_id), prebook.quantity)
        return None
    if prebook.hold.expires_at and prebook.hold.expires_at <= timezone.now():
        raise CannotChange(prebook, f"The time to buy {prebook.book.title} was over, and it went to the next in line.")
    return carts.add_kept(cart, prebook.hold, price=price_for(prebook))


def _claim_place(prebook: Prebook, cart: Cart) -> CartLine:
    answer = Book.objects.for_cards().get(pk=prebook.book_id).availability
    if not (answer.can_prebook or answer.can_buy):
        raise CannotChange(prebook, f"{prebook.book.title} cannot be ordered just now. {answer.promise}")
    return carts.add_kept(cart, prebook.hold, price=price_for(prebook))


def price_for(prebook: Prebook) -> Decimal:
    """What a copy costs them: the lowest since they pre-booked, where the shop promises that; else the price of now."""
    if not settings.PREBOOK_LOWEST_PRICE:
        return prebook.book.price
    if not hasattr(prebook, "lowest_since"):
        prebook.lowest_since = Prebook.objects.with_price().get(pk=prebook.pk).lowest_since
    return min(price for price in (prebook.price, prebook.lowest_since, prebook.book.price) if price is not None)
