"""A delivery for many who wait, and a worker that is killed while it tells them."""

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from catalog import stock
from catalog.models import Hold
from notices.models import Notice
from prebooks.models import Prebook
from tests.catalog.factories import BookFactory, BranchFactory
from tests.processes import wait_until

MANY = 400


@pytest.mark.waits
@pytest.mark.parametrize("policy", ["queue", "broadcast"])
def test_a_worker_killed_in_the_middle_loses_nobody_and_tells_nobody_twice(worker, settings, policy):
    shop, book = BranchFactory(), BookFactory()
    holds = [Hold(book=book, kind="prebook", state="queued", quantity=1) for _ in range(MANY)]
    holds = Hold.objects.bulk_create(holds) if policy == "queue" else [None] * MANY
    Prebook.objects.bulk_create(
        Prebook(book=book, email=f"{number}@example.org", hold=hold, price=1) for number, hold in enumerate(holds)
    )

    stock.receive(book, shop, MANY)
    with transaction.atomic():  # somebody in the last portion is being looked at: it cannot be told before the kill
        Prebook.objects.select_for_update().latest("pk")
        with worker():
            wait_until(Notice.objects.exists)
        told_before = Notice.objects.count()
    with worker():
        wait_until(lambda: Notice.objects.filter(mailed_at__isnull=False).count() == MANY, seconds=60)

    mails = [job.args["to"] for job in ProcrastinateJob.objects.filter(task_name="storefront.tasks.send_mail")]
    assert 0 < told_before < MANY
    assert Prebook.objects.filter(state="ready", turns=1).count() == Notice.objects.count() == MANY
    assert sorted(mails) == sorted(f"{number}@example.org" for number in range(MANY))
