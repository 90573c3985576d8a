"""What people are told: each thing once, as they wish to hear it."""

import re
from datetime import UTC, datetime, time
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import Consent, User
from notices import kinds, sending, stopping
from notices.hours import due_at, next_at, posting
from notices.kinds import Kind
from notices.models import MailHours, Notice, Wish
from notices.telling import News, tell, tell_many
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kind(monkeypatch) -> str:
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register(Kind("rain", "The weather", "you asked after the weather"))
    return "rain"


ZONES = {"-05:00": "America/New_York", "-04:00": "America/New_York"}
ZONES |= {"+12:00": "Pacific/Auckland", "+13:00": "Pacific/Auckland"}


def a_person(name: str = "zoe") -> User:
    return User.objects.create_user(f"{name}@example.org")


def test_the_same_thing_is_told_once(kind, do_waiting_jobs):
    zoe = a_person()

    told = [tell(zoe, kind, "rain of May", title="It rains"), tell(zoe, kind, "rain of May", title="It rains")]
    do_waiting_jobs()
    do_waiting_jobs()

    assert told == [True, False]
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [(["zoe@example.org"], "It rains")]


@pytest.mark.django_db(transaction=True)
def test_what_several_tell_at_the_same_moment_is_told_once(kind, real_queue):
    zoe = a_person()

    at_the_same_time(lambda _: tell(zoe, kind, "rain of May", title="It rains"), range(8))
    sending.send_due()
    at_the_same_time(lambda _: sending.send_due(), range(3))

    assert Notice.objects.count() == 1
    assert waiting_mails() == 1


def waiting_mails() -> int:
    return ProcrastinateJob.objects.filter(task_name="storefront.tasks.send_mail").count()


def test_what_did_not_happen_is_not_told(kind, do_waiting_jobs):
    zoe = a_person()
    with transaction.atomic():
        tell(zoe, kind, "rain", title="It rains")
        transaction.set_rollback(True)

    do_waiting_jobs()

    assert (Notice.objects.count(), mail.outbox) == (0, [])


def test_a_kind_that_nobody_registered_is_refused():
    with pytest.raises(KeyError):
        tell("zoe@example.org", "snow", "1", title="It snows")


def test_a_mail_says_why_it_came_and_how_to_stop_it(kind, do_waiting_jobs):
    tell("Zoe@Example.org", kind, "1", title="It rains", body="Since noon.", mail_url="/umbrellas/", action="Stay dry")

    do_waiting_jobs()
    do_waiting_jobs()

    [sent] = mail.outbox
    stop = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.to == ["zoe@example.org"]
    assert sent.body == (
        "It rains\n\nSince noon.\n\nStay dry:\nhttp://testserver/umbrellas/\n\n"
        f"You get this mail because you asked after the weather.\nNo more of these mails:\n{stop}\n"
    )
    assert f'href="{stop}"' in sent.alternatives[0][0]


@pytest.mark.parametrize("to", ["zoe@example.org", a_person])
def test_a_mail_program_stops_mails_by_itself_signed_out(kind, do_waiting_jobs, to):
    reader = to if isinstance(to, str) else to()
    tell(reader, kind, "1", title="It rains")
    do_waiting_jobs()
    do_waiting_jobs()
    stop = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    program = Client(enforce_csrf_checks=True)

    assert program.get(stop).status_code == 200
    assert not Wish.objects.exists()
    assert program.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert program.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    tell(reader, kind, "2", title="It rains again")
    do_waiting_jobs()

    assert [wish.mail for wish in Wish.objects.all()] == ["never"]
    said = Consent.objects.values_list("email", "words", "is_given", "where")
    assert list(said) == [("zoe@example.org", "The weather: by mail", False, "mail")]
    assert waiting_mails() == 0
    assert program.get(stop[:-2] + "x/").status_code == 404


def test_whoever_stops_mails_and_thinks_better_of_it_gets_them_as_before(kind):
    kinds.register(Kind("snow", "The snow", "you asked", mail="daily"))
    zoe = a_person()
    tell_many([News(to=zoe, kind=each, key=each, title="It falls") for each in (kind, "snow")])
    Wish.objects.create(person=zoe, kind=kind, mail="daily")
    page, stop = Client(), stopping.path_for(Notice.objects.all())

    stopped = page.post(stop).content.decode()
    said = re.search(r'name="again" value="([^"]*)"', stopped)[1]
    assert set(Wish.objects.values_list("mail", flat=True)) == {"never"}
    page.post(stop, {"again": said})
    assert set(Wish.objects.values_list("kind", "mail")) == {("rain", "daily"), ("snow", "daily")}
    page.post(stop, {"again": "rain=always snow"})

    assert set(Wish.objects.values_list("kind", "mail")) == {("rain", "now"), ("snow", "daily")}


