"""The cart with a browser: taken out and put back, saved for later, sent as it comes, and elsewhere."""

import pytest
from playwright.sync_api import expect

from tests.catalog.factories import BookFactory, SupplierOfferFactory
from tests.orders.factories import DeliveryMethodFactory, DeliveryZoneFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_cart_is_changed_in_all_ways(new_page, live_server, assert_accessible, scripts):
    DeliveryMethodFactory(price=3, extra_parcel=2, free_from=None)
    DeliveryMethodFactory(zone=DeliveryZoneFactory(name="France", countries=["FR"]), code="fr", price=9, free_from=None)
    here, later = BookFactory(title="Emma", stock=5), BookFactory(title="Later")
    SupplierOfferFactory(book=later, state="to_order", days_from=10, days_to=15)
    page = new_page(scripts=scripts)
    for book in (here, later):
        page.goto(book.get_absolute_url())
        page.locator("#buy").get_by_role("button", name="Add to cart").click()
        expect(page.get_by_text(f"“{book.title}” is in your cart")).to_be_visible()

    page.goto("/cart/")
    page.get_by_role("radio", name="Send each book as soon as it can leave").check()
    if not scripts:
        page.get_by_role("button", name="Choose").click()
    expect(page.get_by_role("heading", name="Parcel 2 of 2")).to_be_visible()
    page.get_by_label("Delivery to").select_option("FR")
    if not scripts:
        page.locator(".cart-country").get_by_role("button", name="Update").click()
    expect(page.locator(".summary")).to_contain_text("£9.00")
    page.get_by_role("button", name="Remove Emma").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Your cart (2 items)")).to_be_visible()
    page.locator("li", has_text="Later").get_by_role("button", name="Save for later").last.click()
    expect(page.get_by_role("heading", name="Saved for later")).to_be_visible()
    expect(page.get_by_role("heading", name="Your cart (1 item)")).to_be_visible()
    if scripts:
        assert_accessible(page)
    page.get_by_role("button", name="Move to cart").click()
    expect(page.get_by_role("heading", name="Your cart (2 items)")).to_be_visible()
