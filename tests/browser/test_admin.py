"""Staff at work, in a real browser, under the same strict policy as the shop."""

import pytest
from playwright.sync_api import Page, expect

from storefront.models import HelpPage
from tests.accounts.people import person

pytestmark = pytest.mark.django_db(transaction=True)


def test_staff_write_a_help_page(new_page, scripts):
    person("staff@colophon.example", password="a quiet bookshop", is_staff=True, is_superuser=True)
    page: Page = new_page(scripts=scripts)

    page.goto("/admin/storefront/helppage/add/")
    page.get_by_label("E-mail address").fill("staff@colophon.example")
    page.get_by_label("Password").fill("a quiet bookshop")
    with page.expect_navigation():  # until its scripts, which move the focus, are done
        page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Title").fill("Gift wrapping")
    page.get_by_label("Body").fill("In brown paper, with string.")
    if scripts:  # it follows the title
        expect(page.get_by_label("Address")).to_have_value("gift-wrapping")
    else:
        page.get_by_label("Address").fill("gift-wrapping")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert HelpPage.objects.values_list("slug", "title").get() == ("gift-wrapping", "Gift wrapping")
