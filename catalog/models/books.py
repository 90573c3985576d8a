"""Works and books. A Work groups its editions; a Book is one edition, one ISBN, one thing to sell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Self

import nh3
from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Func, Prefetch, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from catalog import isbn
from catalog.models.filing import Contributor, Genre, Publisher, Series, TitleSortKey
from catalog.models.filing import SortKey as SortKey  # where the first migration looks for it
from catalog.models.kinds import BYLINE_ROLES, Format, Precision, PriceRule, Role, Status, TaxClass
from catalog.slugs import slug_of
from storefront.paths import path_of

if TYPE_CHECKING:
    from catalog.availability import Availability


class IsbnIsValid(Func):
    """Asks PostgreSQL: 978 or 979, not 9790, and a check digit that fits."""

    function = "isbn13_is_valid"
    output_field = models.BooleanField()


# What imported and hand-written descriptions may use (ONIX texts bring far more).
TEXT_TAGS = {"p", "br", "em", "i", "strong", "b", "ul", "ol", "li", "blockquote", "cite", "a"}


class Work(models.Model):
    """One text, however often it was printed."""

    title = models.CharField(max_length=500)
    original_title = models.CharField(max_length=500, blank=True)
    first_published = models.SmallIntegerField("first published", null=True, blank=True, help_text="Negative is BCE.")
    match_key = models.CharField(
        max_length=400,
        blank=True,
        editable=False,
        help_text="By which imports find it (catalog.trade.records.work_key).",
    )
    rating_average = models.DecimalField(
        max_digits=9, decimal_places=8, null=True, blank=True, editable=False, help_text="Of its reviews; kept by them."
    )
    rating_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    sort_key = models.GeneratedField(
        expression=TitleSortKey("title"), output_field=models.TextField(), db_persist=True, editable=False
    )

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["match_key"], condition=~Q(match_key=""), name="work_by_match_key")]

    def __str__(self) -> str:
        return self.title


class BookQuerySet(models.QuerySet["Book"]):
    def shown(self) -> Self:
        """Without those whose record was an error: no page, no list, no feed."""
        return self.filter(is_hidden=False)

    def with_people(self) -> Self:
        """Contributors in order, for by-lines; one query however many books."""
        return self.prefetch_related(
            Prefetch("contributions", Contribution.objects.select_related("contributor").order_by("sequence", "pk"))
        )

    def on_sale_by(self, day: date) -> Self:
        """Those whose day of sale has come, or who have none (see Book.on_sale_on)."""
        return self.exclude(published_on__gt=day).exclude(embargo_on__gt=day)

    def with_supply(self) -> Self:
        """What the availability ladder asks about: copies by branch, suppliers' offers, the length of the queue."""
        from catalog.models.supply import Stock, SupplierOffer, waiting_copies, waiting_holds

        return self.annotate(waiting_copies=waiting_copies(), waiting_holds=waiting_holds()).prefetch_related(
            Prefetch("stock", Stock.objects.select_related("branch")), Prefetch("offers", SupplierOffer.objects.all())
        )

    def for_cards(self) -> Self:
        """Everything a card shows, in a constant number of queries."""
        return self.select_related("work", "publisher").with_people().with_supply()

    def for_page(self) -> Self:
        """A card, and with it the subjects and the series that its own page names."""
        return self.for_cards().prefetch_related("book_genres__genre", "volumes__series")


