"""What books are filed under: people, publishers, series, genres. And how names are filed."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Func, Q

from catalog.slugs import slug_of
from storefront.paths import path_of


class SortKey(Func):
    """How a name is filed: accents and case aside (the server's own order puts Zola before Émile)."""

    function = "book_sort_key"
    output_field = models.TextField()


class TitleSortKey(Func):
    """How a title is filed: as a name, without its leading punctuation and article."""

    function = "title_sort_key"
    output_field = models.TextField()


class Contributor(models.Model):
    name = models.CharField(max_length=300, help_text="As printed on the book: Ursula K. Le Guin.")
    sort_name = models.CharField("filed under", max_length=300, help_text="Le Guin, Ursula K.")
    about = models.TextField("about", blank=True, help_text="A sentence or two in our own words.")
    sort_key = models.GeneratedField(
        expression=SortKey("sort_name"), output_field=models.TextField(), db_persist=True, editable=False
    )

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="contributor_by_name"),
            models.Index(fields=["name"], name="contributor_by_printed_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("catalog:author-detail", self.pk, slug_of(self.name))


class Publisher(models.Model):
    name = models.CharField(max_length=300, unique=True)
    about = models.TextField(blank=True, db_default="", default="", help_text="A sentence or two in our own words.")
    sort_key = models.GeneratedField(
        expression=SortKey("name"), output_field=models.TextField(), db_persist=True, editable=False
    )

    class Meta:
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("catalog:publisher-detail", self.pk, slug_of(self.name))


class Series(models.Model):
    name = models.CharField(max_length=300)
    about = models.TextField(blank=True)
    sort_key = models.GeneratedField(
        expression=TitleSortKey("name"), output_field=models.TextField(), db_persist=True, editable=False
    )

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name_plural = "series"
        indexes = [models.Index(fields=["name"], name="series_by_printed_name")]  # imports find it so

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("catalog:series-detail", self.pk, slug_of(self.name))


class GenreQuerySet(models.QuerySet["Genre"]):
    def in_menu(self) -> Self:
        return self.filter(in_menu=True)

    def below(self, code: str) -> Self:
        """The genre and everything under it: in Thema a code's prefix is its ancestor."""
        return self.filter(code__startswith=code)


class Genre(models.Model):
    code = models.CharField(
        "Thema code", max_length=20, unique=True, help_text="Staff may add their own under a known one: FFX under FF."
    )
    name = models.CharField(max_length=100)
    intro = models.TextField(blank=True, help_text="One or two sentences at the top of its page.")
    in_menu = models.BooleanField("in the menu", default=False, help_text="In the line of genres under the search.")

    objects = GenreQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z][A-Z0-9]*$"), name="genre_code_is_a_thema_subject"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("catalog:genre-detail", self.code, slug_of(self.name))

    @property
    def ancestor_codes(self) -> list[str]:
        """The codes above this one, widest first; not all of them need be genres of ours."""
        return [self.code[:length] for length in range(1, len(self.code))]
