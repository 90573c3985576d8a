"""Shelves: curated, ordered, dated tables of books, each book with a signed shelf-talker."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from catalog.models.books import Book


class Place(models.TextChoices):
    """Where a shelf stands on the home page."""

    OPENING = "opening", "The table at the door"
    TALKERS = "talkers", "Staff picks with their notes"
    ROW = "row", "A row of covers"
    PAGE = "page", "Only its own page"


class ShelfQuerySet(models.QuerySet["Shelf"]):
    def shown(self, on: date) -> Self:
        """Shelves that stand in the shop on a day."""
        return self.filter(Q(shown_from=None) | Q(shown_from__lte=on), Q(shown_until=None) | Q(shown_until__gte=on))

    def on_home_page(self, on: date) -> Self:
        return self.shown(on).exclude(place=Place.PAGE)


class Shelf(models.Model):
    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(max_length=200)
    intro = models.TextField(blank=True)
    place = models.CharField(max_length=10, choices=Place.choices, default=Place.ROW)
    position = models.PositiveSmallIntegerField(default=100, help_text="Lower stands higher on the home page.")
    shown_from = models.DateField(null=True, blank=True)
    shown_until = models.DateField(null=True, blank=True)

    objects = ShelfQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "shelves"
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_from__lte=F("shown_until")),
                name="shelf_is_shown_before_it_ends",
                violation_error_message="A shelf cannot end before it is shown.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalog:shelf-detail", args=[self.slug])


class ShelfBook(models.Model):
    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="places")
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="shelf_places")
    position = models.PositiveSmallIntegerField(default=100)
    talker = models.TextField("shelf-talker", blank=True, help_text="A sentence or two, as one would say it.")
    signed_by = models.CharField(max_length=60, blank=True, help_text="A first name.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["shelf", "book"], name="book_stands_on_a_shelf_once")]

    def __str__(self) -> str:
        return f"{self.book} on {self.shelf}"
