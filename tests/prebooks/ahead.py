"""Books that are ordered before they are out."""

from datetime import timedelta

from django.utils import timezone

from catalog.models import Book
from orders import cart as carts
from orders import dispatch as steps
from orders import payment as payments
from orders.checkout import place_order
from orders.gateways import bank
from orders.models import BankCharge, Cart, Dispatch, Order, OrderLine, Parcel
from prebooks import turns
from tests.catalog.factories import BookFactory, BranchFactory
from tests.orders.factories import CheckoutFactory, PromotionFactory
from tests.prebooks.factories import a_prebook, copies_come

IN_TEN_DAYS = timedelta(days=10)


def a_coming_book(**facts) -> Book:
    BranchFactory()
    return BookFactory(published_on=timezone.localdate() + IN_TEN_DAYS, **facts)


def cart_ahead(prebook, *others: Book, dispatch: str = Dispatch.AS_AVAILABLE) -> Cart:
    """A cart with the place in line of a pre-book, and a copy of each other book."""
    cart = Cart.objects.create(customer=prebook.person, dispatch=dispatch)
    for other in others:
        carts.add(cart, Book.objects.for_cards().get(pk=other.pk))
    turns.claim(prebook, cart)
    return cart


def order_of(cart: Cart, **details) -> Order:
    checkout = CheckoutFactory(cart=cart, **details)
    rows = carts.rows_of(cart)
    parcels = 1 if cart.dispatch == Dispatch.TOGETHER else len(rows)
    total = carts.quote_of(rows, country="GB", delivery=checkout.delivery, parcels=parcels).total
    return place_order(cart, checkout, attempt_key=checkout.attempt_key, shown_total=total)


def ordered_ahead(*others: Book, book: Book | None = None, quantity: int = 1, **facts) -> Order:
    """Of a book that is not out yet, for a new person, with a copy of each other book."""
    prebook = a_prebook(book or a_coming_book(**facts), quantity=quantity)
    return order_of(cart_ahead(prebook, *others))


def paid_at_the_bank(order: Order, answer: str = "approve") -> list[Order]:
    """The order, and those that were placed with it."""
    payments.begin(order)
    payment = order.payments.last()
    bank.answer(BankCharge.objects.get(key=payment.key), answer)
    payments.settle(payment)
    return list(Order.objects.order_by("pk"))


def packed(order: Order) -> Parcel:
    parcel = order.parcels.get()
    for line in order.lines.open():
        copies_come(line.book)
    return steps.pack(steps.start_picking(parcel))


def two_to_come(answer: str = "approve") -> tuple[Order, OrderLine, OrderLine]:
    """An order of two books, charged when they leave: the one that stays, and the one that is called off."""
    order = paid_at_the_bank(two_ordered(), answer)[-1]
    stays, goes = order.lines.order_by("pk")
    return order, stays, goes


def two_ordered() -> Order:
    """Of two books that come later, sent together."""
    PromotionFactory(code="", value=10)
    stays, goes = a_coming_book(), a_coming_book()
    cart = cart_ahead(a_prebook(stays), dispatch="together")
    turns.claim(a_prebook(goes, person=cart.customer), cart)
    return order_of(cart)
