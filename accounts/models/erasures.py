"""Who wants to be forgotten, and until when they may think again."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.people import User


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def pending(self) -> Self:
        return self.filter(taken_back_at=None, erased_at=None)

    def of(self, person: User) -> Self:
        return self.filter(person=person)


class Erasure(models.Model):
    """That somebody asked for it. Once it is done the row says only that, and when: the person is gone from it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="erasures")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(help_text="Until then it can be taken back.")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(taken_back_at=None, erased_at=None, person__isnull=False),
                name="person_is_erased_once",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(taken_back_at=None, erased_at=None), name="erasure_due"),
        ]

    def __str__(self) -> str:
        return f"Erasure asked for on {self.asked_at:%Y-%m-%d}"
