"""Each thing is told once, as text and as a page, with its covers inside."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from PIL import Image

from orders import dispatch, mails, tasks, timeline
from orders.models import Order, SentMail
from storefront.mail import written
from tests.catalog.factories import BookFactory
from tests.orders.factories import CarrierFactory
from tests.orders.steps import packed, paid, placed

pytestmark = pytest.mark.django_db


def test_a_mail_brings_the_covers_of_its_books(do_waiting_jobs, mailoutbox):
    book = BookFactory(title="Emma & Co", stock=1)
    order = paid(book)
    dispatch.ship(packed(order), carrier=CarrierFactory(), tracking_number="G 1")

    do_waiting_jobs()

    mail = mailoutbox[-1]
    message = mail.message()
    cover = next(part for part in message.walk() if part.get_content_maintype() == "image")
    assert mail.subject == f"Your books are on their way: order {order.number}"
    assert "https://gull.example/follow/G%201" in mail.body
    assert "Emma & Co" in mail.body
    assert f"Expect it {timeline.arrival(order, order.parcels.get())}." in mail.body
    assert f'src="cid:cover-{book.isbn13}"' in mail.alternatives[0][0]
    assert message.get_content_type() == "multipart/related"
    assert (cover["Content-ID"], cover["Content-Disposition"]) == (f"<cover-{book.isbn13}>", "inline")
    assert Image.open(io.BytesIO(cover.get_payload(decode=True))).size == (160, 240)


@pytest.mark.parametrize("kind", ["placed", "paid"])
def test_a_mail_about_an_order_says_when_each_parcel_arrives(kind):
    order = placed(BookFactory(stock=1))
    order.parcels.update(leaves_on=date(2026, 5, 11))
    for day in (11, 14):
        order.parcels.create(leaves_on=date(2026, 5, day))
    Order.objects.filter(pk=order.pk).update(days_from=1, days_to=1)
    order.refresh_from_db()

    _, text, page = written(f"order_{kind}", mails.context_of(order))

    for said in (text, page):
        assert "Expect its parcels on Tuesday 12 May and on Friday 15 May." in said


def test_the_same_thing_is_told_once():
    order = placed()

    told = [mails.tell(order, "placed"), mails.tell(order, "placed"), mails.tell(order, "placed", about="twice")]

    assert told == [True, False, True]
    assert SentMail.objects.count() == 2


def test_who_pays_at_once_is_not_reminded(do_waiting_jobs):
    paid()
    late = placed()

    with time_machine.travel(late.placed_at + timedelta(minutes=6)):
        do_waiting_jobs()

    assert list(SentMail.objects.filter(kind="placed").values_list("order", flat=True)) == [late.pk]


def test_who_has_not_paid_is_reminded_by_the_next_try_of_a_job_that_broke(monkeypatch, do_waiting_jobs, mailoutbox):
    order = placed()
    monkeypatch.setattr(mails, "send_mail_later", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.remind_unpaid(order_pk=order.pk)
    monkeypatch.undo()

    for _ in range(2):
        tasks.remind_unpaid(order_pk=order.pk)
        do_waiting_jobs()

    assert [mail.to for mail in mailoutbox] == [[order.email]]
    assert order.number in mailoutbox[0].subject
