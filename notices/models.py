"""The outbox and the inbox, and what people wish to hear, by which way."""

from __future__ import annotations

from datetime import datetime, time
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from notices import kinds
from storefront.days import spoken_moment

TO_SOMEBODY = Q(person__isnull=False, email="") | Q(person__isnull=True) & ~Q(email="")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def in_inbox_of(self, person: User) -> Self:
        return self.filter(person=person, in_inbox=True).order_by("-pk")

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def due(self, now: datetime) -> Self:
        """Mails whose time has come."""
        return self.filter(mailed_at=None, kept_back="", due_at__lte=now).order_by("due_at", "pk")


class Notice(models.Model):
    """One thing told to one person, or to an address without an account. The key is why nothing is told twice."""

    class KeptBack(models.TextChoices):
        STOPPED = "stopped", "its reader has said stop"
        CLOSED = "closed", "the account is closed"
        OVER = "over", "it was over by then"
        REFUSED = "refused", "the mail server refuses the address"

    key = models.CharField(unique=True, max_length=200, help_text="What is told: “prebook 12 ready 3”.")
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="notices")
    email = models.EmailField(blank=True, max_length=254, help_text="Of somebody without an account.")
    title = models.CharField(max_length=500, help_text="The fact; the subject of the mail.")
    body = models.TextField(blank=True)
    isbn13 = models.CharField(max_length=13, blank=True, help_text="The book it is about.")
    url = models.CharField(max_length=500, blank=True, help_text="Where to do something about it, signed in.")
    mail_url = models.CharField(max_length=500, blank=True, help_text="The same from a mail, signed out.")
    action = models.CharField(max_length=80, blank=True, help_text="The words on the button.")
    mail_action = models.CharField(max_length=80, blank=True, help_text="Those in the mail, where they differ.")
    in_inbox = models.BooleanField(default=True)
    in_digest = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="Until when its mail is held; empty: none is wished."
    )
    until = models.DateTimeField(null=True, blank=True, help_text="By when its reader must have done something.")
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="When its mail was written, and queued.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the mail server took it.")
    kept_back = models.CharField("why no mail was sent", max_length=7, blank=True, db_default="", choices=KeptBack)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=TO_SOMEBODY, name="notice_is_to_somebody")]
        indexes = [
            models.Index(fields=["person", "-id"], condition=Q(in_inbox=True), name="notice_inbox"),
            models.Index(fields=["person"], condition=Q(in_inbox=True, read_at=None), name="notice_unread"),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(mailed_at=None, kept_back="", due_at__isnull=False),
                name="notice_mail_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        return self.person.email if self.person else self.email

    @property
    def is_held(self) -> bool:
        """For the end of somebody's quiet hours, or for the letter of the day."""
        waits = self.mailed_at is None and not self.kept_back
        return waits and self.due_at is not None and self.due_at > timezone.now()

    @property
    def mail_state(self) -> str:
        """What became of its mail, in words."""
        if self.sent_at:
            return f"Sent {spoken_moment(self.sent_at)}"
        if self.kept_back:
            return f"Not sent: {self.get_kept_back_display()}"
        if self.mailed_at:
            return f"Given to the post {spoken_moment(self.mailed_at)}"
        if self.due_at is None:
            return "No mail wished"
        with_others = ", with the letter of the day" if self.in_digest else ""
        return f"{'Held until' if self.is_held else 'Due since'} {spoken_moment(self.due_at)}{with_others}"

    @property
    def why(self) -> str:
        return kinds.kind_of(self.kind).why


class Wish(models.Model):
    """How somebody wishes to hear one kind of news. Without one, the kind says."""

    class Mail(models.TextChoices):
        NOW = kinds.NOW, "At once"
        DAILY = kinds.DAILY, "Once a day, together"
        NEVER = kinds.NEVER, "Never"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="notice_wishes"
    )
    email = models.EmailField(blank=True, max_length=254)
    kind = models.CharField(max_length=40)
    mail = models.CharField(max_length=5, choices=Mail.choices)
    inbox = models.BooleanField(default=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [
            models.CheckConstraint(condition=TO_SOMEBODY, name="wish_is_of_somebody"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(person__isnull=False), name="wish_of_a_person_is_one_a_kind"
            ),
            models.UniqueConstraint(
                fields=["email", "kind"], condition=Q(person=None), name="wish_of_an_address_is_one_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_mail_display().lower()}"


class MailHours(models.Model):
    """When mails may come, by the shop's clock."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_hours")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    digest_at = models.TimeField(default=time(8))

    class Meta:
        verbose_name_plural = "mail hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None) | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="quiet_hours_begin_and_end",
            )
        ]

    def __str__(self) -> str:
        return f"Mail hours of {self.person}"
