"""A gift list with a browser: its owner and two who give, side by side, each seeing what is theirs to see."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import go_to_the_review
from tests.browser.test_prebooks import sign_in
from tests.catalog.factories import BookFactory
from tests.orders.factories import DeliveryMethodFactory
from tests.prebooks.factories import PersonFactory
from tests.wishlist.factories import a_wish
from wishlist.models import Wishlist

pytestmark = pytest.mark.django_db(transaction=True)


def make_it_a_gift_list(page: Page, days: int) -> str:
    """As its owner does, and shares it: its address."""
    page.get_by_role("link", name="Make it a gift list").click()
    page.get_by_label("Occasion").fill("Fortieth birthday")
    page.get_by_label("Secret until").fill((timezone.localdate() + timedelta(days=days)).isoformat())
    with page.expect_navigation():
        page.get_by_role("button", name="Make it a gift list").click()
    return page.locator(".wishes-manage__link a").inner_text()


def buy_from(page: Page, address: str, book: str, name: str) -> None:
    page.goto(address)
    page.locator(".wish", has_text=book).get_by_role("link", name="Give this").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("A message").fill("Read it by the sea")
    with page.expect_navigation():
        page.get_by_role("button", name="Buy it here").click()
    page.get_by_role("link", name="Checkout").last.click()
    go_to_the_review(page)
    page.get_by_role("button", name="Place order").click()
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("It is paid")).to_be_visible()


def test_a_guest_buys_from_a_gift_list_and_its_owner_learns_of_it_when_they_ask_to(
    new_page, live_server, real_queue, assert_accessible
):
    DeliveryMethodFactory()
    ines = PersonFactory(name="Ines", email="ines@example.org")
    for title in ("Emma", "Persuasion"):
        a_wish(BookFactory(title=title, by=["Jane Austen"], stock=30), person=ines)
    owner, giver, other = new_page(), new_page(scripts=False, phone=True), new_page()
    sign_in(owner, ines, live_server)
    owner.goto("/wishlist/")
    address = make_it_a_gift_list(owner, days=30)
    before = owner.locator("#wishes").inner_text()

    other.goto(address)
    other.locator(".wish", has_text="Emma").get_by_role("link", name="Give this").click()
    buy_from(giver, address, "Emma", "Wren Marlowe")

    other.get_by_label("Your name").fill("Max")
    other.get_by_role("button", name="Buy it here").click()
    expect(other.get_by_role("alert").first).to_contain_text("Emma is taken: somebody was quicker.")
    other.goto(address)
    expect(other.locator(".wish", has_text="Emma").locator(".wish__taken")).to_have_text("Taken")
    expect(other.get_by_text("Wren")).to_have_count(0)
    owner.goto("/wishlist/")
    assert owner.locator("#wishes").inner_text() == before

    Wishlist.objects.update(reveal_on=timezone.localdate())
    owner.goto("/wishlist/")
    expect(owner.get_by_text("Wren")).to_have_count(0)
    owner.get_by_role("link", name="See what was given").click()
    expect(owner.get_by_text("Given by Wren Marlowe: Read it by the sea")).to_be_visible()
    assert_accessible(owner)
