"""What a script puts into a page has its place there before it comes: nothing else moves."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.catalog.factories import BookFactory

pytestmark = pytest.mark.django_db(transaction=True)


def foot_of(page: Page) -> float:
    """How far down the page its foot begins."""
    return page.evaluate("document.querySelector('footer').getBoundingClientRect().top + scrollY")


def test_the_buttons_of_the_sign_in_that_need_scripts_move_nothing(new_page):
    page: Page = new_page()
    page.route("**/js/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/accounts/login/")
    before = foot_of(page)
    page.unroute("**/js/*.js")

    page.goto("/accounts/login/")

    expect(page.get_by_role("button", name="Show the password")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    assert foot_of(page) == before


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_the_books_that_were_looked_at_come_without_moving_what_is_below(new_page, phone):
    page: Page = new_page(phone=phone)
    held: list[Route] = []
    for book in BookFactory.create_batch(2, title="A Title of Two Lines on the Card of a Book", price="9.99", stock=1):
        page.goto(book.get_absolute_url())
    page.route("**/books/recent/**", lambda route: held.append(route))  # noqa: PLW0108  Playwright takes no method of a list
    with page.expect_request("**/books/recent/**"):
        page.goto(BookFactory().get_absolute_url())
        page.get_by_role("contentinfo").scroll_into_view_if_needed()
    before = foot_of(page)

    held[0].continue_()

    expect(page.get_by_role("heading", name="You looked at")).to_be_visible()
    assert foot_of(page) == before
