"""Whole visits: from the door to a paid order, as people make them."""

import re

import pytest
from playwright.sync_api import Page, expect

from orders.models import Order

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]


EMAIL = "jo@example.org"
ADDRESS = {
    "Full name": "Jo Novák",
    "Address": "1 Quay Lane",
    "Town": "Wexcombe",
    "Postcode": "BS1 4QA",
}


def go_on(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Continue", exact=True).click()


def go_to_the_review(page: Page, email: str = EMAIL) -> None:
    """From the first step of the checkout to the last, as a guest; signed in the first is not there."""
    if email:
        page.get_by_label("E-mail address").fill(email)
        go_on(page)
    for label, text in ADDRESS.items():
        page.get_by_label(re.compile(f"^{label}")).fill(text)
    for _ in ("address", "way", "bill"):
        go_on(page)


NAME_OF_FOCUSED = """() => {
    const it = document.activeElement;
    return (it.ariaLabel || it.labels?.[0]?.innerText || it.innerText || "").trim();
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing with this name has the focus, as somebody without a mouse does."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate(NAME_OF_FOCUSED).startswith(name):
            return
    pytest.fail(f"Tab never reaches {name!r} on {page.url}")


def press(page: Page, name: str) -> None:
    """Go to a link or button and press it, and wait for the page it leads to."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_guest_without_a_mouse_finds_buys_and_sees_the_order(new_page, scripts):
    page: Page = new_page(scripts=scripts)

    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate(NAME_OF_FOCUSED) == "Skip to the main content"
    press(page, "Classics")
    title = page.locator(".card:not(:has-text('Out of'))").first.locator(".card__link").inner_text()
    press(page, title)
    if scripts:
        tab_to(page, "Add to cart")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="View cart")).to_be_visible()
        press(page, "View cart")
    else:
        press(page, "Add to cart")
    expect(page.locator(".line__title")).to_have_text(title)
    press(page, "Checkout")
    expect(page.locator(".summary").get_by_text(title)).to_be_visible()
    tab_to(page, "E-mail address")
    page.keyboard.type(EMAIL)
    press(page, "Continue")
    for label, text in ADDRESS.items():
        tab_to(page, label)
        page.keyboard.type(text)
    for _ in ("address", "way", "bill"):
        press(page, "Continue")
    press(page, "Place order")
    press(page, "Pay")

    expect(page.get_by_text("It is paid")).to_be_visible()
    assert Order.objects.get(email=EMAIL).state == "paid"


def test_a_guest_finds_buys_and_sees_the_order(new_page, scripts):
    page: Page = new_page(scripts=scripts, phone=True)

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
    go_to_the_review(page)
    page.get_by_role("button", name="Place order").click()
    page.get_by_role("button", name="Pay").click()

    expect(page.get_by_text("It is paid")).to_be_visible()
    order = Order.objects.get(email=EMAIL)
    assert (order.state, order.lines.get().title) == ("paid", title)


def put_one_in_the_cart(page: Page) -> None:
    page.goto("/genres/FBC/classics/?availability=in_stock")
    page.locator(".card__link").first.click()
    page.locator("#buy").get_by_role("button", name="Add to cart").click()
    expect(page.get_by_text("is in your cart")).to_be_visible()


def test_a_guest_is_declined_tries_again_and_takes_the_second_step(new_page):
    page: Page = new_page(scripts=False)
    put_one_in_the_cart(page)

    page.goto("/checkout/")
    go_to_the_review(page)
    page.get_by_role("button", name="Place order").click()
    page.get_by_role("button", name="Decline: not enough money").click()
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("button", name="Ask for a second step").click()
    page.get_by_role("button", name="Yes, pay").click()

    expect(page.get_by_text("It is paid")).to_be_visible()
    assert Order.objects.get(email=EMAIL).state == "paid"


def test_a_customer_collects_and_pays_at_the_counter(new_page, scripts, assert_accessible):
    page: Page = new_page(scripts=scripts, phone=True)
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("ines@colophon.example")
    page.get_by_label("Password", exact=True).fill("a quiet bookshop")
    page.get_by_role("button", name="Sign in", exact=True).click()
    put_one_in_the_cart(page)

    page.goto("/checkout/")
    page.get_by_role("link", name="Reserve, and pay there").click()
    page.get_by_label("Harbour Street").check()
    if scripts:
        assert_accessible(page)
    go_on(page)
    expect(page.get_by_text("Step 2 of 2: Review")).to_be_visible()
    page.get_by_role("button", name="Reserve · pay").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It is kept for you.")
    order = Order.objects.get(reach="reserved")
    assert (order.state, order.customer.email) == ("placed", "ines@colophon.example")


def test_pages_are_accessible(new_page, assert_accessible):
    page: Page = new_page()

    for path in ["/", "/books/", "/search/?q=tolkien", "/shelves/by-the-door/", "/cart/", "/orders/find/"]:
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
    expect(page.locator(".summary .line__title")).to_be_hidden()
    page.locator(".summary__bar").click()
    expect(page.locator(".summary .line__title")).to_be_visible()
    page.get_by_label("E-mail address").fill("jo@")
    page.keyboard.press("Tab")
    expect(page.get_by_text("No mail would reach that.")).to_be_visible()
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.get_by_text("Please look at this again")).to_be_visible()
    assert_accessible(page)
    go_to_the_review(page)
    assert_accessible(page)
    page.get_by_role("button", name="Place order").click()
    page.wait_for_url("**/bank/**")
    assert_accessible(page)
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("It is paid")).to_be_visible()
    assert_accessible(page)
