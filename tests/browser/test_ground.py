"""The frame that every page stands in, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.storefront.factories import HelpPageFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def help_page() -> None:
    HelpPageFactory(slug="returns", title="Returns", body="Within **30 days**, for any reason.\n\n## How\n\nBy post.")


def test_a_help_page_reads_well_for_everybody(help_page, new_page, assert_accessible, scripts):
    page: Page = new_page(scripts=scripts)

    page.goto("/help/returns/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Returns")
    if scripts:  # axe is a script itself
        assert_accessible(page)


def test_a_lost_visitor_finds_search_and_a_way_home(new_page, assert_accessible):
    page: Page = new_page(phone=True)

    page.goto("/nothing-here/")

    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
    expect(page.get_by_role("searchbox").first).to_be_visible()
    assert_accessible(page)


def test_the_chosen_colours_stay(help_page, new_page, scripts):
    page: Page = new_page(scripts=scripts)
    page.goto("/help/returns/")

    with page.expect_response("**/scheme/"):
        page.get_by_role("button", name="Lamp").click()

    expect(page).to_have_url("/help/returns/")
    page.goto("/help/returns/")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
