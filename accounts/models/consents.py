"""What somebody agreed to hear from us, or no longer does: a history, written once (a trigger sees to it)."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models.people import User

PLACES = {
    "footer": "the foot of a page",
    "page": "the newsletter’s page",
    "checkout": "the checkout",
    "settings": "the page “What you hear from us”",
    "mail": "a link in a mail",
    "moved": "a change of the account’s address",
}


class ConsentQuerySet(models.QuerySet["Consent"]):
    def of(self, person: User) -> Self:
        """Theirs, and what was said with their address before they had an account."""
        return self.filter(Q(person=person) | Q(email=person.email))

    def last_words(self, what: str) -> Self:
        """How things stand: the last word of each address."""
        last = self.filter(what=what).exclude(email="").order_by("email", "-pk").distinct("email")
        return self.filter(pk__in=last.values("pk"))


class Consent(models.Model):
    """One word, given once: yes or no, to what, in which words, where and by whom."""

    email = models.EmailField("e-mail address", blank=True, max_length=254, help_text="Empty once forgotten.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="consents")
    what = models.CharField(max_length=40, help_text="The newsletter, or a kind of notices.")
    words = models.CharField(max_length=300, help_text="What was agreed to, as it was written there.")
    version = models.PositiveSmallIntegerField("wording", default=1)
    is_given = models.BooleanField("agreed")
    where = models.CharField(max_length=40, help_text="The page on which it was asked for.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who was signed in; empty: whoever had the link in the mail.",
    )
    happened_at = models.DateTimeField(default=timezone.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="consent_email_is_lower_case"),
        ]
        indexes = [models.Index(fields=["what", "email", "-id"], name="consent_last_word")]
        permissions = [("export_newsletter", "May take along the addresses that get the newsletter")]

    def __str__(self) -> str:
        return f"{self.words}: {'yes' if self.is_given else 'no'}"

    @property
    def place(self) -> str:
        return PLACES.get(self.where, self.where)
