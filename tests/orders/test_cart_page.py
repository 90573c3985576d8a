"""The cart's page: what cannot be had, what changed, what was put aside, where it goes and in how many parcels."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog import stock
from catalog.models import AlsoBought, Book, Branch, Hold
from catalog.models.kinds import Status
from orders import aside
from orders import cart as carts
from orders.cart_page import page_of
from orders.merging import merge_carts
from orders.models import AsideLine, Cart, CartLine, Checkout
from tests.accounts.factories import PersonFactory
from tests.catalog.factories import BookFactory, BranchFactory, SupplierOfferFactory
from tests.orders.factories import CartFactory, DeliveryMethodFactory, DeliveryZoneFactory
from tests.orders.steps import placed
from tests.orders.till import at_the_review
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db
IN_PLACE = {"HX-Request": "true", "HX-Target": "cart-lines"}


@pytest.fixture
def emma():
    return BookFactory(title="Emma", stock=5, price=Decimal("10.00"))


@pytest.fixture
def delivery():
    return DeliveryMethodFactory(price=Decimal("3.50"), extra_parcel=Decimal("1.50"), free_from=None)


def put_in(client, *books):
    for book in books:
        client.post("/cart/add/", {"isbn13": book.isbn13})


def shown(client):
    return client.get("/cart/").context["page"]


def words(client):
    return client.get("/cart/").content.decode()


def sold_out(book):
    stock.adjust(book, Branch.objects.get(), 0)


# What cannot be had.


def test_a_book_that_cannot_be_had_counts_in_no_sum_and_keeps_the_way_to_the_till_closed(client, emma, delivery):
    persuasion = BookFactory(title="Persuasion", stock=5, price=Decimal("8.00"))
    put_in(client, emma, persuasion)
    sold_out(persuasion)

    page = words(client)

    assert shown(client).quote.subtotal == Decimal("10.00")
    assert "Persuasion can no longer be bought." in page
    assert "Before you go on" in page
    assert 'id="cart-checkout"' not in page
    assert client.get("/checkout/").url == "/cart/"


def test_what_goes_well_with_a_cart_can_be_had(client, emma, delivery):
    gone, here = BookFactory(stock=0, status=Status.OUT_OF_PRINT), BookFactory(stock=1)
    for place, other in enumerate((gone, here), start=1):
        AlsoBought.objects.create(work=emma.work, other=other.work, position=place, buyers=2, counted_at=timezone.now())
    put_in(client, emma)

    assert gone.availability.is_offered is False
    assert client.get("/cart/").context["beside"] == [here]


def test_a_line_with_too_many_copies_offers_as_many_as_there_are(client, emma, delivery):
    client.post("/cart/add/", {"isbn13": emma.isbn13, "quantity": 5})
    stock.adjust(emma, Branch.objects.get(), 2)

    assert "Take 2" in words(client)
    assert 'id="cart-checkout"' not in words(client)
    client.post(f"/cart/lines/{CartLine.objects.get().pk}/update/", {"quantity": 2})
    assert 'id="cart-checkout"' in words(client)


def test_copies_beyond_what_can_be_had_count_in_no_sum(client, emma, delivery):
    client.post("/cart/add/", {"isbn13": emma.isbn13, "quantity": 5})
    stock.adjust(emma, Branch.objects.get(), 2)

    assert shown(client).quote.total == 0


def test_all_that_stops_the_checkout_is_saved_for_later_in_one_press(client, emma, delivery):
    persuasion = BookFactory(title="Persuasion", stock=5)
    put_in(client, emma, persuasion)
    sold_out(persuasion)

    client.post("/cart/save-what-stops/")

    assert [line.book for line in AsideLine.objects.all()] == [persuasion]
    assert client.get("/checkout/").url == "/checkout/email/"


def test_a_copy_in_a_shop_that_sends_nothing_is_collected_and_bears_no_postage(client, emma, delivery):
    there = BookFactory(title="Sanditon", price=Decimal("6.00"))
    stock.receive(there, BranchFactory(name="Quay Street", dispatches=False, hands_over=True), 2)
    put_in(client, emma, there)

    page = shown(client)

    assert (page.way, page.quote.total) == (None, Decimal("16.00"))
    assert [group.heading for group in page.groups] == ["To collect from one of our shops"]
    assert "Sanditon stands in a shop that sends no parcels" in words(client)


# Tax and gift cards.


@pytest.mark.parametrize("included", [True, False])
def test_the_sums_of_cart_and_order_add_up_and_say_whether_tax_is_in_them(client, delivery, settings, included):
    settings.PRICES_INCLUDE_TAX = included
    book = BookFactory(stock=9, price=Decimal("20.00"), tax_class="other")
    put_in(client, book)
    order = placed(book, delivery=delivery)

    cart, its_page = shown(client).quote, client.get(order.get_absolute_url()).content.decode()

    for sums in (cart, order):
        assert sums.total == (sums.subtotal if included else sums.subtotal + sums.goods_tax) + Decimal(
            "3.50" if included else "4.20"
        )
    for page in (words(client), its_page):
        assert ("Tax on these" in page) is not included
        assert "Tax included" not in page or included


def test_a_gift_card_that_nobody_knows_is_said_beside_its_field_in_place(client, emma, delivery):
    put_in(client, emma)

    answer = client.post("/cart/gift-cards/", {"gift_code": "NO-SUCH-CARD"}, headers=IN_PLACE)

    page = answer.content.decode()
    assert (answer.status_code, "<html" in page) == (422, False)
    assert "We know no gift card with this code." in page
    assert 'value="NO-SUCH-CARD"' in page


# What changed.


def test_a_change_of_price_is_told_with_before_and_after_until_it_was_read(client, emma, delivery):
    put_in(client, emma)
    emma.price = Decimal("12.00")
    emma.save()

    assert shown(client).changes == ["Emma costs £12.00 now. It was £10.00."]
    client.post("/cart/seen/", {"mark": shown(client).marks})
    assert shown(client).changes == []


def test_what_changed_once_more_before_it_was_read_is_told_again(client, emma, delivery):
    put_in(client, emma)
    emma.price = Decimal("12.00")
    emma.save()
    marks = shown(client).marks
    emma.price = Decimal("15.00")
    emma.save()

    client.post("/cart/seen/", {"mark": [*marks, "1-rubbish"]})

    assert shown(client).changes == ["Emma costs £15.00 now. It was £10.00."]


def test_a_change_of_stock_is_told_with_what_it_was(client, delivery):
    book = BookFactory(title="Emma", stock=1)
    SupplierOfferFactory(book=book, state="available", days_from=2, days_to=4)
    put_in(client, book)
    sold_out(book)

    assert shown(client).changes == ["Emma was in stock. Now: At our supplier. Leaves us in 2 to 4 working days."]


def test_what_stayed_as_it_was_says_nothing(client, emma, delivery):
    put_in(client, emma)

    assert shown(client).changes == []
    assert "I have read this" not in words(client)


# What is out of the cart, and can go back.


def test_what_was_taken_out_stands_where_it_stood_and_comes_back_as_it_was(client, delivery):
    first, second, third = (BookFactory(stock=3) for _ in range(3))
    put_in(client, first, second, third)
    line = CartLine.objects.get(book=second)
    client.post(f"/cart/lines/{line.pk}/update/", {"quantity": 2})

    client.post(f"/cart/lines/{line.pk}/remove/")

    [group] = shown(client).groups
    assert [entry.book for entry in group.entries] == [first, second, third]
    client.post(f"/cart/aside/{AsideLine.objects.get().pk}/back/")
    assert [(row.book, row.quantity) for row in shown(client).rows] == [(first, 1), (second, 2), (third, 1)]
    assert CartLine.objects.get(book=second).added_at == line.added_at
    assert not AsideLine.objects.exists()


def test_the_last_line_taken_out_can_be_put_back_into_the_empty_cart(client, emma):
    put_in(client, emma)
    client.post(f"/cart/lines/{CartLine.objects.get().pk}/update/", {"quantity": 0})

    page = words(client)

    assert "Nothing in it yet" in page
    assert "Undo" in page


def test_undo_is_offered_for_half_an_hour(client, emma):
    put_in(client, emma)
    client.post(f"/cart/lines/{CartLine.objects.get().pk}/remove/")
    AsideLine.objects.update(since=timezone.now() - aside.UNDO_WITHIN - timedelta(seconds=1))

    assert "Undo" not in words(client)


def test_copies_that_are_kept_for_a_reader_come_back_with_their_price(emma):
    cart = CartFactory()
    kept = stock.hold(emma, 2, kind=Hold.Kind.PREBOOK)
    line = carts.add_kept(cart, kept, price=Decimal("7.00"))

    put_aside = aside.put_aside(line, AsideLine.Why.REMOVED)
    aside.put_back(put_aside)

    [row] = carts.rows_of(cart)
    assert (row.kept, row.unit_price, row.quantity) == (kept, Decimal("7.00"), 2)


def test_copies_that_went_to_the_next_in_line_meanwhile_stay_there(emma):
    cart = CartFactory()
    kept = stock.hold(emma, 2, kind=Hold.Kind.PREBOOK)
    put_aside = aside.put_aside(carts.add_kept(cart, kept, price=Decimal("7.00")), AsideLine.Why.REMOVED)
    stock.release(kept)

    aside.put_back(put_aside)

    [row] = carts.rows_of(cart)
    assert (row.kept, row.unit_price) == (None, Decimal("10.00"))


def test_what_is_saved_for_later_is_below_the_cart_and_moves_back(client, emma, delivery):
    put_in(client, emma)

    client.post(f"/cart/lines/{CartLine.objects.get().pk}/save/")

    page = shown(client)
    assert (page.rows, [line.book for line in page.saved], page.copies) == ([], [emma], 0)
    client.post(f"/cart/aside/{AsideLine.objects.get().pk}/back/")
    assert [row.book for row in shown(client).rows] == [emma]


def test_what_is_saved_and_cannot_be_had_stays_saved_and_says_why(client, emma):
    put_in(client, emma)
    client.post(f"/cart/lines/{CartLine.objects.get().pk}/save/")
    sold_out(emma)

    answer = client.post(f"/cart/aside/{AsideLine.objects.get().pk}/back/")

    assert answer.status_code == 409
    assert "cannot be bought just now" in answer.content.decode()
    assert AsideLine.objects.exists()


def test_what_is_saved_comes_along_at_sign_in(client, emma):
    put_in(client, emma)
    client.post(f"/cart/lines/{CartLine.objects.get().pk}/save/")

    merged = merge_carts(Cart.objects.get(), PersonFactory())

    assert [line.book for line in merged.cart.aside.all()] == [emma]


def test_nobody_reaches_what_somebody_else_put_aside(client, emma):
    put_in(client, emma)
    client.post(f"/cart/lines/{CartLine.objects.get().pk}/save/")
    line = AsideLine.objects.get()
    client.cookies.clear()

    assert client.post(f"/cart/aside/{line.pk}/back/").status_code == 404
    assert client.post(f"/cart/aside/{line.pk}/drop/").status_code == 404
    assert AsideLine.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_undo_pressed_ten_times_at_once_brings_the_copies_back_once(emma):
    cart = CartFactory()
    carts.add(cart, emma, 2)
    put_aside = aside.put_aside(cart.lines.get(), AsideLine.Why.REMOVED)

    answers = at_the_same_time(aside.put_back, [put_aside] * 10)

    assert cart.lines.get().quantity == 2
    assert sum(isinstance(answer, carts.LineGone) for answer in answers) == 9


@pytest.mark.django_db(transaction=True)
def test_a_line_that_is_taken_out_and_saved_on_two_devices_at_once_is_in_one_place(emma):
    cart = CartFactory()
    carts.add(cart, emma, 2)
    line = cart.lines.get()

    answers = at_the_same_time(lambda why: aside.put_aside(line, why), [*AsideLine.Why] * 3)

    assert sum(isinstance(answer, carts.LineGone) for answer in answers) == 5
    assert (cart.lines.count(), cart.aside.count()) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_no_copy_is_lost_that_another_tab_adds_while_an_undo_puts_some_back():
    book, cart = BookFactory(stock=60), CartFactory()
    carts.add(cart, book, 2)
    out = aside.put_aside(cart.lines.get(), AsideLine.Why.SAVED)
    fresh = Book.objects.with_supply().get(pk=book.pk)

    outcomes = at_the_same_time(lambda n: aside.put_back(out) if n == 3 else carts.add(cart, fresh), range(6))

    came_back = isinstance(outcomes[3], CartLine)  # or an addition was before it: then there is nothing to put back
    assert cart.lines.get().quantity == 5 + 2 * came_back


def test_a_removal_in_place_leads_on_to_its_undo_and_back_to_the_line(client, emma, delivery):
    put_in(client, emma)

    gone = client.post(f"/cart/lines/{CartLine.objects.get().pk}/remove/", headers=IN_PLACE).content.decode()
    back = client.post(f"/cart/aside/{AsideLine.objects.get().pk}/back/", headers=IN_PLACE).content.decode()

    assert 'button--small" autofocus>Undo' in gone
    assert f'id="line-{CartLine.objects.get().pk}" tabindex="-1" autofocus' in back
    assert "autofocus" not in words(client)


# Parcels, and where they go.


@pytest.fixture
def mixed(client, emma, delivery):
    """A cart with a book that is here, and one that comes from a supplier."""
    later = BookFactory(title="Later", stock=0)
    SupplierOfferFactory(book=later, state="to_order", days_from=10, days_to=15)
    put_in(client, emma, later)
    return emma, later


def test_all_comes_together_unless_it_is_chosen_otherwise_and_each_answer_says_its_price(client, mixed):
    page = shown(client)

    assert [each.way.price for each in page.sendings] == [Decimal("3.50"), Decimal("5.00")]
    assert len(page.groups) == 1
    client.post("/cart/dispatch/", {"dispatch": "as_available"})
    page = shown(client)
    assert [[row.book for row in group.entries] for group in page.groups] == [[mixed[0]], [mixed[1]]]
    assert page.quote.delivery.gross == Decimal("5.00")


def test_the_checkout_asks_what_the_cart_said(client, mixed):
    client.post("/cart/dispatch/", {"dispatch": "as_available"})
    said = shown(client).quote.total

    assert at_the_review(client).context["quote"].total == said


def test_no_choice_is_offered_where_all_can_leave_at_once(client, emma, delivery):
    put_in(client, emma)

    assert len(shown(client).sendings) == 1
    assert "When shall they leave?" not in words(client)


def test_a_download_makes_no_parcel_dearer(client, emma, delivery):
    put_in(client, emma, BookFactory(format="ebook", stock=5))
    client.post("/cart/dispatch/", {"dispatch": "as_available"})

    page = shown(client)

    assert page.quote.delivery.gross == Decimal("3.50")
    assert "Comes by e-mail" in words(client)


def test_the_country_is_remembered_and_decides_price_and_way(client, emma, delivery):
    zone = DeliveryZoneFactory(name="France", countries=["FR"])
    DeliveryMethodFactory(zone=zone, code="france", price=Decimal("9.00"), free_from=None)
    put_in(client, emma)

    client.post("/cart/country/", {"country": "FR"})

    assert shown(client).quote.delivery.gross == Decimal("9.00")
    client.post("/checkout/email/", {"email": "jo@example.org"})
    assert client.get("/checkout/delivery/").context["draft"].country == "FR"


def test_an_address_typed_at_the_till_decides_the_country_of_the_cart(client, emma, delivery):
    put_in(client, emma)
    at_the_review(client)

    assert (Cart.objects.get().country, Checkout.objects.get().country) == ("GB", "GB")


@pytest.mark.parametrize("sent", [("country", {"country": "XX"}), ("dispatch", {"dispatch": "x"}), ("country", {})])
def test_what_cannot_be_chosen_changes_nothing(client, emma, delivery, sent):
    put_in(client, emma)
    address, data = sent

    assert client.post(f"/cart/{address}/", data).status_code == 422
    cart = Cart.objects.get()
    assert (cart.country, cart.dispatch) == ("", "together")


@pytest.mark.parametrize("address", ["country", "dispatch", "seen"])
def test_without_a_cart_these_lead_to_the_empty_one(client, address):
    assert client.post(f"/cart/{address}/").url == "/cart/"
    assert not Cart.objects.exists()


def test_choices_made_before_signing_in_come_along(client, mixed):
    client.post("/cart/dispatch/", {"dispatch": "as_available"})
    client.post("/cart/country/", {"country": "GB"})

    cart = merge_carts(Cart.objects.get(), PersonFactory()).cart

    cart.refresh_from_db()
    assert (cart.dispatch, cart.country) == ("as_available", "GB")


def test_a_cart_of_nothing_but_what_is_gone_has_a_page(emma):
    cart = CartFactory()
    carts.add(cart, emma)
    sold_out(emma)

    page = page_of(cart, timezone.localtime())

    assert (page.quote.total, page.sendings, page.way) == (0, [], None)


@pytest.mark.parametrize(("key", "words"), [("", "Card, at the test bank"), ("sk_test_x", "Card, by Stripe")])
def test_it_says_how_one_pays_by_what_the_shop_has(client, emma, delivery, settings, key, words):
    settings.STRIPE_SECRET_KEY = key
    client.post("/cart/add/", {"isbn13": emma.isbn13})

    page = client.get("/cart/").content.decode()

    assert words in page
    assert "<span>Gift card</span>" in page


def test_of_many_books_in_a_parcel_three_are_named_and_the_others_counted(client, delivery):
    books = [BookFactory(title=f"Volume {number}", stock=1) for number in range(1, 8)]
    put_in(client, *books, SupplierOfferFactory(book=BookFactory(title="Later"), state="to_order").book)

    choice = " ".join(words(client).partition("When shall they leave?")[2].split())

    assert "<bdi>Volume 3</bdi>, and 4 more" in choice
    assert "Volume 4" not in choice.partition("</form>")[0]
