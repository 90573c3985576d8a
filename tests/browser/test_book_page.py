"""The page of a book, the series and the shelves, in a real browser."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.catalog.factories import BookFactory, PublisherFactory, SeriesFactory, ShelfBookFactory, ShelfFactory
from tests.catalog.test_book_page import volume
from tests.orders.factories import DeliveryMethodFactory

pytestmark = pytest.mark.django_db(transaction=True)
A_LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def book():
    DeliveryMethodFactory()
    series = SeriesFactory(name="The Tides")
    more = {"by": ["Ada Crane"], "genre": "FBA"}
    first, *_ = [volume(f"Tide {number}", series, number, stock=3, **more) for number in (1, 2, 4)]
    BookFactory(work=first.work, title="Tide 1", format="hardback", price="20.00")
    BookFactory.create_batch(2, genre="FBA", stock=1)
    type(first).objects.filter(pk=first.pk).update(
        title=f"Tide 1: {A_LONG_WORD}",
        description="<p>" + "A sentence about the sea. " * 60 + "</p>",
        list_price="12.99",
        publisher=PublisherFactory(),
        published_on=timezone.localdate() - timedelta(days=400),
        pages=300,
    )
    ShelfBookFactory(shelf=ShelfFactory(title="By the door"), book=first, talker="Read it on a quay.", signed_by="Nia")
    return first


def test_the_page_of_a_book_and_those_around_it_are_for_everybody(book, new_page, assert_accessible):
    page: Page = new_page()
    author, series, genre = book.credits[0].contributor, book.volumes.get().series, book.book_genres.get().genre
    around = [place.get_absolute_url() for place in (book, author, series, genre)]

    for address in [*around, "/", "/shelves/", "/branches/", "/ask/"]:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert_accessible(page)


def test_a_long_description_unfolds_and_without_scripts_too(book, new_page, scripts):
    page: Page = new_page(scripts=scripts)
    page.goto(book.get_absolute_url())
    text = page.locator(".description__text")
    folded = text.bounding_box()["height"]

    page.get_by_text("Read more").click()

    expect(page.get_by_text("Read more")).to_be_hidden()
    assert text.bounding_box()["height"] > folded


def test_what_was_put_in_the_cart_is_said_in_place_and_takes_the_focus(book, new_page):
    page: Page = new_page()
    page.goto(book.get_absolute_url())

    page.locator("#buy").get_by_role("button", name="Add to cart").click()

    said = page.get_by_role("status").filter(has_text="is in your cart")
    expect(said.get_by_role("link", name="Checkout")).to_be_visible()
    expect(page.locator("[data-takes-focus]")).to_be_focused()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#buy").get_by_role("button", name="Add to cart")).to_be_focused()


def test_a_book_is_sent_to_a_friend_by_whatever_the_device_sends_with(book, new_page):
    page: Page = new_page(phone=True)
    page.add_init_script("navigator.share = async ({ url }) => { document.title = url; }")
    page.goto(book.get_absolute_url())

    page.get_by_role("link", name="Send to a friend").click()

    expect(page).to_have_title(page.url)


def test_the_browser_remembers_what_it_has_looked_at_and_tells_nobody(book, new_page):
    page: Page = new_page()
    page.goto(book.get_absolute_url())
    expect(page.get_by_role("heading", name="You looked at")).to_have_count(0)

    page.goto("/")
    page.locator("recently-seen").scroll_into_view_if_needed()
    page.mouse.wheel(0, 20000)

    expect(page.get_by_role("heading", name="You looked at")).to_be_visible()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]


def test_the_subjects_open_and_close_without_a_mouse(book, new_page):
    book.book_genres.get().genre.__class__.objects.update(in_menu=True)
    page: Page = new_page()
    page.goto("/")

    page.locator("summary", has_text="Subjects").press("Enter")

    expect(page.locator(".genre-line__sheet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".genre-line__sheet")).to_be_hidden()


def test_a_page_that_is_left_for_a_place_of_which_the_browser_says_nothing_is_no_error(book, new_page):
    """So it is on the way back to the till from the bank."""
    page: Page = new_page()
    page.goto(book.get_absolute_url())

    page.evaluate(
        """() => {
            const left = new Event("pageswap");
            const transition = { finished: Promise.resolve() };
            dispatchEvent(Object.assign(left, { viewTransition: transition, activation: { entry: null } }));
        }"""
    )
