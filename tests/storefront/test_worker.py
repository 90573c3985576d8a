"""A mail is never lost, whatever happens to the worker. Workers here are real processes, killed for real."""

import asyncio
import time
from collections.abc import Iterator
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from storefront.tasks import send_mail
from tests.forks import POST_OFFICE
from tests.processes import wait_until

pytestmark = pytest.mark.waits

A_MAIL = {
    "to": "ada@example.org",
    "subject": "Your order",
    "text": "Thank you.",
    "html": "<p>Thank you.</p>",
    "message_id": "<order-1@colophon.example>",
}


class PostOffice:
    """A mail server that can fall silent before or after it has taken a mail, and then lets its client wait."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.conversations = 0
        self.falls_silent: str | None = None

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        self.conversations += 1
        if self.falls_silent == "before taking it":
            return await self._silence()
        self.taken.append(message_from_bytes(envelope.content)["Message-ID"])
        if self.falls_silent == "after taking it":
            return await self._silence()
        return "250 OK"

    async def _silence(self) -> str:
        await asyncio.sleep(60)
        return "451 too late"


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=POST_OFFICE)
    controller.start()
    yield office
    controller.stop()


@pytest.mark.parametrize(
    ("falls_silent", "arrivals"), [("before taking it", 1), ("after taking it", 2)], ids=["before", "after"]
)
def test_a_mail_survives_the_death_of_its_worker(worker, post_office, falls_silent, arrivals):
    send_mail.defer(**A_MAIL)

    post_office.falls_silent = falls_silent
    with worker():
        wait_until(lambda: post_office.conversations == 1)
    post_office.falls_silent = None  # the block has ended: the worker was killed in the middle
    with worker():
        wait_until(lambda: post_office.conversations == 2)
        wait_until(lambda: not ProcrastinateJob.objects.filter(queue_name="mail").exists())

    assert post_office.taken == [A_MAIL["message_id"]] * arrivals


def test_a_mail_waits_for_a_mail_server_that_is_down(worker, request):
    send_mail.defer(**A_MAIL)

    with worker():
        wait_until(lambda: ProcrastinateJob.objects.filter(status="todo", attempts=1).exists())
    post_office = request.getfixturevalue("post_office")
    with worker():
        wait_until(lambda: post_office.taken)

    assert post_office.taken == [A_MAIL["message_id"]]


def test_no_mail_is_sent_for_what_was_rolled_back(worker, post_office):
    with transaction.atomic():
        send_mail.defer(**A_MAIL)
        transaction.set_rollback(True)

    send_mail.defer(**{**A_MAIL, "message_id": "<the-next@colophon.example>"})
    with worker():
        wait_until(lambda: post_office.taken)
        time.sleep(0.5)

    assert post_office.taken == ["<the-next@colophon.example>"]
