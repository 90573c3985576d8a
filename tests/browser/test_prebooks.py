"""Two readers side by side, each in a browser of their own; and every page of somebody who waits, looked at by axe."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog import pricing
from catalog.models import Book
from orders.models import OrderLine
from prebooks import dates
from prebooks.models import Prebook
from tests.browser.test_book_page import A_LONG_WORD
from tests.browser.test_journeys import go_to_the_review
from tests.catalog.factories import BookFactory, BranchFactory
from tests.orders.factories import DeliveryMethodFactory
from tests.prebooks.factories import PersonFactory, a_prebook, copies_come, states

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


def test_a_turn_becomes_an_order_at_the_promised_price(new_page, book, live_server, real_queue, scripts):
    zoe = a_prebook(book, person=PersonFactory(email="zoe@example.org"))
    pricing.set_price(book, Decimal("12.00"))
    copies_come(book)
    page = new_page(scripts=scripts, phone=True)
    sign_in(page, zoe.person, live_server)

    page.goto(book.get_absolute_url())
    page.get_by_role("button", name="Put it in my cart").click()
    expect(page.locator(".line")).to_contain_text("£9.99")
    page.get_by_role("link", name="Checkout").last.click()
    go_to_the_review(page, email="")
    page.get_by_role("button", name="Place order").click()
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("It is paid")).to_be_visible()
    page.goto("/prebooks/")
    expect(page.locator(".prebook__state")).to_have_text("Ordered")
    assert OrderLine.objects.get().unit_price == Decimal("9.99")


def test_a_turn_is_passed_on_and_a_place_is_given_up_and_taken_back(new_page, book, live_server, real_queue, scripts):
    ada, zoe = a_prebook(book), a_prebook(book)
    copies_come(book)
    page = new_page(scripts=scripts)
    sign_in(page, ada.person, live_server)
    page.goto("/prebooks/")

    page.get_by_role("button", name="Pass on my turn").click()
    expect(page.get_by_text("The copy after that is yours.")).to_be_visible()
    expect(page.get_by_text("You are first in line.")).to_be_visible()
    page.get_by_role("button", name="Cancel pre-book").click()
    expect(page.get_by_text("Cancelled by you")).to_be_visible()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("You have your old place for Emma back.")).to_be_visible()
    assert states(ada, zoe) == ["waiting", "ready"]


def test_a_date_that_moved_is_answered_with_one_press_in_the_mail_signed_out_once(
    new_page, live_server, real_queue, do_waiting_jobs, scripts
):
    BranchFactory()
    book = BookFactory(title="Sanditon", published_on=timezone.localdate() + timedelta(days=9))
    mine = a_prebook(book, email="zoe@example.org")
    page = new_page(scripts=scripts, phone=True)
    Book.objects.filter(pk=book.pk).update(published_on=timezone.localdate() + timedelta(days=30))
    dates.tell_of_changes()
    while do_waiting_jobs():
        pass
    assert mail.outbox[-1].subject.startswith("New date: Sanditon is now published on ")
    [link] = re.findall(r"\S+/prebooks/link/\S+", mail.outbox[-1].body)

    page.goto(link)
    expect(page.get_by_text("Publication moved from")).to_be_visible()
    page.get_by_role("button", name="Cancel pre-book").click()
    expect(page.get_by_text("Cancelled by you")).to_be_visible()
    page.goto(link)
    expect(page.get_by_text("This link has been used")).to_be_visible()
    [stop] = re.findall(r"\S+/notifications/stop/\S+", mail.outbox[-1].body)
    page.goto(stop)
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", name="You will get no more of these mails")).to_be_visible()
    assert states(mine) == ["cancelled"]


def test_staff_explain_the_queue_write_down_who_rang_and_let_somebody_go_first(new_page, book, live_server, real_queue):
    first = a_prebook(book)
    page = new_page(scripts=False)
    sign_in(page, User.objects.create_superuser("staff@example.org"), live_server)

    page.goto(f"/admin/prebooks/prebook/queue/{book.isbn13}/")
    page.get_by_role("link", name="Somebody rang").click()
    page.get_by_label("Name").fill("Mr Knightley")
    page.get_by_label("Telephone").fill("020 7946 0000")
    page.get_by_role("button", name="Write it down").click()
    row = page.get_by_role("row", name="Mr Knightley")
    expect(row).to_contain_text("so 2nd")
    row.get_by_role("link", name="Priority").click()
    page.get_by_label("Priority").fill("5")
    page.get_by_label("Reason").fill("A lesson on Monday")
    page.get_by_role("button", name="Change the priority").click()

    expect(row).to_contain_text("so 1st; priority 5; Priority 0 became 5: A lesson on Monday.")
    expect(page.get_by_role("row", name=first.who)).to_contain_text("so 2nd")


def test_the_pages_of_somebody_who_waits_are_for_everybody(new_page, book, live_server, assert_accessible):
    person = PersonFactory()
    mine, other = a_prebook(book, person=person), BookFactory(title="Sanditon")
    a_prebook(BookFactory(title=A_LONG_WORD), person=person)
    copies_come(book)
    page = new_page(phone=True)
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


def test_a_book_in_stock_and_one_to_come_are_ordered_together_and_the_second_is_charged_when_it_leaves(
    new_page, book, live_server, real_queue, settings
):
    settings.PREORDER_PAYMENT = "dispatch"
    Book.objects.filter(pk=book.pk).update(published_on=timezone.localdate() + timedelta(days=30))
    here = BookFactory(title="Persuasion", stock=1)
    zoe = a_prebook(book, person=PersonFactory(email="zoe@example.org"))
    page = new_page(scripts=False, phone=True)
    sign_in(page, zoe.person, live_server)
    page.goto(here.get_absolute_url())
    page.get_by_role("button", name="Add to cart").first.click()
    page.goto("/prebooks/")
    page.get_by_role("button", name="Order now, and pay when it leaves us").click()
    page.get_by_role("radio", name="Send each book as soon as it can leave").check()
    page.locator(".cart-dispatch").get_by_role("button").click()
    expect(page.get_by_text("Charged when it leaves us")).to_be_visible()

    page.goto("/checkout/")
    go_to_the_review(page, email="")
    expect(page.get_by_role("listitem").filter(has_text="when it leaves us, about")).to_contain_text("Emma")
    page.get_by_role("button", name="Place order").click()
    page.get_by_role("button", name="Pay £").click()
    page.get_by_role("link", name=re.compile("^order [A-Z0-9]{4}-[A-Z0-9]{4}$")).click()

    expect(page.get_by_text("Still to be charged, when it leaves us")).to_be_visible()
