"""Two readers side by side, each in a browser of their own; and every page of somebody who waits, looked at by axe."""

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect

from prebooks.models import Prebook
from tests.catalog.factories import BookFactory, BranchFactory
from tests.orders.factories import DeliveryMethodFactory
from tests.prebooks.factories import PersonFactory, a_prebook, copies_come

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def book():
    BranchFactory()
    DeliveryMethodFactory()
    return BookFactory(title="Emma", by=["Jane Austen"])


def sign_in(page: Page, person, live_server) -> None:
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def test_one_cancels_and_the_others_page_and_mail_say_it_is_their_turn(
    new_page, book, live_server, real_queue, do_waiting_jobs, scripts
):
    ada, zoe = a_prebook(book), a_prebook(book, person=PersonFactory(email="zoe@example.org"))
    copies_come(book)
    hers, mine = new_page(scripts=scripts), new_page(scripts=scripts, phone=True)
    sign_in(hers, ada.person, live_server)
    sign_in(mine, zoe.person, live_server)
    if scripts:
        mine.clock.install()
    mine.goto("/prebooks/")
    expect(mine.get_by_text("You are first in line.")).to_be_visible()

    hers.goto("/prebooks/")
    hers.get_by_role("button", name="Cancel pre-book").click()
    expect(hers.get_by_text("Cancelled by you")).to_be_visible()
    while do_waiting_jobs():
        pass

    if scripts:
        mine.clock.fast_forward(31_000)
        expect(mine.locator("#notices-badge .badge")).to_have_text("2 unread")
    mine.goto("/prebooks/")
    expect(mine.get_by_text("Held for you until")).to_be_visible()
    assert mail.outbox[-1].to == ["zoe@example.org"]
    assert mail.outbox[-1].subject.startswith("Your turn: Emma is held until")
    mine.get_by_role("button", name="Put it in my cart").click()
    expect(mine.get_by_role("heading", name="Your cart")).to_be_visible()
    hers.get_by_role("button", name="Undo").click()
    expect(hers.get_by_text("You are first in line.")).to_be_visible()
    assert list(Prebook.objects.order_by("pk").values_list("state", flat=True)) == ["waiting", "ready"]


def test_the_pages_of_somebody_who_waits_are_for_everybody(
    new_page, book, live_server, color_scheme, assert_accessible
):
    person = PersonFactory()
    mine, other = a_prebook(book, person=person), BookFactory(title="Sanditon")
    a_prebook(person=person)
    copies_come(book)
    page = new_page(phone=True, color_scheme=color_scheme)
    sign_in(page, person, live_server)

    for path in [
        "/prebooks/",
        mine.get_absolute_url(),
        f"/prebooks/new/{other.isbn13}/",
        book.get_absolute_url(),
        "/notifications/",
        "/notifications/settings/",
    ]:
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
