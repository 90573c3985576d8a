"""Filters on a phone: a sheet over the list, with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.catalog.factories import BookFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def books():
    BookFactory(title="Emma", format="hardback", stock=1)
    BookFactory(title="Persuasion", stock=1)
    BookFactory(title="Sanditon")


def test_ticking_filters_the_list_behind_the_sheet_and_back_takes_it_back(new_page):
    page: Page = new_page(phone=True)
    page.goto("/books/")
    titles = page.locator(".card__title")
    page.get_by_role("button", name="Filter").click()

    page.get_by_label("Paperback").check()
    page.wait_for_url("**/books/?format=paperback")  # the usual order is not in it
    expect(page.get_by_role("button", name="Show 2 books")).to_be_visible()
    page.get_by_label("In stock now").check()
    page.wait_for_url("**/books/?availability=in_stock&format=paperback")
    page.get_by_role("button", name="Show 1 book").click()
    expect(page.locator("#facets")).to_be_hidden()
    expect(titles).to_have_text(["Persuasion"])

    page.go_back()
    expect(titles).to_have_text(["Persuasion", "Sanditon"])
    page.get_by_role("button", name="Filter (1)").click()
    expect(page.get_by_label("In stock now")).not_to_be_checked()
    page.get_by_role("link", name="Clear all").first.click()
    expect(titles).to_have_count(3)


def test_without_scripts_the_sheet_is_a_form(new_page):
    page: Page = new_page(phone=True, scripts=False)
    page.goto("/books/")
    page.get_by_role("button", name="Filter").click()

    page.get_by_label("Paperback").check()
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    page.locator("#facets").get_by_role("button", name="Apply").click()

    expect(page.locator(".card__title")).to_have_text(["Persuasion", "Sanditon"])
