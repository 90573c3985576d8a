"""Wishlists with a browser: the heart, a second thought, a list shown to others, a reading list without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_prebooks import sign_in
from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory
from tests.wishlist.factories import a_wish
from tests.wishlist.reading_lists import goodreads, goodreads_line
from wishlist import importing
from wishlist.models import ReadingImport, Wish, Wishlist

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_visitor_saves_a_book_takes_it_off_and_shows_the_list(new_page, live_server, assert_accessible, scripts):
    book = BookFactory(title="Emma", by=["Jane Austen"], stock=2)
    page = new_page(scripts=scripts)

    page.goto(book.get_absolute_url())
    page.get_by_role("button", name="Add to wishlist").first.click()
    expect(page.get_by_role("button", name="Remove from wishlist").first).to_be_visible()

    page.goto("/wishlist/")
    page.get_by_role("button", name="Remove Emma").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Wishlist (1 book)")).to_be_visible()
    page.get_by_role("button", name="Share by a secret link").click()
    expect(page.locator(".wishes-manage__link a")).to_be_visible()
    if scripts:
        assert_accessible(page)

    other = new_page(scripts=scripts)
    other.goto(f"/wishlist/shared/{Wishlist.objects.get().secret}/")
    expect(other.get_by_role("link", name="Emma")).to_be_visible()


def test_whoever_orders_a_list_by_keyboard_stays_where_they_are(new_page, live_server):
    person = PersonFactory()
    for title in ("Sanditon", "Persuasion", "Emma"):
        a_wish(BookFactory(title=title), person=person)
    page = new_page()
    sign_in(page, person, live_server)
    page.goto("/wishlist/")

    page.locator(".wish", has_text="Emma").locator("summary").click()
    down = page.locator(".wish", has_text="Emma").get_by_role("button", name="One down")
    down.press("Enter")
    expect(page.locator(".wish__title").nth(1)).to_have_text("Emma")
    expect(down).to_be_focused()
    down.press("Enter")
    expect(page.locator(".wish__title").nth(2)).to_have_text("Emma")
    expect(page.locator("#wishes")).to_be_focused()
    page.get_by_role("button", name="Remove Emma").press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()


def test_a_reading_list_is_brought_along_without_scripts(new_page, live_server):
    sure, maybe = BookFactory(title="Emma", by=["Jane Austen"]), BookFactory(title="Persuasion", by=["Jane Austen"])
    data = goodreads(goodreads_line("Emma", isbn13=sure.isbn13), goodreads_line("Persuasion", "Jane Austen"))
    page = new_page(scripts=False)
    sign_in(page, PersonFactory(), live_server)

    page.goto("/wishlist/import/")
    page.get_by_label("Your file").set_input_files({"name": "goodreads.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Send the file").click()
    page.get_by_role("button", name="Bring them along").click()
    expect(page.get_by_text("0 of 2 books looked up.")).to_be_visible()

    importing.bring_along(ReadingImport.objects.get())
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="Choose for 1 book").click()
    page.get_by_role("radio", name="Persuasion").check()
    page.get_by_role("button", name="Put what I chose on my lists").click()
    expect(page.get_by_text("1 book came on your lists.")).to_be_visible()
    assert set(Wish.objects.values_list("book", flat=True)) == {sure.pk, maybe.pk}
