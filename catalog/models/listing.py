"""The compact row per book that lists are made of.

Filters and sorts read this table alone. catalog.listing rebuilds a row whenever what it says may have changed, with the
same availability ladder that speaks on the page, so a list and a page cannot disagree.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from catalog.models.books import Book, Format, Work


class ListingQuerySet(models.QuerySet["Listing"]):
    def leads(self) -> Self:
        """One edition a work: the one that speaks for it where no question asks for another."""
        return self.filter(is_lead=True)

    def due(self, now) -> Self:
        """Rows whose answer the clock alone has changed since they were written."""
        return self.filter(recheck_at__lte=now)


class Listing(models.Model):
    book = models.OneToOneField(Book, on_delete=models.CASCADE, primary_key=True, related_name="listing")
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="listings")
    is_lead = models.BooleanField(default=False)
    state = models.CharField(max_length=20, help_text="catalog.availability.State")
    action = models.CharField(max_length=10, help_text="catalog.availability.Action")
    rank = models.PositiveSmallIntegerField(help_text="Lower can be had sooner.")
    recheck_at = models.DateTimeField(null=True, help_text="When the clock alone may change the state.")
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    published_on = models.DateField(null=True)
    popularity = models.PositiveIntegerField(default=0)
    title_key = models.TextField()
    format = models.CharField(max_length=20, choices=Format.choices)
    language = models.CharField(max_length=35)
    publisher = models.IntegerField(null=True)
    genres = ArrayField(models.CharField(max_length=20), default=list, help_text="With all their ancestors.")
    people = ArrayField(models.IntegerField(), default=list, help_text="Those on the cover.")
    series = ArrayField(models.IntegerField(), default=list)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work"], condition=models.Q(is_lead=True), name="work_is_led_by_one_edition"
            ),
        ]
        indexes = [
            # Each sort of a list of works walks one of these; the pk makes the order total, so pages never overlap.
            models.Index(fields=["is_lead", "-popularity", "book"], name="listing_bestselling"),
            models.Index("is_lead", models.F("published_on").desc(nulls_last=True), "book", name="listing_newest"),
            models.Index("is_lead", models.F("price").asc(nulls_last=True), "book", name="listing_cheapest"),
            models.Index("is_lead", models.F("price").desc(nulls_last=True), "book", name="listing_dearest"),
            models.Index(fields=["is_lead", "title_key", "book"], name="listing_by_title"),
            models.Index(fields=["work", "rank"], name="listing_editions_of_a_work"),
            models.Index(fields=["recheck_at"], name="listing_due"),
            GinIndex(fields=["genres"], name="listing_in_genre"),
            GinIndex(fields=["people"], name="listing_by_person"),
            GinIndex(fields=["series"], name="listing_in_series"),
        ]

    def __str__(self) -> str:
        return f"{self.book_id}: {self.state}"
