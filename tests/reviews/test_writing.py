"""Who may review what, and that a work's stars are counted exactly whatever happens at the same moment."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from catalog.facts import said_rating
from catalog.models import Listing
from notices import sending
from notices.models import Notice
from orders.models import Parcel
from reviews import inviting, moderation, writing
from reviews.models import Review
from tests.catalog.factories import BookFactory
from tests.orders.steps import paid, shipped
from tests.prebooks.factories import PersonFactory
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


def reader_of(*books, **facts):
    """Somebody to whom these were sent."""
    person = PersonFactory(**facts)
    order = shipped(*books)
    order.customer = person
    order.save(update_fields=["customer"])
    return person


def rated(book):
    book.work.refresh_from_db()
    return book.work.rating_average, book.work.rating_count, Listing.objects.get(pk=book.pk).rating


@pytest.fixture
def book():
    return BookFactory(title="Emma", stock=50)


def test_a_reader_who_had_any_edition_reviews_the_work_once(book):
    other = BookFactory(work=book.work, stock=2)
    zoe = reader_of(other)

    review = writing.write(book, person=zoe, stars=4, text="Good company.", name="Zoe")

    assert rated(book) == (Decimal(4), 1, Decimal(4))
    assert rated(other)[2] == Decimal(4)
    assert Review.objects.for_page().get().is_verified
    with pytest.raises(writing.AlreadyReviewed) as refusal:
        writing.write(book, person=zoe, stars=1)
    assert refusal.value.review == review


def test_who_was_sent_nothing_cannot_review(book):
    zoe = PersonFactory()
    order = paid(book)
    order.customer = zoe
    order.save(update_fields=["customer"])

    with pytest.raises(writing.NotBought):
        writing.write(book, person=zoe, stars=5)
    assert not Review.objects.exists()


def test_a_book_ordered_without_an_account_is_known_by_its_address(book):
    order = shipped(book)
    zoe = PersonFactory(email=order.email)

    assert writing.has_had(zoe, book.work)
    assert not writing.has_had(PersonFactory(), book.work)


def test_the_database_refuses_a_second_live_review_and_stars_that_are_none(book):
    zoe = PersonFactory()
    Review.objects.create(work=book.work, book=book, person=zoe, stars=5)

    for facts in ({"person": zoe, "stars": 1}, {"person": PersonFactory(), "stars": 6}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(work=book.work, book=book, **facts)


def test_a_deleted_review_is_kept_out_of_sight_and_may_be_written_anew(book):
    zoe = reader_of(book)
    review = writing.write(book, person=zoe, stars=1)

    writing.take_back(review, by=zoe)

    assert rated(book) == (None, 0, None)
    assert Review.objects.get().deleted_at
    with pytest.raises(Review.DoesNotExist):
        writing.take_back(review, by=zoe)
    writing.write(book, person=zoe, stars=5)
    assert rated(book) == (Decimal(5), 1, Decimal(5))


def test_the_average_follows_every_change(book):
    zoe, ada = reader_of(book), reader_of(book)
    review = writing.write(book, person=zoe, stars=5)
    writing.write(book, person=ada, stars=2)
    assert rated(book) == (Decimal("3.5"), 2, Decimal("3.5"))

    writing.edit(review, by=zoe, stars=2, text="", name="")
    assert rated(book) == (Decimal(2), 2, Decimal(2))

    assert moderation.hide([review.pk], by=ada, why="Rude.") == 1
    assert rated(book) == (Decimal(2), 1, Decimal(2))
    assert moderation.hide([review.pk, 0], by=ada, why="Rude.") == 0
    assert moderation.show([review.pk], by=ada) == 1
    assert moderation.delete([review.pk], by=ada, why="Rude.") == 1
    assert rated(book) == (Decimal(2), 1, Decimal(2))
    writing.write(book, person=zoe, stars=4)
    assert rated(book) == (Decimal(3), 2, Decimal(3))


@pytest.mark.parametrize("number", [0, 51])
def test_staff_decide_about_one_to_fifty_at_once(number):
    with pytest.raises(moderation.CannotModerate):
        moderation.delete(range(number), by=PersonFactory(), why="")


def test_only_the_writer_changes_a_review(book):
    review = writing.write(book, person=reader_of(book), stars=5)
    boss = PersonFactory(is_superuser=True)

    for deed in (writing.take_back, lambda review, by: writing.edit(review, by=by, stars=1, text="", name="")):
        with pytest.raises(writing.NotYours):
            deed(review, by=boss)
    assert rated(book)[0] == Decimal(5)


@pytest.mark.parametrize("text", ["See www.cheap.example", "write to me@there.example", "What a bastard of a book"])
def test_a_link_or_a_rude_word_waits_for_a_bookseller(book, text):
    zoe = reader_of(book)

    review = writing.write(book, person=zoe, stars=1, text=text)

    assert (review.state, rated(book)[1]) == ("held", 0)
    moderation.show([review.pk], by=zoe)
    assert rated(book)[1] == 1


def test_a_shop_may_decide_otherwise_what_is_held(book, settings):
    settings.REVIEW_CHECK = f"{__name__}.everything"

    assert writing.write(book, person=reader_of(book), stars=5).why == "A bookseller reads everything here."


def everything(name, text):
    return "A bookseller reads everything here."


def test_helpful_is_said_once_taken_back_and_never_of_ones_own(book):
    zoe, ada = reader_of(book), PersonFactory()
    review = writing.write(book, person=zoe, stars=5)

    for said, number in [(True, 1), (True, 1), (False, 0), (False, 0)]:
        writing.vote(review, by=ada, is_helpful=said)
        assert Review.objects.for_page().get().helpful == number
    with pytest.raises(writing.NotYours):
        writing.vote(review, by=zoe, is_helpful=True)


def test_who_leaves_leaves_a_review_that_leads_to_nobody(book):
    zoe = reader_of(book, email="zoe@example.org")
    writing.write(book, person=zoe, stars=5, name="Zoe")

    zoe.delete()

    assert [(review.signed_by, review.person) for review in Review.objects.all()] == [("A reader", None)]
    assert rated(book)[1] == 1


@pytest.mark.parametrize(
    ("average", "said"), [("4.25", "4.2"), ("4.35", "4.4"), ("4.25500000", "4.3"), ("4.24999999", "4.2"), ("5", "5.0")]
)
def test_an_average_is_said_to_one_decimal_and_halves_go_to_the_even_digit(average, said):
    assert str(said_rating(Decimal(average))) == said


def came(person, days):
    moment = timezone.now() - timedelta(days=days)
    Parcel.objects.filter(order__customer=person).update(state="delivered", left_at=moment, delivered_at=moment)


@pytest.mark.parametrize(("days", "asked"), [(2, 0), (12, 1), (40, 0)])
def test_a_reader_is_asked_once_some_days_after_the_book_came(book, days, asked):
    came(reader_of(book), days)

    assert [inviting.invite(), inviting.invite()] == [asked, 0]
    assert Notice.objects.filter(kind="review_invitation").count() == asked


def test_who_has_reviewed_is_not_asked(book):
    zoe = reader_of(book)
    came(zoe, 12)
    writing.write(book, person=zoe, stars=5)

    assert inviting.invite() == 0


def test_who_reviews_before_the_invitation_is_mailed_gets_no_mail(book):
    zoe = reader_of(book)
    came(zoe, 12)
    inviting.invite()
    writing.write(book, person=zoe, stars=5)

    sending.send_due()

    assert Notice.objects.get(kind="review_invitation").mail_state == "Not sent: it was over by then"
    assert not ProcrastinateJob.objects.filter(task_name="storefront.tasks.send_mail", args__to=zoe.email).exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_review_at_the_same_moment_every_star_counts():
    book = BookFactory(stock=20)
    people = [reader_of(book) for _ in range(8)]

    at_the_same_time(lambda who: writing.write(book, person=who[1], stars=who[0] % 5 + 1), enumerate(people))

    stars = [number % 5 + 1 for number in range(8)]
    average = Decimal(sum(stars)) / 8
    assert rated(book) == (average, 8, average)


@pytest.mark.django_db(transaction=True)
def test_of_several_presses_at_the_same_moment_one_is_a_review():
    book = BookFactory(stock=2)
    zoe = reader_of(book)

    outcomes = at_the_same_time(lambda stars: writing.write(book, person=zoe, stars=stars), [1, 2, 3, 4])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyReviewed"] * 3 + ["Review"]