def test_mails_once_a_day_come_as_one(kind, do_waiting_jobs):
    zoe = a_person()
    Wish.objects.create(person=zoe, kind=kind, mail="daily")
    with time_machine.travel("2026-05-12 16:00 +01:00"):
        tell_many([News(to=zoe, kind=kind, key=str(n), title=f"Rain {n}") for n in range(3)])
        sending.send_due()
        assert waiting_mails() == 0
    with time_machine.travel("2026-05-13 08:01 +01:00"):
        sending.send_due()
        do_waiting_jobs()

    [sent] = mail.outbox
    assert sent.subject == "3 things from Colophon"
    assert "You get this mail because you asked after the weather. It comes once a day" in sent.body


def test_a_mail_waits_for_the_end_of_quiet_hours_and_is_in_the_inbox_at_once(kind):
    zoe = a_person()
    MailHours.objects.create(person=zoe, quiet_from=time(22), quiet_to=time(7))
    with time_machine.travel("2026-05-12 23:30 +01:00"):
        tell(zoe, kind, "1", title="It rains")

        assert "waits until Wednesday 13 May 2026, 07:00" in page_of(zoe)
    notice = Notice.objects.in_inbox_of(zoe).get()
    assert timezone.localtime(notice.due_at) == datetime(2026, 5, 13, 7, tzinfo=timezone.get_current_timezone())


def page_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.get("/notifications/").content.decode()


def records() -> list[str]:
    """What the shop knows of each notice's mail, the oldest first."""
    return [notice.mail_state for notice in Notice.objects.order_by("pk")]


def test_the_record_says_until_when_a_mail_is_held_when_it_was_written_and_when_the_mail_server_took_it(
    kind, do_waiting_jobs
):
    night, never, daily = a_person(), a_person("never"), a_person("daily")
    MailHours.objects.create(person=night, quiet_from=time(22), quiet_to=time(7))
    Wish.objects.create(person=never, kind=kind, mail="never")
    Wish.objects.create(person=daily, kind=kind, mail="daily")

    with time_machine.travel("2026-05-12 23:30 +01:00", tick=False):
        tell_many([News(to=each, kind=kind, key=each.email, title="It rains") for each in (night, never, daily)])
        sending.send_due()
        held = [
            "Held until tomorrow, 07:00",
            "No mail wished",
            "Held until tomorrow, 08:00, with the letter of the day",
        ]
        assert records() == held
    with time_machine.travel("2026-05-13 07:01 +01:00", tick=False):
        sending.send_due()
        assert records() == ["Given to the post today, 07:01", held[1], held[2].replace("tomorrow", "today")]
    with time_machine.travel("2026-05-13 07:20 +01:00", tick=False):
        do_waiting_jobs()
        assert records()[0] == "Sent today, 07:20"


def test_a_worker_that_was_down_until_the_night_wakes_nobody_but_whose_time_runs_out(kind):
    zoe = a_person()
    MailHours.objects.create(person=zoe, quiet_from=time(22), quiet_to=time(7))
    soon = datetime.fromisoformat("2026-05-13T08:30+01:00")

    with time_machine.travel("2026-05-12 21:59 +01:00", tick=False):
        tell_many(
            [News(to=zoe, kind=kind, key=key, title=key, until=until) for key, until in [("1", None), ("2", soon)]]
        )
        assert records() == ["Due since today, 21:59"] * 2
    with time_machine.travel("2026-05-12 23:30 +01:00", tick=False):
        sending.send_due()
        assert records() == ["Held until tomorrow, 07:00", "Given to the post today, 23:30"]
    with time_machine.travel("2026-05-13 07:00 +01:00", tick=False):
        sending.send_due()
        assert records()[0] == "Given to the post today, 07:00"


