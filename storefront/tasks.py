"""Work for later that belongs to no app: mails, and looking after the queue itself."""

import logging
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from storefront import mailpictures
from storefront.signals import mail_settled

log = logging.getLogger(__name__)

# 3, 9, 27 … seconds between tries, eleven times: a mail server may be down for three days.
PATIENTLY = RetryStrategy(max_attempts=11, exponential_wait=3, retry_exceptions=[OSError, SMTPException])


@app.task(queue="mail", retry=PATIENTLY)
def send_mail(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    about: dict[str, list[int]] | None = None,
) -> None:
    """Hand the mail to the mail server. An address that it refuses for good is noted in the log and not tried again.

    What it is about is said to whoever keeps a record of it (storefront.signals.mail_settled).
    """
    headers = {"Message-ID": message_id, **(headers or {})}
    mail = EmailMultiAlternatives(subject, text, to=[to], reply_to=[reply_to] if reply_to else None, headers=headers)
    mail.attach_alternative(html, "text/html")
    mailpictures.attach(mail, html)
    try:
        mail.send()
    except SMTPRecipientsRefused as refusal:
        if not _is_for_good(refusal):
            raise
        log.warning("The mail server refuses the address of mail %s", message_id)
        mail_settled.send(send_mail, about=about or {}, is_taken=False)
    else:
        mail_settled.send(send_mail, about=about or {}, is_taken=True)


def _is_for_good(refusal: SMTPRecipientsRefused) -> bool:
    return all(status >= 500 for status, _ in refusal.recipients.values())


def living_workers() -> QuerySet[ProcrastinateWorker]:
    """Those that have said lately that they live."""
    since = timezone.now() - timedelta(seconds=settings.WORKER_SILENT_SECONDS)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since)


@app.periodic(cron="* * * * * */5")  # the last field is seconds
@app.task(queue="house", queueing_lock="rescue-jobs")
def rescue_jobs(timestamp: int) -> None:
    """Give the jobs of workers that died in the middle back to the queue.

    A worker says every few seconds that it lives. What a silent one had begun is begun again, so every job runs at
    least once.
    """
    silent_since = timezone.now() - timedelta(seconds=settings.WORKER_SILENT_SECONDS)
    is_orphaned = Q(worker=None) | Q(worker__last_heartbeat__lt=silent_since)
    with transaction.atomic():
        begun = ProcrastinateJob.objects.filter(is_orphaned, status="doing")
        for job in begun.select_for_update(of=("self",), skip_locked=True):
            log.warning("Job %s (%s) was left behind by a dead worker and starts again", job.pk, job.task_name)
            app.job_manager.retry_job_by_id(job.pk, retry_at=timezone.now())
