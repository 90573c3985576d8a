"""Gift lists: givers see what is taken, and their owner does not before the day."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from catalog.models import Book
from notices.models import Notice
from orders import cancellation, refunds
from orders import cart as carts
from orders.checkout import place_order
from orders.merging import merge_carts
from orders.models import Cart, Order
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory
from tests.orders.steps import pay
from tests.prebooks.factories import PersonFactory
from tests.races import at_the_same_time
from tests.wishlist.factories import a_gift_list, a_wish
from wishlist import giving, wishing
from wishlist.models import Pledge, Wish, Wishlist

pytestmark = pytest.mark.django_db


def promise(wish: Wish, quantity: int = 1, **facts) -> Pledge:
    return giving.pledge(wish, facts.pop("person", None) or PersonFactory(), quantity=quantity, name="Wren", **facts)


def titles() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("title", flat=True))


def ordered_by(cart: Cart) -> Order:
    draft = CheckoutFactory(cart=cart)
    total = carts.quote_of(carts.rows_of(cart), country="GB", delivery=draft.delivery).total
    return place_order(cart, draft, attempt_key=draft.attempt_key, shown_total=total)


def in_a_cart(wish: Wish, **whose) -> Cart:
    cart = Cart.objects.create(**whose)
    giving.buy(wish, cart, name="Wren")
    carts.add(cart, Book.objects.with_supply().get(pk=wish.book_id))
    return cart


def test_a_promised_book_is_taken_until_it_is_withdrawn():
    wish = a_gift_list().wishes.get()
    given = promise(wish)

    with pytest.raises(giving.Taken, match="somebody was quicker"):
        promise(wish)
    giving.withdraw(given)

    assert promise(wish).copies == 1


def test_several_copies_are_given_by_several_and_no_more_than_are_wished_for():
    wish = a_gift_list().wishes.get()
    Wish.objects.update(wanted=3)
    promise(wish, 2)

    with pytest.raises(giving.Taken, match="Only 1 of"):
        promise(wish, 2)
    promise(wish, 1)
    assert giving.left_of(Wish.objects.get()) == 0


def test_nobody_promises_the_same_book_twice():
    wish, person = a_gift_list().wishes.get(), PersonFactory()
    first = promise(wish, person=person)

    with pytest.raises(giving.AlreadyGiving) as refusal:
        promise(wish, person=person)
    assert refusal.value.pledge == first


@pytest.mark.django_db(transaction=True)
def test_of_givers_at_the_same_moment_one_takes_each_last_copy():
    gift_list = a_gift_list()
    wishes = [gift_list.wishes.get(), *(wishing.add(gift_list, BookFactory()) for _ in range(5))]

    def takes_all(person: User) -> int:
        taken = 0
        for wish in wishes:
            with suppress(giving.Taken):
                promise(wish, person=person)
                taken += 1
        return taken

    taken = at_the_same_time(takes_all, [PersonFactory() for _ in range(6)])

    assert sum(taken) == len(wishes)
    assert giving.taken_from(gift_list) == {wish.work_id: 1 for wish in wishes}


def test_a_guest_takes_a_book_once_the_address_is_proved():
    wish = a_gift_list().wishes.get()
    asked = giving.ask(wish, email="Wren@Example.org", quantity=1, name="Wren", message="")
    assert giving.left_of(wish) == 1
    promise(wish)

    with pytest.raises(giving.Taken):
        giving.confirm(asked)
    giving.withdraw(Pledge.objects.get(is_promised=True))
    giving.confirm(asked)

    assert giving.confirm(asked).is_promised
    assert giving.left_of(wish) == 0
    assert Notice.objects.get().email == "wren@example.org"


def test_a_book_that_is_bought_is_taken_when_it_is_paid_and_free_when_it_is_cancelled():
    wish = a_gift_list().wishes.get()
    order = ordered_by(in_a_cart(wish))
    assert giving.left_of(wish) == 1

    order = pay(order)
    assert giving.left_of(wish) == 0

    cancellation.cancel_order(order, why="Too late")
    assert giving.left_of(wish) == 1


def test_the_gift_in_a_guests_cart_goes_along_when_they_sign_in():
    wish, person = a_gift_list().wishes.get(), PersonFactory()
    cart = merge_carts(in_a_cart(wish), person).cart

    pay(ordered_by(cart))

    assert Pledge.objects.get().person == person
    assert giving.left_of(wish) == 0


def test_who_promised_a_book_can_buy_it_and_takes_it_once():
    wish, person = a_gift_list().wishes.get(), PersonFactory()
    given = promise(wish, person=person)
    cart = Cart.objects.create(customer=person)

    giving.buy(wish, cart, own=given)

    assert Pledge.objects.get().cart == cart
    assert giving.left_of(wish) == 0
    with pytest.raises(giving.Taken):
        giving.buy(wish, Cart.objects.create())


def test_of_two_copies_for_two_lists_the_one_that_goes_back_is_free_again_on_one_of_them():
    first = a_gift_list().wishes.get()
    second = wishing.add(a_gift_list(), first.book)
    cart = in_a_cart(first)
    giving.buy(second, cart)
    carts.add(cart, Book.objects.with_supply().get(pk=first.book_id))
    order = pay(ordered_by(cart))
    assert (giving.left_of(first), giving.left_of(second)) == (0, 0)

    refunds.refund(order, lines={order.lines.get(): 1}, reason="One too many")

    assert (giving.left_of(first), giving.left_of(second)) == (0, 1)


def test_givers_hear_that_a_book_is_off_the_list_unless_it_comes_back_and_its_owner_hears_nothing():
    gift_list = a_gift_list()
    wish = gift_list.wishes.get()
    promise(wish)

    wishing.take_off(wish)
    wishing.put_back(wish)
    assert giving.tell_gone(gift_list.pk, wish.work_id) == 0

    wishing.take_off(wish)
    assert giving.tell_gone(gift_list.pk, wish.work_id) == 1
    giving.tell_gone(gift_list.pk, wish.work_id)
    assert titles() == [f"Off the list: {wish.book.title}, which you give"]
    assert not Notice.objects.filter(person=gift_list.owner).exists()


def test_givers_hear_that_the_owner_bought_it_and_its_owner_hears_nothing():
    gift_list = a_gift_list()
    wish = gift_list.wishes.get()
    promise(wish)
    cart = Cart.objects.create(customer=gift_list.owner)
    carts.add(cart, Book.objects.with_supply().get(pk=wish.book_id))
    order = ordered_by(cart)
    assert giving.tell_bought(order) == 0

    order = pay(order)

    assert giving.tell_bought(order) == 1
    assert titles() == [f"Think again: {wish.book.title} came to its reader another way"]
    assert not Notice.objects.filter(person=gift_list.owner).exists()


@pytest.mark.parametrize("end", [giving.stop_gift_list, wishing.delete])
def test_a_list_that_ends_before_the_day_tells_its_givers_and_keeps_the_secret(end):
    gift_list = a_gift_list()
    promise(gift_list.wishes.get())

    end(gift_list)

    assert len(titles()) == 1
    assert not Pledge.objects.exists()


def test_the_day_can_be_put_off_and_not_brought_forward():
    gift_list = a_gift_list()
    facts = {"occasion": "", "gift_for": "Ines", "deliver_to": None}

    with pytest.raises(giving.CannotChangeDate):
        giving.make_gift_list(gift_list, reveal_on=gift_list.reveal_on - timedelta(days=1), **facts)
    giving.make_gift_list(gift_list, reveal_on=gift_list.reveal_on + timedelta(days=1), **facts)


def test_a_gift_list_is_open_to_those_who_have_its_link():
    wishlist = a_wish(BookFactory(), person=PersonFactory()).wishlist

    giving.make_gift_list(
        wishlist, occasion="", gift_for="Ines", deliver_to=None, reveal_on=timezone.localdate() + timedelta(days=9)
    )

    assert Wishlist.objects.shared().get() == wishlist


def test_what_came_to_nothing_is_forgotten():
    wish = a_gift_list().wishes.get()
    giving.ask(wish, email="a@example.org", quantity=1, name="A", message="")
    promise(wish)

    giving.sweep(timezone.now() + timedelta(days=1))

    assert Pledge.objects.get().is_promised
