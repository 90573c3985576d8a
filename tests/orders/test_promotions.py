"""Promotions: what the database refuses, what a code may say no to, and that uses are counted exactly."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from backoffice import order_checks
from catalog.models import Book, Shelf
from orders import cart as carts
from orders import offers
from orders.cancellation import cancel_order, cancel_unpaid
from orders.cart import quote_of, rows_of
from orders.checkout import OfferGone, TotalChanged, place_order
from orders.models import Cart, CartLine, Checkout, Order, Promotion, Redemption
from orders.signals import order_placed
from tests.catalog.factories import BookFactory, GenreFactory
from tests.orders.factories import CheckoutFactory, DeliveryMethodFactory, PromotionFactory
from tests.orders.steps import paid, placed

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def draft_of(*books, code="", **details) -> Checkout:
    draft = CheckoutFactory(books=books or [BookFactory(stock=9, price="10.00")], **details)
    if code:
        Cart.objects.filter(pk=draft.cart.pk).update(promotion=Promotion.objects.get(code=code))
        draft.cart.refresh_from_db()
    return draft


def quoted(draft):
    return quote_of(rows_of(draft.cart), country=draft.country, delivery=draft.delivery)


def ordered(draft) -> Order:
    total = quoted(draft).total
    return place_order(draft.cart, draft, attempt_key=draft.attempt_key, shown_total=total)


def shelf_of(*books) -> Shelf:
    shelf = Shelf.objects.create(slug="by-the-door", title="By the door")
    for book in books:
        shelf.places.create(book=book)
    return shelf


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "spring"},
        {"code": "SPRING TEN"},
        {"kind": "percentage", "value": 0},
        {"kind": "percentage", "value": 101},
        {"kind": "amount", "value": 0},
        {"kind": "amount", "value": 5, "copies": 2},
        {"kind": "free_delivery", "value": 5},
        {"kind": "cheapest_free", "value": 0, "copies": 1},
        {"kind": "bundle", "value": 0, "copies": 2},
        {"kind": "sweets", "value": 1},
        {"minimum": -1},
        {"starts_at": datetime(2026, 5, 2, tzinfo=timezone.get_default_timezone()),
         "ends_at": datetime(2026, 5, 2, tzinfo=timezone.get_default_timezone())},
        {"uses_in_all": 0},
        {"uses_per_customer": 0},
    ],
)  # fmt: skip
def test_a_promotion_that_makes_no_sense_is_refused_by_the_database(wrong):
    with pytest.raises(IntegrityError):
        PromotionFactory(**wrong)


def test_a_code_is_given_once_but_any_number_of_offers_has_none():
    PromotionFactory(code="")
    PromotionFactory(code="")
    PromotionFactory(code="SPRING")

    with pytest.raises(IntegrityError):
        PromotionFactory(code="SPRING")


def test_an_order_uses_a_promotion_once_and_an_address_is_kept_in_small_letters():
    promotion = PromotionFactory(code="SPRING")
    order = ordered(draft_of(code="SPRING"))

    for wrong in ({"order": order, "email": order.email}, {"order": placed(), "email": "Jo@Example.org"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Redemption.objects.create(promotion=promotion, **wrong)


@pytest.mark.parametrize("typed", ["SPRING10", "spring10", " Spring 10 ", "spring\u00a010"])
def test_a_code_may_be_typed_in_any_case_with_spaces(typed):
    promotion = PromotionFactory(code="SPRING10")

    assert offers.promotion_of(typed, Cart.objects.create()) == promotion


def test_an_offer_holds_by_itself_and_explains_itself():
    PromotionFactory(name="Three for two", code="", kind="cheapest_free", value=0, copies=3)
    books = [BookFactory(stock=2, price=price) for price in ("12.00", "9.00", "8.00")]

    order = ordered(draft_of(*books))

    [discount] = order.discounts.all()
    assert (discount.name, discount.because, discount.amount) == (
        "Three for two",
        "of 3 books the cheapest is free",
        Decimal("8.00"),
    )
    assert order.total == Decimal("21.00") + order.delivery_price
    assert Redemption.objects.get().order == order


def test_a_code_takes_off_what_it_says_and_is_gone_with_the_order():
    PromotionFactory(name="Spring", code="SPRING", kind="percentage", value=10)
    draft = draft_of(code="SPRING")

    order = ordered(draft)

    assert (order.discount, order.discounts.get().code) == (Decimal("1.00"), "SPRING")
    assert Cart.objects.get().promotion is None


@pytest.mark.parametrize(
    ("promotion", "sentence"),
    [
        ({"starts_at": datetime(2099, 5, 14, 9, tzinfo=timezone.get_default_timezone())},
         "That code begins on Thursday 14 May 2099."),
        ({"ends_at": datetime(2026, 1, 5, 9, tzinfo=timezone.get_default_timezone())},
         "That code ended on Monday 5 January 2026."),
        ({"is_active": False}, "That code is no longer in use."),
    ],
)  # fmt: skip
def test_a_code_out_of_its_time_says_when(promotion, sentence):
    PromotionFactory(code="SPRING", **promotion)

    with pytest.raises(offers.CannotUse, match=sentence):
        offers.promotion_of("spring", Cart.objects.create())
    assert quoted(draft_of(code="SPRING")).code_note == sentence


def test_a_code_that_nobody_gave_is_not_known():
    PromotionFactory(code="")

    for typed in ("", " ", "SPRING", "’; --", "x" * 500):
        with pytest.raises(offers.CannotUse, match="We know no code like that"):
            offers.promotion_of(typed, Cart.objects.create())


@pytest.mark.parametrize(("uses", "sentence"), [(1, "That code has been used."), (2, "That code has been used up.")])
def test_a_code_holds_for_so_many_orders_in_all(uses, sentence):
    PromotionFactory(code="SPRING", uses_in_all=uses)
    for number in range(uses):
        ordered(draft_of(code="SPRING", email=f"reader-{number}@example.org"))

    late = draft_of(code="SPRING", email="late@example.org")

    assert (quoted(late).discount, quoted(late).code_note) == (0, sentence)
    with pytest.raises(offers.CannotUse, match=sentence):
        offers.promotion_of("SPRING", late.cart)
    assert ordered(late).discount == 0


def test_a_code_holds_once_for_a_person_by_account_and_by_address():
    PromotionFactory(code="SPRING", uses_per_customer=1)
    zoe = User.objects.create_user("zoe@example.org", name="Zoe")
    ordered(draft_of(code="SPRING", cart=Cart.objects.create(customer=zoe), email="work@example.org"))

    by_address = draft_of(code="SPRING", email="Work@Example.org".lower())
    by_account = draft_of(code="SPRING", cart=zoe.cart, email="other@example.org")
    somebody_else = draft_of(code="SPRING", email="jo@example.org")

    notes = [quoted(draft).code_note for draft in (by_address, by_account, somebody_else)]
    assert notes == ["You have used that code already."] * 2 + [""]


def test_a_code_for_a_first_order_is_for_nobody_who_has_ordered():
    PromotionFactory(code="HELLO", first_order_only=True)
    placed(email="jo@example.org")

    known = draft_of(code="HELLO", email="jo@example.org")

    assert quoted(known).code_note == "That code is for a first order, and you have ordered before."
    assert quoted(draft_of(code="HELLO", email="new@example.org")).discount == Decimal("1.00")


def test_a_first_order_that_came_to_nothing_was_none():
    PromotionFactory(code="HELLO", first_order_only=True)
    cancel_unpaid(ordered(draft_of(code="HELLO", email="jo@example.org")), why="Not paid in time.")

    assert quoted(draft_of(code="HELLO", email="jo@example.org")).discount == Decimal("1.00")


@pytest.mark.parametrize("end", [lambda order: cancel_unpaid(order, why="Not paid."), lambda order: None])
def test_a_use_is_given_back_when_the_order_is_never_paid_and_the_code_waits_in_the_cart_again(end):
    promotion = PromotionFactory(code="SPRING", uses_in_all=1)
    order = ordered(draft_of(code="SPRING"))
    end(order)

    is_back = order.state != Order.objects.get().state

    assert Redemption.objects.live().exists() is not is_back
    assert (Cart.objects.get(pk=order.cart_id).promotion == promotion) is is_back


def test_a_use_is_given_back_when_a_paid_order_is_called_off_as_a_whole():
    PromotionFactory(name="A pound off", code="", kind="amount", value=1, uses_in_all=1)
    order = paid(BookFactory(stock=3))
    assert Redemption.objects.live().count() == 1

    cancel_order(order, why="Changed my mind.")

    assert Redemption.objects.live().count() == 0


def test_a_code_waits_for_its_minimum_its_genre_and_its_shelf_and_says_so():
    crime = GenreFactory(code="FF", name="Crime")
    PromotionFactory(code="DARK", genre=crime, minimum="20.00")
    emma = BookFactory(stock=3, price="8.00", genre="FBC")
    thriller = BookFactory(stock=3, price="15.50", genre="FFC")
    draft = draft_of(emma, code="DARK")

    assert quoted(draft).code_note == "That code is for books of Crime; there are none in your cart yet."
    carts.add(draft.cart, Book.objects.get(pk=thriller.pk))
    assert quoted(draft).code_note == "That code holds from £20.00 of books of Crime; £4.50 more and it does."
    carts.add(draft.cart, Book.objects.get(pk=thriller.pk))
    assert (quoted(draft).code_note, quoted(draft).discount) == ("", Decimal("3.10"))


def test_three_for_two_on_a_shelf_counts_only_its_books():
    on_it = [BookFactory(stock=3, price="10.00") for _ in range(2)]
    PromotionFactory(code="", kind="cheapest_free", value=0, copies=3, shelf=shelf_of(*on_it))
    draft = draft_of(*on_it, BookFactory(stock=3, price="2.00"))

    assert quoted(draft).discount == 0
    carts.add(draft.cart, Book.objects.get(pk=on_it[0].pk))
    assert quoted(draft).discount == Decimal("10.00")


def test_a_code_that_saves_less_than_the_offers_is_kept_for_another_time():
    PromotionFactory(name="Half", code="", kind="percentage", value=50)
    PromotionFactory(code="SPRING", kind="percentage", value=10)
    draft = draft_of(code="SPRING")

    assert quoted(draft).code_note.startswith("The other offers save you more.")
    ordered(draft)
    assert not Redemption.objects.filter(promotion__code="SPRING").exists()


def test_a_fixed_price_is_not_lowered_where_the_law_fixes_it(settings):
    settings.FIXED_PRICE_COUNTRIES = ["DE"]
    PromotionFactory(code="SPRING", kind="percentage", value=10)
    fixed = BookFactory(stock=3, price="10.00", price_rule="fixed")
    agency = BookFactory(stock=3, price="10.00", price_rule="agency")
    draft = draft_of(fixed, agency, code="SPRING")

    at_home = quote_of(rows_of(draft.cart), country="GB", delivery=draft.delivery)
    abroad = quote_of(rows_of(draft.cart), country="DE", delivery=draft.delivery)

    assert [at_home.line(book.pk).discount for book in (fixed, agency)] == [Decimal("1.00"), 0]
    assert abroad.discount == 0
    assert abroad.code_note == "The prices of these books are fixed, so no code may lower them."


def test_delivery_that_a_code_frees_is_said_in_the_order():
    PromotionFactory(name="Post free", code="POST", kind="free_delivery", value=0)

    order = ordered(draft_of(code="POST"))

    [discount] = order.discounts.all()
    assert (order.delivery_price, discount.of_delivery, discount.amount) == (0, True, Decimal("3.50"))


def test_a_code_that_ran_out_while_the_shopper_looked_stops_the_order_and_the_next_total_is_without():
    PromotionFactory(code="SPRING", uses_in_all=1)
    first, second = (draft_of(code="SPRING", email=f"{name}@example.org") for name in ("ann", "bob"))
    seen = quoted(second).total
    ordered(first)

    with pytest.raises(TotalChanged):
        place_order(second.cart, second, attempt_key=second.attempt_key, shown_total=seen)

    assert second.cart.lines.exists()
    assert Order.objects.count() == 1


def order_at_once(drafts, *, people=25):
    """Each draft ordered by one of so many people at work at the same time; what came of each."""

    def one(draft):
        try:
            return ordered(draft)
        except (OfferGone, TotalChanged) as refusal:
            return refusal

    def one_after_the_other(share):
        try:
            return [one(draft) for draft in share]
        finally:
            connection.close()

    shares = [drafts[first::people] for first in range(people)]
    with ThreadPoolExecutor(people) as pool:
        outcomes = list(pool.map(one_after_the_other, shares))
    return [outcomes[place % people][place // people] for place in range(len(drafts))]


@pytest.fixture
def slow_to_commit():
    """Somebody who listens to every order takes a while, as on a busy day: many count before anyone is done."""

    def listen(**kwargs):
        time.sleep(0.03)

    order_placed.connect(listen)
    yield
    order_placed.disconnect(listen)


def a_hundred_drafts(promotion: Promotion) -> list[Checkout]:
    """Each a copy of one of twenty-five books, so that shoppers rarely wait for each other at the stock."""
    books, delivery = [BookFactory(stock=5, price="10.00") for _ in range(25)], DeliveryMethodFactory()
    filled = Cart.objects.bulk_create(Cart(promotion=promotion) for _ in range(100))
    CartLine.objects.bulk_create(
        CartLine(cart=cart, book=books[number % 25], quantity=1, price_known=10) for number, cart in enumerate(filled)
    )
    address = {"name": "Jo Novák", "line1": "1 Quay Lane", "city": "Wexcombe", "postcode": "BS1 4QA"}
    return Checkout.objects.bulk_create(
        Checkout(cart=cart, email=f"reader-{number}@example.org", reach="sent", delivery=delivery, **address)
        for number, cart in enumerate(filled)
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("slow_to_commit")
def test_of_a_hundred_who_use_a_code_for_twenty_orders_exactly_twenty_do():
    """Whoever is too late keeps the cart, and may order again without the code. `make bench` has five hundred."""
    promotion = PromotionFactory(code="SPRING", kind="percentage", value=10, uses_in_all=20)
    drafts = a_hundred_drafts(promotion)

    outcomes = order_at_once(drafts)
    reduced = Order.objects.filter(discount__gt=0)
    late = [draft for draft, outcome in zip(drafts, outcomes, strict=True) if not isinstance(outcome, Order)]
    again = order_at_once(late[:5])

    assert (promotion.redemptions.live().count(), reduced.count()) == (20, 20)
    assert [order.discount for order in again] == [0] * len(late[:5])
    assert Order.objects.count() + CartLine.objects.count() == 100


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("slow_to_commit")
def test_two_carts_of_one_person_use_a_code_once_at_the_same_moment():
    promotion = PromotionFactory(code="SPRING", uses_per_customer=1)
    delivery = DeliveryMethodFactory()
    drafts = [draft_of(code="SPRING", email="jo@example.org", delivery=delivery) for _ in range(6)]

    order_at_once(drafts, people=6)

    assert promotion.redemptions.live().count() == 1


def test_an_invoice_and_the_mail_say_what_was_taken_off_and_why(client, do_waiting_jobs, mailoutbox):
    PromotionFactory(name="Three for two", code="", kind="cheapest_free", value=0, copies=3)
    order = paid(*[BookFactory(stock=2, price=price) for price in ("12.00", "9.00", "8.00")])
    invoice = order.invoices.get()

    page = client.get(f"/orders/{order.number}/invoices/{invoice.number}/?key={order.key}").content.decode()
    do_waiting_jobs()

    assert "Three for two: of 3 books the cheapest is free; £8.00 less." in page
    assert "Three for two: of 3 books the cheapest is free, −£8.00" in mailoutbox[-1].body
    pdf = client.get(f"/orders/{order.number}/invoices/{invoice.number}.pdf?key={order.key}")
    assert pdf.content.startswith(b"%PDF")


def test_a_book_and_its_shelf_say_which_offer_holds(client):
    book = BookFactory(stock=3)
    shelf = shelf_of(book)
    PromotionFactory(name="Three for two", code="", kind="cheapest_free", value=0, copies=3, shelf=shelf)
    PromotionFactory(name="Over and gone", code="", shelf=shelf, ends_at=timezone.now())

    on_the_shelf = client.get(shelf.get_absolute_url()).content.decode()
    on_the_book = client.get(book.get_absolute_url()).content.decode()

    assert "Three for two on this shelf." in on_the_shelf
    assert "Three for two on our shelf" in on_the_book
    assert "Over and gone" not in on_the_shelf + on_the_book


@pytest.mark.parametrize(("group", "status"), [("bookseller", 403), ("manager", 200)])
def test_managers_make_promotions_and_see_their_uses(client, django_user_model, group, status):
    staff = django_user_model.objects.create_user("ivy@example.org", is_staff=True)
    staff.groups.add(Group.objects.get(name=group))
    client.force_login(staff)
    promotion = PromotionFactory(code="SPRING", uses_in_all=3)
    ordered(draft_of(code="SPRING"))

    answer = client.post(
        "/admin/orders/promotion/add/", {"name": "May", "code": "may 20", "kind": "percentage", "value": "20",
                                         "copies": "0", "minimum": "0", "is_active": "on"}, follow=True)  # fmt: skip
    page = client.get(f"/admin/orders/promotion/{promotion.pk}/change/").content.decode()

    assert answer.status_code == status
    assert Promotion.objects.filter(code="MAY20").exists() is (status == 200)
    assert "1 of 3" in page


def test_the_check_of_the_shop_finds_uses_that_do_not_add_up():
    PromotionFactory(code="SPRING", uses_in_all=2)
    first, second = (ordered(draft_of(code="SPRING", email=f"{name}@example.org")) for name in ("ann", "bob"))
    assert list(order_checks._uses()) == []

    Promotion.objects.update(uses_in_all=1)
    Order.objects.filter(pk=second.pk).update(state="cancelled")

    assert list(order_checks._uses()) == [
        "Promotion Spring offer (SPRING): used 2 times of 1.",
        f"Order {second}: cancelled, and Spring offer (SPRING) still counts as used by it.",
    ]
    assert first.redemptions.live().exists()
