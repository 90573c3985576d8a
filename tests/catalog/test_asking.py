"""Asking a bookseller."""

import pytest
from django.db import IntegrityError

from accounts.models import User
from catalog import asking
from catalog.models import Question
from tests.catalog.factories import BookFactory

pytestmark = pytest.mark.django_db

ASKED = {"name": "Jo Novák", "email": "jo@example.org", "message": "Is there a signed copy?"}


def test_a_question_about_a_book_is_kept_and_mailed_to_the_shop(client, do_waiting_jobs, mailoutbox, settings):
    book = BookFactory(title="Emma")

    answer = client.post(f"/ask/?isbn={book.isbn13}", ASKED)
    do_waiting_jobs()

    question = Question.objects.get()
    [mail] = mailoutbox
    assert answer.url == book.get_absolute_url()
    assert (question.name, question.book, question.message) == ("Jo Novák", book, "Is there a signed copy?")
    assert (mail.to, mail.reply_to) == ([settings.SHOP_EMAIL], ["jo@example.org"])
    assert mail.subject == "Jo Novák asks about Emma"
    assert "Is there a signed copy?" in mail.body


def test_what_was_searched_in_vain_comes_along(client):
    page = client.get("/ask/", {"q": "ulisses"}).content.decode()

    client.post("/ask/?q=ulisses", ASKED)

    assert "I looked for “ulisses” and did not find it." in page
    assert Question.objects.get().searched == "ulisses"


def test_a_question_that_is_not_complete_is_given_back_as_it_was_typed(client):
    answer = client.post("/ask/", {**ASKED, "email": "jo@", "message": "Is it good?"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Is it good?" in page
    assert 'value="jo@"' in page
    assert not Question.objects.exists()


def test_a_robot_that_fills_everything_in_asks_nothing(client):
    answer = client.post("/ask/", {**ASKED, "nickname": "http://buy.example"})

    assert (answer.status_code, Question.objects.count()) == (302, 0)


def test_somebody_who_asks_all_the_time_is_asked_to_ring(client):
    statuses = [client.post("/ask/", ASKED).status_code for _ in range(21)]

    assert statuses == [302] * 20 + [429]
    assert Question.objects.count() == 20


def test_the_first_who_answered_stays_named():
    first, second = (User.objects.create_user(f"{name}@example.org") for name in ("ann", "ben"))
    question = Question.objects.create(**ASKED)

    asking.mark_answered(question, by=first)
    asking.mark_answered(question, by=second)

    question.refresh_from_db()
    assert question.answered_by == first


def test_a_question_without_words_is_refused():
    with pytest.raises(IntegrityError, match="question_asks_something"):
        Question.objects.create(**{**ASKED, "message": ""})
