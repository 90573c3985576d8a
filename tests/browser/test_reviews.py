"""Reviewing a book with a browser: with and without scripts, by keyboard, on a phone; looked at by axe."""

import os

import pytest
from playwright.sync_api import expect

from reviews import rating
from reviews.models import Review
from tests.browser.test_prebooks import sign_in
from tests.catalog.factories import BookFactory
from tests.orders.factories import DeliveryMethodFactory
from tests.prebooks.factories import PersonFactory
from tests.reviews.test_writing import reader_of

pytestmark = pytest.mark.django_db(transaction=True)
SAID = ["I read it on the night bus and missed my stop. Twice.", "", "Slow to begin, and then I was sorry to leave."]


@pytest.fixture
def book():
    DeliveryMethodFactory()
    book = BookFactory(title="Emma", by=["Jane Austen"], stock=5)
    for place, (stars, text) in enumerate(zip([5, 4, 2], SAID, strict=True)):
        person = PersonFactory()
        Review.objects.create(work=book.work, book=book, person=person, stars=stars, text=text, name=f"Reader {place}")
    rating.recount([book.work_id])
    return book


def test_a_reader_writes_changes_and_deletes_a_review(new_page, book, live_server, scripts, phone):
    page = new_page(scripts=scripts, phone=phone)
    sign_in(page, reader_of(book, name="Zoe Marsh"), live_server)
    page.goto(book.get_absolute_url())

    page.get_by_role("radio", name="3 stars").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.get_by_label("Your review").fill("Better each time.")
    expect(page.get_by_label("Signed by")).to_have_value("Zoe")
    page.get_by_role("button", name="Send your review").click()
    expect(page.get_by_text("Thank you: your review is on the page.")).to_be_visible()
    assert Review.objects.newest().first().stars == 4

    page.get_by_role("link", name="Edit your review").click()
    page.get_by_role("button", name="Save your review").click()
    expect(page.get_by_text("Your review is updated.")).to_be_visible()
    page.get_by_role("link", name="Delete your review").click()
    page.get_by_role("button", name="Delete your review").click()
    expect(page.get_by_text("Your review of Emma is deleted.")).to_be_visible()
    expect(page.get_by_role("button", name="Send your review")).to_be_visible()


def test_reviews_can_be_used_by_everyone(new_page, book, live_server, assert_accessible, phone, color_scheme):
    page = new_page(phone=phone, color_scheme=color_scheme)
    sign_in(page, reader_of(book, name="Zoe Marsh"), live_server)
    page.goto(book.get_absolute_url())
    page.locator("#reviews").scroll_into_view_if_needed()
    if folder := os.environ.get("SCREENSHOTS"):
        kind = f"{'phone' if phone else 'desk'}-{color_scheme}"
        page.locator("#reviews").screenshot(path=f"{folder}/section-{kind}.png")
    assert_accessible(page)
    page.goto(f"/reviews/of/{book.isbn13}/write/")
    if folder:
        page.screenshot(path=f"{folder}/write-{kind}.png")
    assert_accessible(page)
