"""What happened to a book that readers wished for, and how many of them have heard of it by now."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from catalog.models import Book


class HappeningQuerySet(models.QuerySet["Happening"]):
    def unfinished(self) -> Self:
        return self.filter(finished_at=None).order_by("pk")


class Happening(models.Model):
    """One piece of news, told to its readers in portions. `reached` is where the telling goes on after a death."""

    class What(models.TextChoices):
        PRICE = "price", "Costs less"
        BACK = "back", "Can be had again"
        OUT = "out", "Is published"

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=5, choices=What.choices)
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True, help_text="What it costs since then.")
    happened_at = models.DateTimeField(default=timezone.now)
    wishes = models.PositiveIntegerField(default=0, help_text="How many were for this book when it happened.")
    reached = models.BigIntegerField(default=0, help_text="The pk of the last wish whose reader was thought of.")
    told = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = HappeningQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(told__gte=0), name="happening_told_is_a_number")]
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="happening_unfinished")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.book}"


class Absence(models.Model):
    """Since when a book that somebody wished for cannot be bought. It goes when the book is back."""

    book = models.OneToOneField(Book, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = [F("since").desc()]

    def __str__(self) -> str:
        return f"{self.book}, since {self.since:%Y-%m-%d %H:%M}"
