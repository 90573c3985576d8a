"""Lines that are out of the cart and can go back: taken out a moment ago, or saved for later."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.availability import MOST_OF_A_LINE
from catalog.models import Book, Hold
from orders.cart import CannotAdd, LineGone, limit_of, locked_line
from orders.models import AsideLine, Cart, CartLine

UNDO_WITHIN = timedelta(minutes=30)
KNOWN = ("book_id", "price_known", "state_known", "date_known", "added_at")
COPIED = (*KNOWN, "hold", "promised_price")


def lines_of(cart: Cart) -> QuerySet[AsideLine]:
    """What is shown beside a cart: all that is saved, and what was taken out not long ago. The latest first."""
    lately = Q(why=AsideLine.Why.REMOVED, since__gte=timezone.now() - UNDO_WITHIN)
    return cart.aside.filter(lately | Q(why=AsideLine.Why.SAVED))


@transaction.atomic
def put_aside(line: CartLine, why: AsideLine.Why) -> AsideLine:
    """Take a line out of its cart. Copies that were kept for it stay promised to its reader. Raises LineGone."""
    line = locked_line(line)
    old = Q(why=AsideLine.Why.REMOVED, since__lt=timezone.now() - UNDO_WITHIN)
    AsideLine.objects.filter(old | Q(why=why, book=line.book_id), cart=line.cart_id).delete()
    copied = {name: getattr(line, name) for name in COPIED}
    aside = AsideLine.objects.create(cart_id=line.cart_id, why=why, quantity=line.quantity, **copied)
    line.delete()
    return aside


@transaction.atomic
def put_back(aside: AsideLine) -> CartLine:
    """Into the cart again, on top of copies that are there, at its old place and with what was kept for it.

    What was taken out comes back as it was. Of what was saved, as many as can be had: raises CannotAdd when that is
    none. Raises LineGone when it went meanwhile.
    """
    cart = Cart.objects.locked().filter(pk=aside.cart_id).first()
    aside = AsideLine.objects.select_related("hold", "book").filter(pk=aside.pk).first()
    if cart is None or aside is None:
        raise LineGone
    line = cart.lines.select_related("hold").filter(book=aside.book_id).first()
    line = line or CartLine(cart=cart, quantity=0, **{name: getattr(aside, name) for name in KNOWN})
    if line.hold is None and _is_free(aside.hold):
        line.hold, line.promised_price = aside.hold, aside.promised_price
    most = MOST_OF_A_LINE if aside.is_removed else limit_of(line)
    if most < 1:
        raise CannotAdd(Book.objects.with_supply().get(pk=aside.book_id))
    line.quantity = min(line.quantity + aside.quantity, most)
    line.save()
    aside.delete()
    return line


def _is_free(hold: Hold | None) -> bool:
    """Whether copies, or a place in line, are still for whom they were, and stand in no other cart."""
    if hold is None or hold.ended_at or hold.kind == Hold.Kind.ORDER:
        return False
    return not CartLine.objects.filter(hold=hold).exists()