def test_the_record_says_that_a_mail_server_refuses_the_address(kind, do_waiting_jobs, monkeypatch):
    def refuse(mail: EmailMultiAlternatives) -> None:
        raise SMTPRecipientsRefused({"zoe@example.org": (550, b"no such person")})

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    tell(a_person(), kind, "1", title="It rains")

    do_waiting_jobs()
    do_waiting_jobs()

    assert records() == ["Not sent: the mail server refuses the address"]
    assert sending.send_due() == 0


def test_somebody_who_was_shut_out_or_said_stop_since_gets_no_mail(kind, do_waiting_jobs):
    gone, stopped = a_person("gone"), a_person("stopped")
    tell_many([News(to=each, kind=kind, key=each.email, title="It rains") for each in (gone, stopped)])
    User.objects.filter(pk=gone.pk).update(is_active=False)
    Wish.objects.create(person=stopped, kind=kind, mail="never")

    do_waiting_jobs()

    assert waiting_mails() == 0
    assert records() == ["Not sent: the account is closed", "Not sent: its reader has said stop"]
    assert sending.send_due() == 0


@pytest.mark.parametrize(
    ("now", "clock", "moment"),
    [
        ("2026-05-12 09:00 +01:00", time(8), "2026-05-13 07:00"),
        ("2026-05-12 08:00 +01:00", time(8), "2026-05-13 07:00"),
        ("2026-05-12 00:30 +01:00", time(8), "2026-05-12 07:00"),
        ("2026-05-11 23:30 +00:00", time(0, 45), "2026-05-11 23:45"),  # past midnight here already
        ("2026-03-28 23:00 +00:00", time(8), "2026-03-29 07:00"),  # the night is an hour shorter
        ("2026-03-28 23:00 +00:00", time(1, 30), "2026-03-29 01:30"),  # no clock shows it: an hour after half past 12
        ("2026-10-24 23:00 +01:00", time(8), "2026-10-25 08:00"),  # the night is an hour longer
        ("2026-10-25 00:30 +01:00", time(1, 30), "2026-10-25 00:30"),  # the clock shows it twice: the first
        ("2026-10-25 01:30 +00:00", time(1, 30), "2026-10-26 01:30"),  # the second showing does not count
        ("2026-03-07 22:00 -05:00", time(8), "2026-03-08 12:00"),  # New York, an hour shorter
        ("2026-10-31 22:00 -04:00", time(8), "2026-11-01 13:00"),
        ("2026-09-26 22:00 +12:00", time(8), "2026-09-26 19:00"),  # Auckland, where spring begins
        ("2026-04-04 22:00 +13:00", time(8), "2026-04-04 20:00"),
    ],
)
def test_the_shops_clock_says_when(settings, now, clock, moment):
    settings.TIME_ZONE = ZONES.get(now[-6:], "Europe/London")
    with time_machine.travel(now, tick=False):
        assert next_at(clock, timezone.now()) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "waits"), [("21:59", False), ("22:00", True), ("03:00", True), ("06:59", True), ("07:00", False)]
)
def test_quiet_hours_run_over_midnight(clock, waits):
    hours = MailHours(quiet_from=time(22), quiet_to=time(7))
    now = datetime.fromisoformat(f"2026-05-12T{clock}+01:00")

    assert (due_at("now", hours, now) != now) is waits


@pytest.mark.parametrize(
    ("wish", "ends", "due", "in_digest"),
    [
        ("now", "13T23:30", "13T07:00", False),  # a turn of two days waits for the morning
        ("now", "13T08:30", "12T23:30", False),  # fewer than two hours would be left then
        ("daily", "14T23:30", "13T08:00", True),
        ("daily", "13T09:30", "13T07:00", False),  # the digest would come too late, the morning does not
        ("daily", "13T08:30", "12T23:30", False),
        ("never", "13T08:30", None, False),
    ],
)
def test_what_ends_at_a_moment_leaves_its_reader_two_hours(wish, ends, due, in_digest):
    hours = MailHours(quiet_from=time(22), quiet_to=time(7), digest_at=time(8))
    now, until = (datetime.fromisoformat(f"2026-05-{each}+01:00") for each in ("12T23:30", ends))

    expected = due and datetime.fromisoformat(f"2026-05-{due}+01:00")
    assert posting(wish, hours, now, until) == (expected, in_digest)


