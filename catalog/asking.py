"""Asking a bookseller: kept for the back office, and mailed to the shop."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.models import Question
from storefront.mail import send_mail_later


@transaction.atomic
def ask(question: Question) -> None:
    """Keep a question and tell the shop; an answer to that mail goes to whoever asked."""
    question.save()
    send_mail_later(settings.SHOP_EMAIL, "question", {"question": question}, reply_to=question.email)


def mark_answered(question: Question, *, by: User) -> None:
    """Once: the first who answered stays named."""
    unanswered = Question.objects.filter(pk=question.pk, answered_at=None)
    unanswered.update(answered_at=timezone.now(), answered_by=by)
