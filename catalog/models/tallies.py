"""How many works the longest lists hold, counted every night by catalog.browsing.tallies."""

from django.db import models
from django.utils import timezone


class Tally(models.Model):
    """The numbers beside a list that is too long to be counted whenever somebody looks at it."""

    genre = models.CharField(max_length=20, primary_key=True, help_text="Its code; empty for the whole catalogue.")
    total = models.PositiveIntegerField(help_text="Works.")
    counts = models.JSONField(help_text="For each group of filters how many works each value has.")
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.CheckConstraint(condition=models.Q(total__gt=0), name="tally_is_of_something")]

    def __str__(self) -> str:
        return f"{self.genre or 'All books'}: {self.total:,}"
