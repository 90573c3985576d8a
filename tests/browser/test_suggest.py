"""The search field in a real browser: suggestions by keyboard, what was searched lately, and no need of either."""

import pytest
from playwright.sync_api import expect

from tests.catalog.factories import BookFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def field(new_page):
    """The search field of the home page, on a desktop."""

    def open_field(**kind):
        page = new_page(**kind)
        page.goto("/")
        return page.locator("#search-field")

    return open_field


@pytest.fixture
def emma():
    return BookFactory(title="Emma", by=["Jane Austen"], stock=2)


def test_the_arrows_lead_through_suggestions_and_escape_closes_them_then_clears_the_field(
    field, emma, assert_accessible
):
    search = field()
    search.press_sequentially("em")

    option = search.page.get_by_role("option")
    expect(option.locator(".suggestion__label, .suggestion__note, .suggestion__price")).to_have_text(
        ["Emma", "Jane Austen", "£9.99"]
    )
    expect(search).to_have_attribute("aria-expanded", "true")
    assert_accessible(search.page)

    search.press("ArrowDown")
    expect(search).to_have_attribute("aria-activedescendant", "search-field-suggestions-0")
    expect(option).to_have_attribute("aria-selected", "true")
    search.press("Home")
    expect(search).not_to_have_attribute("aria-activedescendant", "search-field-suggestions-0")
    expect(option).to_have_attribute("aria-selected", "false")
    search.press("ArrowUp")  # from the field to the last
    expect(option).to_have_attribute("aria-selected", "true")
    search.press("Escape")
    expect(search).to_have_attribute("aria-expanded", "false")
    expect(search).to_have_value("em")
    search.press("Escape")
    expect(search).to_have_value("")
    expect(search).to_have_attribute("aria-expanded", "false")

    search.press_sequentially("zzqx")
    expect(search.page.locator("search-box [role=status]")).to_have_text("No suggestions")


def test_enter_searches_what_was_typed_and_follows_what_was_chosen(field, emma):
    search = field()
    search.press_sequentially("em")
    expect(search.page.get_by_role("option")).to_have_count(1)
    search.press("Enter")
    search.page.wait_for_url("**/search/?q=em")

    search.page.goto("/")
    search.press_sequentially("em")
    expect(search.page.get_by_role("option")).to_have_count(1)
    search.press("ArrowDown")
    search.press("Enter")
    search.page.wait_for_url(f"**{emma.get_absolute_url()}")


def test_what_was_searched_lately_is_offered_and_can_be_forgotten(field, emma, assert_accessible):
    search = field(phone=True)
    for text in ("emma", "austen"):
        search.fill(text)
        search.press("Enter")
        search.page.wait_for_url(f"**/search/?q={text}")
    search.fill("")

    labels = search.page.locator(".suggestion__label")
    expect(labels).to_have_text(["austen", "emma"])
    assert_accessible(search.page)

    search.press("ArrowDown")
    search.press("Delete")
    expect(labels).to_have_text(["emma"])
    search.page.locator("[data-forget]").click()
    expect(search).to_have_attribute("aria-expanded", "false")


def test_without_scripts_the_field_is_a_plain_search(field, emma):
    search = field(scripts=False)
    search.fill("emma")
    search.press("Enter")

    expect(search.page.get_by_role("heading", level=1)).to_have_text("Search results for “emma”")
