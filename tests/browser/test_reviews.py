"""Reviewing a book with a browser: with and without scripts, by keyboard, on a phone; looked at by axe."""

import pytest
from playwright.sync_api import expect

from reviews import rating
from reviews.models import HelpfulVote, Review
from tests.accounts.people import PASSWORD
from tests.accounts.people import person as account
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


def test_a_reader_writes_changes_and_deletes_a_review(new_page, book, live_server, scripts):
    page = new_page(scripts=scripts, phone=scripts)
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


def test_a_visitor_reads_by_stars_and_order_and_says_what_helped(new_page, book, scripts):
    """Eleven reviews are two pages; who signs in has said it."""
    zoe = account("zoe@example.org")
    many = [Review(work=book.work, book=book, person=PersonFactory(), stars=4, name=f"Four {n}") for n in range(11)]
    Review.objects.bulk_create(many)
    rating.recount([book.work_id])
    HelpfulVote.objects.create(review=Review.objects.get(stars=5), person=zoe)
    page = new_page(scripts=scripts, phone=True)
    page.goto(book.get_absolute_url())
    reviews = page.locator("#reviews article")

    page.get_by_role("link", name="Page 2").click()
    expect(reviews).to_have_count(4)
    page.get_by_role("link", name="Most helpful").click()
    expect(reviews.first).to_contain_text("missed my stop")
    page.get_by_role("link", name="2 stars").click()
    expect(reviews).to_have_count(1)
    page.get_by_role("button", name="the review by Reader 2").click()
    expect(page.get_by_text("Sign in to say that this review helped you")).to_be_visible()
    page.get_by_label("E-mail address").fill(zoe.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("button", name="the review by Reader 2")).to_have_attribute("aria-pressed", "true")
    assert Review.objects.for_page().get(stars=2).helpful == 1


def test_reviews_can_be_used_by_everyone(new_page, book, live_server, assert_accessible):
    Review.objects.filter(stars=4).update(name="W" * 60)
    page = new_page()
    sign_in(page, reader_of(book, name="Zoe Marsh"), live_server)

    for address in [book.get_absolute_url(), f"/reviews/of/{book.isbn13}/write/"]:
        page.goto(address)
        assert_accessible(page)