class Book(models.Model):
    """One edition: what has an ISBN, a price and copies."""

    isbn13 = models.CharField("ISBN-13", max_length=13)
    # Found by book_editions_of_a_work; an index of its own would be one more to write.
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="editions", db_index=False)
    title = models.CharField(max_length=500)
    subtitle = models.CharField(max_length=500, blank=True)
    format = models.CharField(max_length=20, choices=Format.choices, default=Format.PAPERBACK)
    edition = models.CharField(max_length=200, blank=True, help_text="“Second edition”, “Illustrated by …”.")
    publisher = models.ForeignKey(Publisher, on_delete=models.PROTECT, null=True, blank=True, related_name="books")
    imprint = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=35, default="en", help_text="BCP 47: en, fr, pt-BR.")
    original_language = models.CharField(max_length=35, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    height_mm = models.PositiveSmallIntegerField("height, mm", null=True, blank=True)
    width_mm = models.PositiveSmallIntegerField("width, mm", null=True, blank=True)
    thickness_mm = models.PositiveSmallIntegerField("thickness, mm", null=True, blank=True)
    weight_g = models.PositiveIntegerField("weight, g", null=True, blank=True)
    published_on = models.DateField("published", null=True, blank=True)
    published_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    embargo_on = models.DateField("embargo until", null=True, blank=True, help_text="Nothing leaves the house before.")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    price = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True, help_text="In the shop's currency, tax included."
    )
    list_price = models.DecimalField(
        "recommended price", max_digits=8, decimal_places=2, null=True, blank=True, help_text="The publisher's RRP."
    )
    price_rule = models.CharField(
        "price set by",
        max_length=10,
        choices=PriceRule.choices,
        blank=True,
        default=PriceRule.FREE,
        db_default="",
        help_text="Where it is not the shop, no promotion lowers it.",
    )
    tax_class = models.CharField(max_length=10, choices=TaxClass.choices, default=TaxClass.BOOK)
    description = models.TextField(blank=True, help_text="Simple HTML: paragraphs, emphasis, lists, links.")
    keywords = models.TextField(blank=True, help_text="For the search only; divided by semicolons.")
    cover = models.ImageField(upload_to="covers/", blank=True, help_text="Without one, a cover is composed.")
    cover_width = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    cover_height = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    cover_url = models.CharField(
        "address of a cover",
        max_length=2048,
        blank=True,
        db_default="",
        validators=[URLValidator(["http", "https"])],
        help_text="Where the trade offers one; it is fetched.",
    )
    cover_tried = models.CharField(
        max_length=2048, blank=True, db_default="", editable=False, help_text="Which address was last dealt with."
    )
    cover_problem = models.CharField(
        "why it was not fetched", max_length=300, blank=True, db_default="", editable=False
    )
    popularity = models.PositiveIntegerField(default=0, help_text="Breaks ties; counted from sales.")
    is_hidden = models.BooleanField(
        "out of sight",
        default=False,
        db_default=False,
        help_text="Neither listed, found nor sold: its record was an error.",
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    contributors = models.ManyToManyField(Contributor, through="Contribution", related_name="books")
    genres = models.ManyToManyField(Genre, through="BookGenre", related_name="books")
    series = models.ManyToManyField(Series, through="SeriesVolume", related_name="books")

    objects = BookQuerySet.as_manager()

    copies_kept = 0  # set aside for whoever asks just now, so that the ladder lets them buy; never saved
    ordered_ahead = 0  # copies whose place in line an order of theirs may take over; never saved either

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Not as a property of the field, which would have a second index for what begins so.
            models.UniqueConstraint(fields=["isbn13"], name="book_has_an_isbn_of_its_own"),
            models.CheckConstraint(
                condition=IsbnIsValid("isbn13"),
                name="book_isbn13_has_a_valid_check_digit",
                violation_error_message="This is not an ISBN-13: the last digit does not fit the others.",
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="book_price_is_not_negative"),
            models.CheckConstraint(condition=Q(list_price__gt=0), name="book_list_price_is_positive"),
            models.CheckConstraint(condition=~Q(title=""), name="book_has_a_title"),
        ]
        indexes = [
            models.Index(fields=["work", "id"], name="book_editions_of_a_work"),
            # Few at any time, however many books: catalog.pictures.fetching takes them from here.
            models.Index(
                fields=["id"],
                condition=~Q(cover_url="") & ~Q(cover_url=F("cover_tried")),
                name="book_cover_to_be_fetched",
            ),
            models.Index(fields=["id"], condition=Q(is_hidden=True), name="book_out_of_sight"),  # few, for staff
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_format_display().lower()})"

    def get_absolute_url(self) -> str:
        return path_of("catalog:book-detail", self.isbn13, self.slug)

    def clean(self) -> None:
        try:
            self.isbn13 = isbn.isbn13(self.isbn13)
        except isbn.InvalidIsbn as refusal:
            from django.core.exceptions import ValidationError

            raise ValidationError({"isbn13": str(refusal)}) from refusal

    @property
    def slug(self) -> str:
        return slug_of(self.title)

    @property
    def isbn10(self) -> str | None:
        return isbn.isbn10(self.isbn13)

    @property
    def isbn13_hyphenated(self) -> str:
        return isbn.hyphenated(self.isbn13)

    @property
    def is_digital(self) -> bool:
        return self.format in {Format.EBOOK, Format.AUDIO_DOWNLOAD}

    @property
    def on_sale_on(self) -> date | None:
        """The first day a copy may leave the house: publication, or the end of an embargo if that is later."""
        days = [day for day in (self.published_on, self.embargo_on) if day]
        return max(days, default=None)

    @property
    def is_reduced(self) -> bool:
        return self.price is not None and self.list_price is not None and self.price < self.list_price

    @property
    def saving(self) -> Decimal:
        """What the price is below the publisher's, in shop currency; nought if it is not."""
        return self.list_price - self.price if self.is_reduced else Decimal(0)

    @property
    def description_html(self) -> SafeString:
        """The description as it may stand in a page, whoever wrote it: nothing but plain text markup is left."""
        return mark_safe(nh3.clean(self.description, tags=TEXT_TAGS, attributes={"a": {"href"}}))  # noqa: S308 just cleaned

    @cached_property
    def availability(self) -> Availability:
        """The ladder's answer for now. Load the book with_supply() first where there are many."""
        from catalog.availability import availability, facts_of

        return availability(facts_of(self), timezone.localtime())

    @property
    def queue_length(self) -> tuple[int, int]:
        """Copies waited for, and how many wait. Annotated by with_supply(), asked for otherwise."""
        if hasattr(self, "waiting_copies"):
            return self.waiting_copies, self.waiting_holds
        return Book.objects.with_supply().values_list("waiting_copies", "waiting_holds").get(pk=self.pk)

    @cached_property
    def credits(self) -> list[Contribution]:
        """Everyone who made it, in the order of the title page. Prefetched by with_people()."""
        return list(self.contributions.all())

    @property
    def byline(self) -> str:
        """The names on the cover: authors, else editors. “Terry Pratchett and Neil Gaiman”; of many the first."""
        names = [credit.contributor.name for credit in self.byline_credits]
        if len(names) > MOST_NAMED:
            names[MOST_NAMED - 1 :] = [f"{len(names) - MOST_NAMED + 1:,} others"]
        return joined(names)

    @property
    def byline_credits(self) -> list[Contribution]:
        authors = [credit for credit in self.credits if credit.role in BYLINE_ROLES]
        return authors or [credit for credit in self.credits if credit.role == Role.EDITOR]


