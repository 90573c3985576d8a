"""Reviews, and who found them helpful."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.models import Book, Work
from orders.models import OrderLine, Parcel

LONGEST = 2000  # letters
NOBODY = "A reader"  # what a review is signed with whose writer gave no name, or has left


def copies_had(person: object, email: object, work: object) -> models.QuerySet[OrderLine]:
    """Lines by which a copy of any edition of the work has come to this person: sent, or handed over.

    A copy that was sent back later was in their hands. Of what was ordered without an account, the address tells.
    """
    theirs = Q(order__customer=person) | Q(order__customer=None, order__email__iexact=email)
    return OrderLine.objects.open().filter(theirs, book__work=work, parcel__state__in=Parcel.LEFT)


class ReviewQuerySet(models.QuerySet["Review"]):
    def live(self) -> Self:
        """Written and not deleted; some of them are not shown."""
        return self.filter(deleted_at=None)

    def shown(self) -> Self:
        return self.live().filter(state=Review.State.SHOWN)

    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def for_page(self) -> Self:
        """With all that a review shows: `is_verified`, computed now, and `helpful`, a number of people."""
        copies = copies_had(OuterRef("person"), OuterRef("person__email"), OuterRef("work"))
        return self.annotate(is_verified=Exists(copies), helpful=Count("votes")).select_related("work")

    def newest(self) -> Self:
        return self.order_by("-written_at", "-pk")

    def most_helpful(self) -> Self:
        """After for_page()."""
        return self.order_by("-helpful", "-written_at", "-pk")


class Review(models.Model):
    class State(models.TextChoices):
        SHOWN = "shown", "Shown"
        HELD = "held", "Waits for a bookseller"
        HIDDEN = "hidden", "Hidden"

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="reviews")
    book = models.ForeignKey(
        Book, on_delete=models.PROTECT, related_name="+", help_text="On whose page it was written."
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reviews")
    name = models.CharField(max_length=60, blank=True, help_text="As the writer wants to be called.")
    stars = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True, max_length=LONGEST)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SHOWN)
    written_at = models.DateTimeField("written", default=timezone.now)
    edited_at = models.DateTimeField("edited", null=True, blank=True)
    deleted_at = models.DateTimeField("deleted", null=True, blank=True)
    why = models.CharField(max_length=400, blank=True, help_text="Why it is held back, hidden or deleted.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        permissions = [("moderate_review", "Can hide, show and delete reviews")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "work"],
                condition=Q(deleted_at=None, person__isnull=False),
                name="review_of_a_person_is_one_a_work",
            ),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="review_has_one_to_five_stars"),
        ]
        indexes = [
            models.Index(
                F("work"),
                F("written_at").desc(),
                F("id").desc(),
                condition=Q(deleted_at=None, state="shown"),
                name="review_shown_newest_first",
            )
        ]

    def __str__(self) -> str:
        return f"{self.signed_by} on {self.work}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:review-detail", args=[self.pk])

    @property
    def signed_by(self) -> str:
        return self.name or NOBODY

    @property
    def is_shown(self) -> bool:
        return self.deleted_at is None and self.state == self.State.SHOWN


class HelpfulVote(models.Model):
    """Somebody found a review helpful."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helpful_votes")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "person"], name="vote_is_one_a_person_and_review")]

    def __str__(self) -> str:
        return f"{self.person} for {self.review}"
