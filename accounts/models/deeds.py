"""What staff did about a person, and what they noted: written once (a trigger sees to it), newest first."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Deed(models.Model):
    """Only its people and its words can be forgotten; what was done, and when, stays."""

    class Kind(models.TextChoices):
        CLOSED = "closed", "Closed the account"
        OPENED = "opened", "Opened the account again"
        SIGNED_OUT = "signed-out", "Signed out on all devices"
        PROOF = "proof", "Sent the mail that proves the address again"
        RESET = "reset", "Sent a mail to set a new password"
        NOTE = "note", "Noted"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="deeds")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    why = models.TextField("reason", blank=True)
    said = models.TextField("told the person", blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
