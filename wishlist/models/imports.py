"""A reading list brought along from elsewhere, row by row, so that what a job did not finish the next one does."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.models import Book


class ReadingImportQuerySet(models.QuerySet["ReadingImport"]):
    def of(self, person: User) -> Self:
        return self.filter(owner=person)


class ReadingImport(models.Model):
    class Source(models.TextChoices):
        GOODREADS = "goodreads", "Goodreads"
        STORYGRAPH = "storygraph", "StoryGraph"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reading_imports")
    source = models.CharField(max_length=10, choices=Source.choices)
    file_name = models.CharField(max_length=200)
    targets = models.JSONField(default=dict, help_text="The pk of a list for each shelf that is to be brought along.")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ReadingImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} from {self.get_source_display()}"

    def get_absolute_url(self) -> str:
        return reverse("wishlist:import-detail", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.finished_at is None


class ImportedRow(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        ADDED = "added", "Put on a list"
        ALREADY = "already", "Was on the list"
        UNCLEAR = "unclear", "To be confirmed"
        NOT_FOUND = "not_found", "Not found"
        LEFT_OUT = "left_out", "Left out"

    reading_import = models.ForeignKey(ReadingImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Its line in the file.")
    title = models.CharField(max_length=500, blank=True)
    author = models.CharField(max_length=300, blank=True)
    isbns = ArrayField(models.CharField(max_length=13), default=list)
    shelf = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    book = models.ForeignKey(Book, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    candidates = ArrayField(models.BigIntegerField(), default=list, help_text="Books it may be: a person chooses.")
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["reading_import", "number"], name="imported_row_is_one_a_line")]
        indexes = [models.Index(fields=["reading_import", "state", "number"], name="imported_rows_by_state")]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"
