"""What the trade sent: runs of imports, what they changed and could not read, and what staff keep for themselves."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils import timezone

from catalog.models.books import Book


def kept_apart() -> FileSystemStorage:
    """Where uploads lie that nobody may fetch."""
    return FileSystemStorage(settings.IMPORT_FOLDER)


class ImportRun(models.Model):
    """One file, read once. A run that was cut off is taken up where its last batch was committed."""

    class Kind(models.TextChoices):
        BOOKS = "books", "Books (CSV)"
        ONIX = "onix", "ONIX"
        STOCK = "stock", "Supplier’s stock (CSV)"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to begin"
        RUNNING = "running", "Running, or cut off"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    file_name = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, db_index=True, help_text="SHA-256 of the file and of how it was read.")
    sender = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file = models.FileField(blank=True, storage=kept_apart, help_text="An upload, until it has been read.")
    options = models.JSONField(default=dict, blank=True, help_text="How an upload is read.")
    is_rehearsal = models.BooleanField("only tried out", default=False, db_default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0, help_text="Records read and committed.")
    share = models.FloatField(default=0, db_default=0, help_text="Of the file that has been read, from 0 to 1.")
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Tests, and in suppliers’ feeds books that we do not have."
    )
    protected = models.PositiveIntegerField(default=0, help_text="Fields left alone because staff had edited them.")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_kind_display()})"


class ImportProblem(models.Model):
    """A record that was put aside, and why."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    place = models.CharField(max_length=200, help_text="Line or record.")
    isbn = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500)
    excerpt = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class ImportChange(models.Model):
    """A field that a run changed. The first thousand of a run are kept."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.field}: {self.before} → {self.after}"


class StaffEdit(models.Model):
    """A field that staff wrote by hand. It is theirs: imports leave it alone."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="staff_edits")
    field = models.CharField(max_length=40)
    edited_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "field"], name="staff_own_a_field_once")]

    def __str__(self) -> str:
        return self.field


class TradeRecord(models.Model):
    """The last that a sender said of a book. The same again changes nothing."""

    sender = models.CharField(max_length=200)
    reference = models.CharField(max_length=200, help_text="The sender's key of the record.")
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="trade_records")
    digest = models.CharField(max_length=32)
    look = models.BigIntegerField(null=True, help_text="Of its bytes: what looks the same need not be read again.")
    sent_at = models.DateTimeField(null=True)
    subjects = models.TextField(
        blank=True, db_default="", help_text="Subject codes as sent, with their ONIX schemes: 93:FF 10:FIC022000."
    )
    work_reference = models.CharField(
        max_length=300, blank=True, db_default="", help_text="The sender's key of the work."
    )
    is_removed = models.BooleanField(default=False, db_default=False, help_text="Taken back by the sender.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "reference"], name="trade_record_is_known_once")]
        indexes = [
            models.Index(
                fields=["work_reference"], condition=~models.Q(work_reference=""), name="trade_record_by_work"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.reference}"