@pytest.mark.parametrize("count", [1, 20])
def test_the_inbox_asks_the_same_of_the_database_for_any_number(client, kind, django_assert_num_queries, count):
    zoe = a_person()
    client.force_login(zoe)
    tell_many([News(to=zoe, kind=kind, key=str(n), title="It rains", isbn13="9781000000016") for n in range(count)])

    with django_assert_num_queries(10):
        assert client.get("/notifications/").status_code == 200


def test_people_read_their_own_notices_only(client, kind):
    zoe, max_ = a_person(), a_person("max")
    tell_many(
        [News(to=each, kind=kind, key=each.email, title=f"For {each.email}", url="/cart/") for each in (zoe, max_)]
    )
    client.force_login(zoe)
    mine, other = Notice.objects.get(person=zoe), Notice.objects.get(person=max_)

    assert "max@example.org" not in client.get("/notifications/").content.decode()
    assert client.post(f"/notifications/{other.pk}/open/").status_code == 404
    assert client.post(f"/notifications/{other.pk}/read/").status_code == 404
    assert client.get(f"/notifications/{mine.pk}/read/").status_code == 405
    assert client.post(f"/notifications/{mine.pk}/open/").url == "/cart/"
    assert list(Notice.objects.filter(read_at=None)) == [other]


def test_the_count_in_the_header_follows_without_a_reload(client, kind):
    zoe = a_person()
    client.force_login(zoe)
    assert 'class="badge"' not in client.get("/notifications/count/").content.decode()

    tell(zoe, kind, "1", title="It rains")

    assert '<span class="badge">1<' in client.get("/notifications/count/").content.decode()
    read = client.post("/notifications/read/", headers={"HX-Request": "true", "HX-Target": "inbox"}).content.decode()
    assert 'data-hx-swap-oob="true"' in read
    assert '<span class="badge">' not in read
    client.logout()
    assert client.get("/notifications/count/").status_code == 286


def test_what_a_person_chooses_is_kept_with_its_day(client, kind):
    zoe = a_person()
    client.force_login(zoe)
    chosen = {"mail-rain": "daily", "digest_at": "07:30", "quiet_from": "22:00", "quiet_to": "06:00"}

    assert client.post("/notifications/settings/", {**chosen, "quiet_to": ""}).status_code == 422
    assert not Wish.objects.exists()
    assert client.post("/notifications/settings/", chosen).status_code == 302

    wish, hours = Wish.objects.get(), MailHours.objects.get()
    assert (wish.person, wish.mail, wish.inbox, wish.since.date()) == (zoe, "daily", False, timezone.now().date())
    assert (hours.digest_at, hours.quiet_from, hours.quiet_to) == (time(7, 30), time(22), time(6))
    tell(zoe, kind, "1", title="It rains")
    assert not Notice.objects.in_inbox_of(zoe).exists()


def two_of_a_person():
    zoe = a_person()
    Wish.objects.bulk_create([Wish(person=zoe, kind="rain", mail="now"), Wish(person=zoe, kind="rain", mail="never")])


@pytest.mark.parametrize(
    ("name", "attack"),
    [
        ("notice_is_to_somebody", lambda: Notice.objects.create(key="1", kind="rain", title="To nobody")),
        ("wish_is_of_somebody", lambda: Wish.objects.create(kind="rain", mail="now")),
        ("wish_of_a_person_is_one_a_kind", two_of_a_person),
        (
            "wish_of_an_address_is_one_a_kind",
            lambda: [Wish.objects.create(email="zoe@example.org", kind="rain", mail="now") for _ in range(2)],
        ),
        (
            "quiet_hours_begin_and_end",
            lambda: MailHours.objects.create(person=a_person(), quiet_from=time(22)),
        ),
    ],
)
def test_the_database_refuses(name, attack):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        attack()


def test_what_is_over_when_its_mail_leaves_is_not_mailed_and_stays_in_the_inbox(kind):
    kinds.register(Kind("rain", "The weather", "you asked", still=lambda keys: set(keys) & {"rain of June"}))
    zoe = a_person()
    for month in ("May", "June"):
        tell(zoe, kind, f"rain of {month}", title=f"It rains in {month}")

    assert sending.send_due() == 2

    assert [job.args["subject"] for job in ProcrastinateJob.objects.filter(task_name__endswith="send_mail")] == [
        "It rains in June"
    ]
    assert Notice.objects.in_inbox_of(zoe).count() == 2
    assert Notice.objects.get(key="rain of May").mail_state == "Not sent: it was over by then"
    assert sending.send_due() == 0
