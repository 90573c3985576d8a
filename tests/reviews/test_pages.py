"""Reviews as a reader meets them: on the page of a book, in a form, in the account."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import DatabaseError
from django.http import QueryDict
from django.urls import reverse

from catalog.models import Work
from reviews import pages, rating, writing
from reviews.models import Review
from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory
from tests.reviews.test_writing import reader_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    return BookFactory(title="Emma", by=["Jane Austen"], stock=50)


@pytest.fixture
def zoe(book, client):
    person = reader_of(book, email="zoe@example.org", name="Zoe Marsh")
    client.force_login(person)
    return person


def write_url(book):
    return reverse("reviews:review-write", args=[book.isbn13])


def page_of(client, book):
    return client.get(book.get_absolute_url()).content.decode()


def others(book, number, **facts):
    for place in range(number):
        person = PersonFactory()
        Review.objects.create(work=book.work, book=book, person=person, stars=4, name=f"Reader {place}", **facts)
    rating.recount([book.work_id])


def test_a_guest_is_led_through_signing_in_to_the_form(client, book):
    assert "Write a review</a>" in page_of(client, book)

    response = client.get(write_url(book))

    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={write_url(book)}"


def test_a_review_is_written_changed_and_deleted(client, book, zoe):
    assert "You had this book from us" in page_of(client, book)

    sent = client.post(write_url(book), {"stars": "5", "text": " Better each time. ", "name": "Zoe"}, follow=True)
    assert "Thank you: your review is on the page." in sent.content.decode()
    review = Review.objects.get()
    assert (review.stars, review.text, review.name) == (5, "Better each time.", "Zoe")
    assert "Edit your review" in page_of(client, book)

    edit = reverse("reviews:review-edit", args=[review.pk])
    assert "Better each time." in client.get(edit).content.decode()
    assert "Your review is updated." in client.post(edit, {"stars": "4"}, follow=True).content.decode()
    review.refresh_from_db()
    assert (review.stars, review.text, review.signed_by) == (4, "", "A reader")

    delete = reverse("reviews:review-delete", args=[review.pk])
    assert "Delete your review?" in client.get(delete).content.decode()
    assert "Your review of Emma is deleted." in client.post(delete, follow=True).content.decode()
    assert client.post(delete).status_code == 404
    assert "You had this book from us" in page_of(client, book)


@pytest.mark.parametrize(
    "said", [{}, {"stars": "0"}, {"stars": "6"}, {"stars": "4.5"}, {"stars": "4", "text": "x" * 2001}]
)
def test_what_is_wrong_is_asked_for_again_with_what_was_typed(client, book, zoe, said):
    response = client.post(write_url(book), {"text": "Typed with care", "name": "Zoe", **said})

    assert response.status_code == 422
    assert ("Typed with care" in response.content.decode()) == ("text" not in said)
    assert not Review.objects.exists()


def test_a_reader_is_never_named_by_an_address(client, book, zoe):
    assert client.post(write_url(book), {"stars": "5", "name": "zoe@example.org"}).status_code == 422
    client.post(write_url(book), {"stars": "5"})

    html = page_of(client, book)
    assert "A reader" in html
    assert "zoe@" not in html


def test_the_checks_come_in_their_order(client, book, zoe):
    stranger = PersonFactory()
    writing.write(book, person=zoe, stars=3, text="Mine already")

    again = client.post(write_url(book), {"stars": "5"})

    assert client.post(write_url(BookFactory.build(isbn13="9780141439587", work=None))).status_code == 404
    assert again.status_code == 409
    assert "Mine already" in again.content.decode()
    assert Review.objects.get().stars == 3
    assert client.get(write_url(book))["Location"] == reverse("reviews:review-edit", args=[Review.objects.get().pk])
    client.force_login(stranger)
    assert client.post(write_url(book), {"stars": "5"}).status_code == 403


def test_somebody_elses_review_is_not_changed(client, book, zoe):
    review = writing.write(book, person=zoe, stars=3)
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))

    for name in ("review-edit", "review-delete"):
        assert client.post(reverse(f"reviews:{name}", args=[review.pk]), {"stars": "1"}).status_code == 403
    assert Review.objects.live().get().stars == 3


def test_the_section_shows_ones_own_first_then_the_newest(client, book, zoe):
    writing.write(book, person=zoe, stars=5, name="Zoe", text="Mine")
    others(book, 12)

    html = page_of(client, book)

    assert "Reviews (13)" in html
    places = [html.index(words) for words in ("Your review", "Reader 11", "Reader 10", "Reader 2<")]
    assert places == sorted(places)
    assert "Reader 1<" not in html
    more = client.get(reverse("reviews:review-list", args=[book.isbn13]) + "?page=2").content.decode()
    assert "Reader 1<" in more


def test_stars_lead_to_the_reviews_that_gave_so_many(client, book):
    others(book, 1)
    Review.objects.create(work=book.work, book=book, stars=1, name="Grump")
    address = reverse("reviews:review-list", args=[book.isbn13])

    part = client.get(address + "?stars=1", headers={"HX-Request": "true", "HX-Target": "reviews"}).content.decode()

    assert part.lstrip().startswith("<section")
    assert "Grump" in part
    assert "Reader 0" not in part
    for rubbish in ("?stars=x&page=-3&order=zz", "?page=999", "?stars=9"):
        assert client.get(address + rubbish).status_code == 200


def test_a_review_has_an_address_as_long_as_it_is_shown(client, book):
    others(book, 1)
    review = Review.objects.get()

    assert client.get(review.get_absolute_url()).status_code == 200
    Review.objects.update(state="hidden")
    assert client.get(review.get_absolute_url()).status_code == 404


def test_a_closed_accounts_review_stays(client, book, zoe):
    writing.write(book, person=zoe, stars=5, name="Zoe", text="Still here")
    zoe.is_active = False
    zoe.save()

    assert "Still here" in page_of(client, book)


def test_a_vote_counts_once_and_is_taken_back(client, book, zoe):
    others(book, 1)
    address = reverse("reviews:review-helpful", args=[Review.objects.get().pk])

    part = client.post(address, {"helpful": "yes"}, headers={"HX-Request": "true"}).content.decode()
    assert "1 reader found it helpful" in part
    assert 'name="helpful" value="no" aria-pressed="true"' in part
    client.post(address, {"helpful": "no"})

    assert Review.objects.for_page().get().helpful == 0


def test_what_a_guest_presses_counts_when_they_have_signed_in(client, book):
    zoe = reader_of(book, email="zoe@example.org", name="Zoe Marsh")
    others(book, 1)
    address, page = reverse("reviews:review-helpful", args=[Review.objects.get().pk]), book.get_absolute_url()

    for pressed, said in [(address, {"helpful": "yes"}), (write_url(book), {"stars": "4", "text": "Twice."})]:
        for _ in range(2):  # again, from another browser: it stays said
            way = client.post(pressed, said, headers={"Referer": f"http://testserver{page}"})["Location"]
            client.force_login(zoe)
            client.post(parse_qs(urlsplit(way).query)["next"][0])
            client.logout()

    assert Review.objects.for_page().get(stars=4, person__name="").helpful == 1
    assert Review.objects.get(person=zoe).text == "Twice."


def test_the_page_and_machines_are_told_the_same_average(client, book, zoe):
    assert "No reviews yet" in page_of(client, book)
    assert "AggregateRating" not in page_of(client, book)
    writing.write(book, person=zoe, stars=4)

    html = page_of(client, book)

    assert '"aggregateRating":{"@type":"AggregateRating","ratingValue":"4.0","reviewCount":1' in html
    assert '<p class="book__rating"><a href="#reviews">' in html
    assert "4.0 of 5 stars, 1 review<" in html


def test_lists_follow_a_review_at_once(client, book, zoe):
    worse = BookFactory(title="Worse", stock=1)
    Work.objects.filter(pk=worse.work_id).update(rating_average=2, rating_count=1)

    def shown(query):
        return [book.title for book in client.get(f"/books/?{query}").context["books"]]

    assert "Emma" not in shown("rating=4")
    review = writing.write(book, person=zoe, stars=4)
    assert shown("rating=4") == ["Emma"]
    assert shown("sort=rating")[0] == "Emma"
    writing.take_back(review, by=zoe)
    assert shown("rating=4") == []


def test_a_book_is_sold_when_its_reviews_cannot_be_read(client, book, monkeypatch):
    def fail(*args):
        raise DatabaseError

    monkeypatch.setattr(pages, "of_book", fail)

    html = page_of(client, book)

    assert "The reviews cannot be shown just now." in html
    assert "Add to cart" in html


def test_ones_own_review_makes_no_further_page(book, zoe):
    others(book, pages.A_PAGE)
    writing.write(book, person=zoe, stars=4, text="Mine")

    for query in ("", "stars=4", "stars=5"):
        page = pages.of_book(book, zoe, QueryDict(query))["page"]
        assert (page.paginator.num_pages, len(page)) == (1, 0 if query == "stars=5" else pages.A_PAGE)


@pytest.mark.parametrize("count", [1, 3])
def test_reviews_are_read_by_the_same_few_queries_however_many(client, book, zoe, django_assert_num_queries, count):
    others(book, count)

    with django_assert_num_queries(6):
        list(pages.of_book(book, zoe)["reviews"])


def test_ones_reviews_stand_together_in_the_account(client, book, zoe):
    assert "You have not reviewed a book yet" in client.get("/account/reviews/").content.decode()
    writing.write(book, person=zoe, stars=5, text="Mine")

    html = client.get("/account/reviews/").content.decode()

    assert "Mine" in html
    assert 'Delete<span class="visually-hidden"> your review of Emma' in html
