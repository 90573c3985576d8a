"""Whole visits: from the door to a paid order, as people make them."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from orders.models import Order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def demo(capsys):
    call_command("demo")


def fill_in_details(page: Page) -> None:
    page.get_by_label("E-mail address").fill("jo@example.org")
    page.get_by_label("Full name").fill("Jo Novák")
    page.get_by_label("Address", exact=True).fill("1 Quay Lane")
    page.get_by_label("Town").fill("Wexcombe")
    page.get_by_label("Postcode").fill("BS1 4QA")


def test_a_guest_finds_buys_and_sees_the_order(new_page, scripts, phone):
    page: Page = new_page(scripts=scripts, phone=phone)

    page.goto("/")
    page.goto("/genres/FBC/classics/?availability=in_stock")
    page.locator(".card__link").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    page.locator("#buy").get_by_role("button", name="Add to cart").click()
    if scripts:
        expect(page.locator("#cart-badge")).to_contain_text("1")
        page.goto("/cart/")
    expect(page.locator(".line__title")).to_have_text(title)
    page.get_by_role("link", name="Checkout").last.click()
    fill_in_details(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Place order").click()
    page.get_by_role("button", name="Pay").click()

    expect(page.get_by_text("It is paid")).to_be_visible()
    order = Order.objects.get()
    assert (order.state, order.lines.get().title) == ("paid", title)


@pytest.mark.parametrize(
    "path", ["/", "/books/", "/search/?q=tolkien", "/shelves/by-the-door/", "/cart/", "/orders/find/"]
)
def test_pages_are_accessible(new_page, assert_accessible, color_scheme, path):
    page: Page = new_page(color_scheme=color_scheme)

    page.goto(path)

    assert_accessible(page)


def test_the_way_to_the_till_is_accessible(new_page, assert_accessible):
    page: Page = new_page(phone=True)

    page.goto("/books/?availability=in_stock")
    page.locator(".card__link").first.click()
    assert_accessible(page)
    page.locator("#buy").get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-badge")).to_contain_text("1")
    page.goto("/checkout/")
    assert_accessible(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Please look at these again")).to_be_visible()
    assert_accessible(page)
