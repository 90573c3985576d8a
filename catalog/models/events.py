"""Events: readings, groups, story times; in one of our shops or elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from catalog.models.books import Book, Contribution
from catalog.models.filing import Contributor
from catalog.models.supply import Branch


class EventQuerySet(models.QuerySet["Event"]):
    def shown(self) -> Self:
        return self.filter(is_shown=True).select_related("branch")

    def ahead(self, now: datetime | None = None) -> Self:
        """What is shown and not over yet, the next first."""
        return self.shown().filter(ends_at__gt=now or timezone.now()).order_by("starts_at", "pk")

    def over(self, now: datetime | None = None) -> Self:
        """What has been, the latest first."""
        return self.shown().filter(ends_at__lte=now or timezone.now()).order_by("-starts_at", "-pk")

    def with_person(self, person: Contributor) -> Self:
        return self.filter(Exists(Event.people.through.objects.filter(event=OuterRef("pk"), contributor=person)))

    def about(self, book: Book) -> Self:
        """Those at which any edition of it is spoken of, and those to which one of its people comes."""
        makers = Contribution.objects.filter(book=book).values("contributor")
        of_its_work = Event.books.through.objects.filter(event=OuterRef("pk"), book__work=book.work_id)
        by_its_people = Event.people.through.objects.filter(event=OuterRef("pk"), contributor__in=makers)
        return self.filter(Exists(of_its_work) | Exists(by_its_people))


class Event(models.Model):
    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300, help_text="One sentence, for lists.")
    text = models.TextField(blank=True, help_text="Markdown: what happens, and for whom it is.")
    starts_at = models.DateTimeField("begins")
    ends_at = models.DateTimeField("ends", help_text="About: until then it stands among what is coming.")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    elsewhere = models.CharField(
        max_length=300, blank=True, help_text="Where, if not in one of our shops: “Wexcombe Library, Castle Street”."
    )
    admission = models.CharField(max_length=200, default="Free, and no need to book.")
    booking_url = models.URLField("where to book", blank=True)
    people = models.ManyToManyField(Contributor, blank=True, related_name="events", help_text="Who comes.")
    books = models.ManyToManyField(Book, blank=True, related_name="events", help_text="What it is about.")
    is_shown = models.BooleanField("shown", default=True)
    called_off_at = models.DateTimeField("called off", null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["ends_at"], condition=Q(is_shown=True), name="event_shown_until")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="event_begins_before_it_ends",
                violation_error_message="An event begins before it ends.",
            ),
            models.CheckConstraint(
                condition=Q(branch=None) ^ Q(elsewhere=""),
                name="event_is_in_one_place",
                violation_error_message="Say in which of our shops it is, or where else; not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalog:event-detail", args=[self.slug])

    @property
    def where(self) -> str:
        return self.branch.name if self.branch else self.elsewhere

    @property
    def address(self) -> str:
        """Where it is, on one line."""
        return ", ".join([self.branch.name, *self.branch.address.splitlines()]) if self.branch else self.elsewhere

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_called_off(self) -> bool:
        return self.called_off_at is not None

    @property
    def ends_the_same_day(self) -> bool:
        return timezone.localtime(self.starts_at).date() == timezone.localtime(self.ends_at).date()
