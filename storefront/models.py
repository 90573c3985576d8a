"""What staff say of the shop itself: its pages of help, and when it is closed."""

from datetime import date, timedelta
from html import unescape

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.html import strip_tags

from storefront.markdown import html_from_markdown

MOST_CLOSED = timedelta(days=92)


class HelpPage(models.Model):
    slug = models.SlugField("address", unique=True, max_length=60, help_text="The last part of the page's address.")
    title = models.CharField(max_length=120)
    body = models.TextField(
        help_text="Markdown: a blank line between paragraphs, ## before a heading, - before a point."
    )
    updated_at = models.DateTimeField("last changed", auto_now=True)

    class Meta:
        verbose_name = "help page"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("storefront:help-page", args=[self.slug])

    @property
    def opening(self) -> str:
        """Its first paragraph, as plain text."""
        return unescape(strip_tags(html_from_markdown(self.body.partition("\n\n")[0]))).strip()


class Closing(models.Model):
    """Days on which nobody packs parcels, beside weekends and holidays: stocktaking, a summer week."""

    first_on = models.DateField("first day")
    last_on = models.DateField("last day")
    why = models.CharField(max_length=100, help_text="For the staff: Stocktaking.")

    class Meta:
        verbose_name_plural = "closing days"
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_on__lte=F("last_on")),
                name="closing_begins_before_it_ends",
                violation_error_message="The first day cannot be after the last.",
            ),
            models.CheckConstraint(
                # A slip of the year would stop the shop for good.
                condition=Q(last_on__lte=F("first_on") + MOST_CLOSED),
                name="closing_ends_within_a_quarter",
                violation_error_message="That is more than three months. Is the year right?",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.why}, {self.first_on} to {self.last_on}"

    def days(self) -> list[date]:
        return [self.first_on + timedelta(days=n) for n in range((self.last_on - self.first_on).days + 1)]
