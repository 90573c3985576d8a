"""The compact row per book that lists are made of.

Filters and sorts read this table alone. catalog.listing rebuilds a row whenever what it says may have changed, with the
same availability ladder that speaks on the page, so a list and a page cannot disagree.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F

from catalog.models.books import Book, Work
from catalog.models.kinds import Format

# What each order of a list goes by. The key of the book makes an order total, so that pages never overlap.
SORT_KEYS = {
    "bestselling": [F("popularity").desc()],
    "newest": [F("published_on").desc(nulls_last=True)],
    "soonest": [F("rank").asc(), F("published_on").asc(nulls_last=True)],
    "price": [F("price").asc(nulls_last=True)],
    "dearest": [F("price").desc(nulls_last=True)],
    "title": [F("title_key").asc()],
    "rating": [F("rating").desc(nulls_last=True)],
}
SAMPLE = 64  # one work in so many is in the sample from which large numbers are reckoned


class ListingQuerySet(models.QuerySet["Listing"]):
    def leads(self) -> Self:
        """One edition a work: the one that speaks for it where no question asks for another."""
        return self.filter(is_lead=True)

    def due(self, now) -> Self:
        """Rows whose answer the clock alone has changed since they were written."""
        return self.filter(recheck_at__lte=now)


class Listing(models.Model):
    book = models.OneToOneField(Book, on_delete=models.CASCADE, primary_key=True, related_name="listing")
    # Found by listing_editions_of_a_work; an index of its own would be one more to write.
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="listings", db_index=False)
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
    in_sample = models.BooleanField(default=False, help_text="One work in 64.")
    rating = models.DecimalField(max_digits=9, decimal_places=8, null=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work"], condition=models.Q(is_lead=True), name="work_is_led_by_one_edition"
            ),
        ]
        indexes = [
            # Those of leads alone are so narrow that page 10,000 is read from the index without a look at a row.
            *(
                index
                for name, keys in SORT_KEYS.items()
                for index in (
                    models.Index(*keys, "book", name=f"listing_by_{name}"),
                    models.Index(*keys, "book", name=f"lead_by_{name}", condition=models.Q(is_lead=True)),
                )
            ),
            # A fixed sixty-fourth of the works with all that filters ask about: what would give more than we count
            # exactly is reckoned from it, without a look at a row.
            models.Index(
                "work",
                name="listing_sample",
                condition=models.Q(in_sample=True),
                include=[
                    "is_lead",
                    "state",
                    "rank",
                    "price",
                    "published_on",
                    "format",
                    "language",
                    "publisher",
                    "genres",
                    "people",
                    "series",
                    "rating",
                    "popularity",
                    "book",
                ],
            ),
            # Few books are found by several filters, none of which is narrow, without a look at any other.
            models.Index(
                fields=["rank", "format", "language", "price", "published_on", "rating"], name="listing_by_facets"
            ),
            models.Index(fields=["publisher", "book"], name="listing_of_a_publisher"),
            models.Index(fields=["work", "rank"], name="listing_editions_of_a_work"),
            models.Index(fields=["recheck_at"], condition=models.Q(recheck_at__isnull=False), name="listing_due"),
            GinIndex(fields=["genres"], name="listing_in_genre"),
            GinIndex(fields=["people"], name="listing_by_person"),
            GinIndex(fields=["series"], name="listing_in_series"),
        ]

    def __str__(self) -> str:
        return f"{self.book_id}: {self.state}"