MOST_NAMED = 4  # in a line; the page of the book names them all


def joined(names: list[str] | list[Promise]) -> str:
    """Names in a sentence: A; A and B; A, B and C."""
    return " and ".join(filter(None, [", ".join(map(str, names[:-1])), *map(str, names[-1:])]))


# Below, what has no index of its own is where a constraint or an index begins, and is found by that.


class Contribution(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="contributions", db_index=False)
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="contributions")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.AUTHOR)
    sequence = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["sequence", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["book", "contributor", "role"], name="contribution_is_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contributor} ({self.get_role_display().lower()})"


class BookGenre(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="book_genres", db_index=False)
    genre = models.ForeignKey(Genre, on_delete=models.PROTECT, related_name="book_genres")
    is_main = models.BooleanField("where it stands", default=False)

    class Meta:
        ordering = ["-is_main", "genre"]
        constraints = [
            models.UniqueConstraint(fields=["book", "genre"], name="book_is_in_a_genre_once"),
            models.UniqueConstraint(fields=["book"], condition=Q(is_main=True), name="book_has_one_main_genre"),
        ]

    def __str__(self) -> str:
        return str(self.genre)


class SeriesVolume(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="volumes", db_index=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="volumes", db_index=False)
    number = models.CharField(max_length=40, blank=True, help_text="As printed: 1, IV, 2.5.")
    position = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True, help_text="For the order.")

    class Meta:
        ordering = [F("position").asc(nulls_last=True), "pk"]
        constraints = [models.UniqueConstraint(fields=["book", "series"], name="book_is_in_a_series_once")]
        indexes = [models.Index(fields=["series", "position", "book"], name="seriesvolume_in_order")]

    def __str__(self) -> str:
        return f"{self.series}, {self.number}" if self.number else str(self.series)


class PriceChange(models.Model):
    """What a book has cost, and since when. Written by catalog.pricing, never changed."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="price_changes", db_index=False)
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    list_price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["book", "-changed_at"], name="price_history_of_a_book"),
            models.Index(fields=["actor"], condition=Q(actor__isnull=False), name="price_changes_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.book}: {self.price}"
