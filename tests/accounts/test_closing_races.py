"""An account is closed or erased while something else happens to its person, at the same moment."""

from threading import Event, Thread

import pytest
from django.db import connection
from django.test import Client

from accounts import erasing, personal_data, standing
from accounts.models import Deed, User
from accounts.personal_data import Part
from catalog import stock
from catalog.models import Hold
from orders.models import Cart, Order
from orders.signals import order_placed
from prebooks import placing
from prebooks.models import Prebook
from tests.accounts.factories import PersonFactory
from tests.accounts.people import person
from tests.accounts.test_standing import staff
from tests.catalog.factories import BookFactory, BranchFactory
from tests.orders import steps
from tests.prebooks.factories import a_prebook, states
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(do) -> Thread:
    """Somebody else does it, on a connection of their own."""

    def run() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def part(monkeypatch):
    """Call it for one more part of what is kept of people, the last to be erased."""
    monkeypatch.setattr(personal_data, "_parts", dict(personal_data._parts))

    def register(**hooks) -> None:
        personal_data.register(Part(name="last", title="Last", at=99, export=lambda person: [], **hooks))

    return register


def test_an_account_that_several_close_at_once_is_closed_once():
    ines, zoe = staff("ines@example.org", "administrator"), person("zoe@example.org")

    at_the_same_time(lambda why: standing.close(zoe, why=why, by=ines), ["The bank rang.", "They asked us to."] * 4)

    assert Deed.objects.filter(kind=Deed.Kind.CLOSED).count() == 1
    assert not User.objects.get(pk=zoe.pk).is_active


def test_an_order_that_is_being_placed_is_waited_for_and_its_person_is_not_erased(real_queue):
    zoe, cart_is_locked, go_on = PersonFactory(), Event(), Event()
    cart, outcomes = Cart.objects.create(customer=zoe), []

    def wait(**kwargs) -> None:
        cart_is_locked.set()
        go_on.wait(20)

    def erase() -> None:
        try:
            outcomes.append(erasing.erase(zoe))
        except erasing.NotYet as refusal:
            outcomes.append(refusal)

    order_placed.connect(wait)
    try:
        order = elsewhere(lambda: steps.placed(cart=cart, email=zoe.email))
        assert cart_is_locked.wait(20)
        erasing_ = elsewhere(erase)
        erasing_.join(0.3)  # it stands before the lock of the cart
        assert erasing_.is_alive()
    finally:
        go_on.set()
        order_placed.disconnect(wait)
    order.join()
    erasing_.join()

    [refusal] = outcomes
    order = Order.objects.get()
    assert refusal.sentences == [f"Order {order.number} is not paid yet. It ends by itself, or when you cancel it."]
    assert (order.customer, order.name != "") == (zoe, True)


def test_a_copy_that_comes_while_its_person_is_erased_goes_to_the_next(real_queue):
    shop, book = BranchFactory(), BookFactory()
    zoe = PersonFactory()
    a_prebook(book, person=zoe)
    next_in_line = a_prebook(book)

    at_the_same_time(lambda do: do(), [lambda: erasing.erase(zoe), lambda: stock.receive(book, shop, 1)])

    assert Prebook.objects.count() == 1
    assert states(next_in_line) == ["ready"]
    assert list(Hold.objects.filter(ended_at=None).values_list("prebook", "state")) == [(next_in_line.pk, "granted")]


def test_a_place_in_line_taken_while_its_person_is_erased_is_not_left_to_nobody(real_queue, part):
    zoe, book = PersonFactory(), BookFactory()
    part(erase=lambda person: elsewhere(lambda: placing.place(book, person=zoe)).join())

    with pytest.raises(erasing.Interrupted):
        erasing.erase(zoe)
    assert Prebook.objects.get().person == zoe

    part(erase=lambda person: None)
    erasing.erase(zoe)
    assert not Hold.objects.filter(ended_at=None).exists()
    assert not User.objects.exists()


def test_whoever_is_as_good_as_gone_takes_no_place_in_line_any_more_and_is_told_so(real_queue, part):
    zoe, book, answers, presses = PersonFactory(), BookFactory(), [], []
    client = Client()
    client.force_login(zoe)

    def press_at_the_last_moment(person: User) -> bool:
        path = f"/prebooks/new/{book.isbn13}/"
        presses.append(elsewhere(lambda: answers.append(client.post(path, {"quantity": "1"}))))
        presses[0].join(0.3)
        return False

    part(is_left=press_at_the_last_moment)
    erasing.erase(zoe)
    presses[0].join()

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/accounts/login/")]
    assert "erased a moment ago" in client.get("/accounts/login/").content.decode()
    assert not Hold.objects.exists()
    assert not User.objects.exists()
