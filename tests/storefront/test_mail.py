from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.db import connection
from django.template import engines
from procrastinate.contrib.django.models import ProcrastinateJob

from storefront.mail import send_mail_later
from storefront.tasks import rescue_jobs, send_mail

pytestmark = pytest.mark.django_db

TEMPLATES = {
    "mail/greeting.txt": "Hello {{ name }},\nwelcome to {{ shop.name }}:\n{{ site_url }}/\n",
    "mail/greeting.html": '{% extends "mail/base.html" %}{% block content %}<p>Hello {{ name }}</p>{% endblock %}',
}


@pytest.fixture
def greeting(tmp_path, monkeypatch) -> str:
    """The name of a mail whose templates exist in this test only."""
    for name, source in TEMPLATES.items():
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    monkeypatch.setattr(engines["django"].engine, "dirs", [tmp_path / "templates", *engines["django"].engine.dirs])
    return "greeting"


def test_a_mail_says_the_same_as_text_and_as_a_page(greeting, do_waiting_jobs):
    send_mail_later("zoe@example.org", greeting, {"name": "Zoë & Co <3"})

    assert mail.outbox == []
    assert do_waiting_jobs() == 1
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["zoe@example.org"], "Hello Zoë & Co <3,")
    assert sent.body == "welcome to Colophon:\nhttp://testserver/\n"
    [(page, kind)] = sent.alternatives
    assert kind == "text/html"
    assert "<p>Hello Zoë &amp; Co &lt;3</p>" in page


def test_a_mail_says_what_was_true_when_it_was_written(greeting, do_waiting_jobs):
    context = {"name": "Zoë"}
    send_mail_later("zoe@example.org", greeting, context)

    context["name"] = "somebody else"
    do_waiting_jobs()

    assert mail.outbox[0].subject == "Hello Zoë,"


def test_a_name_cannot_add_lines_to_the_header(greeting, do_waiting_jobs):
    send_mail_later("zoe@example.org", greeting, {"name": "Zoë\nBcc: all@example.org"})

    do_waiting_jobs()

    assert mail.outbox[0].subject == "Hello Zoë"


def test_each_try_carries_the_same_message_id(greeting):
    send_mail_later("zoe@example.org", greeting, {"name": "Zoë"})
    [job] = ProcrastinateJob.objects.all()

    send_mail(**job.args)
    send_mail(**job.args)

    assert len(mail.outbox) == 2
    assert {sent.extra_headers["Message-ID"] for sent in mail.outbox} == {job.args["message_id"]}
    assert job.args["message_id"].endswith("@testserver>")


@pytest.mark.parametrize(("status", "is_tried_again"), [(450, True), (550, False)])
def test_an_address_that_is_refused_for_good_is_not_tried_again(monkeypatch, status: int, is_tried_again: bool):
    def refuse(self, fail_silently=False):
        raise SMTPRecipientsRefused({"zoe@example.org": (status, b"no")})

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    arguments = {"to": "zoe@example.org", "subject": "", "text": "", "html": "", "message_id": "<1@testserver>"}

    if is_tried_again:
        with pytest.raises(SMTPRecipientsRefused):
            send_mail(**arguments)
    else:
        send_mail(**arguments)


def test_only_what_a_dead_worker_left_is_begun_again(greeting):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '1 day')")
        cursor.execute("SELECT id FROM procrastinate_workers ORDER BY last_heartbeat DESC")
        living, dead = (number for (number,) in cursor.fetchall())
        begin = "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id) VALUES ('', '', 'doing', %s)"
        cursor.executemany(begin, [[living], [dead], [None]])

    rescue_jobs(0)

    begun = ProcrastinateJob.objects.filter(status="doing")
    assert [job.worker_id for job in begun] == [living]
    assert ProcrastinateJob.objects.filter(status="todo").count() == 2
