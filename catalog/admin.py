"""The back office for books, people, genres, shelves and copies. Copies change only through catalog.stock."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from catalog import asking, indexing, pictures, pricing, stock
from catalog.facts import year_words
from catalog.forms import BookForm
from catalog.models import (
    Book,
    BookGenre,
    Branch,
    Contribution,
    Contributor,
    Event,
    Genre,
    Hold,
    ImportChange,
    ImportProblem,
    ImportRun,
    OpeningHours,
    Publisher,
    Question,
    SearchDocument,
    Series,
    SeriesVolume,
    Shelf,
    ShelfBook,
    Stock,
    StockMovement,
    Supplier,
    SupplierOffer,
    Work,
)
from catalog.pictures import composed, sent
from catalog.search import documents
from catalog.search.admin import SearchDocumentAdmin
from catalog.search.editions import for_staff
from catalog.tasks import note_new_name
from catalog.trade import admin as trade
from catalog.trade.admin import ReadOnlyAdmin

admin.site.register(SearchDocument, SearchDocumentAdmin)
admin.site.register(ImportRun, trade.ImportRunAdmin)
admin.site.register(ImportProblem, trade.ImportProblemAdmin)
admin.site.register(ImportChange, trade.ImportChangeAdmin)


class ContributionInline(admin.TabularInline):
    model = Contribution
    extra = 0
    autocomplete_fields = ["contributor"]


class BookGenreInline(admin.TabularInline):
    model = BookGenre
    extra = 0
    autocomplete_fields = ["genre"]


class SeriesVolumeInline(admin.TabularInline):
    model = SeriesVolume
    extra = 0
    autocomplete_fields = ["series"]


class SupplierOfferInline(admin.TabularInline):
    model = SupplierOffer
    extra = 0
    autocomplete_fields = ["supplier"]


@admin.register(Book)
class BookAdmin(admin.ModelAdmin):
    form = BookForm
    list_display = ["title", "format", "isbn13", "price", "status", "published_on"]
    list_filter = ["status", "format"]
    search_fields = ["title"]  # by catalog.search
    search_help_text = "Words of the title, the people, the series or the publisher; or an ISBN, or its beginning."
    autocomplete_fields = ["work", "publisher"]
    readonly_fields = ["cover_now", "cover_problem", "added_at", "updated_at"]
    inlines = [ContributionInline, BookGenreInline, SeriesVolumeInline, SupplierOfferInline, trade.StaffEditInline]
    list_per_page = 50

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Book], search_term: str
    ) -> tuple[QuerySet[Book], bool]:
        if not search_term.strip():
            return queryset, False
        found = for_staff(queryset, search_term)
        return found.order_by(*queryset.query.order_by) if "o" in request.GET else found, False

    @admin.display(description="Cover")
    def cover_now(self, book: Book) -> str:
        return format_html('<img src="{}" alt="" width="160">', pictures.address(book, 160)) if book.pk else "–"

    def save_model(self, request: HttpRequest, obj: Book, form: BookForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if content := form.cleaned_data.get("picture"):
            sent.keep(obj, content, origin=sent.BY_STAFF)
        elif form.cleaned_data.get("without_picture"):
            sent.remove(obj)
        pricing.set_price(obj, obj.price, list_price=obj.list_price, actor=request.user)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        trade.keep_for_staff(form.instance, form, formsets)
        indexing.refresh([form.instance.pk])
        if "work" in form.changed_data and form.initial.get("work"):
            documents.refresh([form.initial["work"]])  # which it has left
        composed.forget(form.instance.isbn13)

    def has_delete_permission(self, request: HttpRequest, obj: Book | None = None) -> bool:
        return False  # books are withdrawn, not lost: orders refer to them


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    list_display = ["asked_at", "name", "email", "book", "answered_at", "answered_by"]
    list_filter = [("answered_at", admin.EmptyFieldListFilter)]
    list_select_related = ["book", "answered_by"]
    search_fields = ["name", "email", "message", "book__title"]
    readonly_fields = ["asked_at", "name", "email", "message", "book", "searched", "answered_at", "answered_by"]
    actions = ["mark_answered"]

    @admin.action(description="Mark as answered")
    def mark_answered(self, request: HttpRequest, questions: QuerySet[Question]) -> None:
        for question in questions:
            asking.mark_answered(question, by=request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class DeliveryForm(forms.ModelForm):
    """Copies that came in, or a count; never a number typed over another."""

    received = forms.IntegerField(min_value=1, max_value=100_000, required=False, help_text="Copies that came in.")
    counted = forms.IntegerField(min_value=0, max_value=100_000, required=False, help_text="Copies there are.")
    reference = forms.CharField(max_length=100, required=False, help_text="A delivery note, or a word why.")

    class Meta:
        model = Stock
        fields: list[str] = []

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        counted = typed.get("counted")
        if typed.get("received") and counted is not None:
            raise forms.ValidationError("Either copies came in, or they were counted.")
        if counted is not None and counted < self.instance.held:
            raise forms.ValidationError(str(stock.CopiesPromised(self.instance, counted)))
        return typed


@admin.register(Stock)
class StockAdmin(admin.ModelAdmin):
    list_display = ["book", "branch", "on_hand", "held"]
    list_filter = ["branch"]
    list_select_related = ["book", "branch"]
    search_fields = ["book__title", "book__isbn13"]
    form = DeliveryForm
    readonly_fields = ["book", "branch", "on_hand", "held"]
    fields = ["book", "branch", "on_hand", "held", "received", "counted", "reference"]

    def save_model(self, request: HttpRequest, obj: Stock, form: DeliveryForm, change: bool) -> None:
        typed = form.cleaned_data
        said = {"reference": typed["reference"], "actor": request.user}
        try:
            if typed["received"]:
                stock.receive(obj.book, obj.branch, typed["received"], **said)
            elif typed["counted"] is not None:
                stock.adjust(obj.book, obj.branch, typed["counted"], **said)
        except stock.CopiesPromised as refusal:
            messages.error(request, str(refusal))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Stock | None = None) -> bool:
        return False


@admin.register(StockMovement)
class StockMovementAdmin(ReadOnlyAdmin):
    list_display = ["moved_at", "stock", "quantity", "on_hand", "reason", "reference", "actor"]
    list_filter = ["reason"]
    list_select_related = ["stock__book", "stock__branch", "actor"]
    search_fields = ["stock__book__title", "stock__book__isbn13", "reference"]


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    list_display = ["book", "quantity", "kind", "state", "reference", "queued_at", "expires_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["book"]
    search_fields = ["book__title", "book__isbn13", "reference"]


class ShelfBookInline(admin.TabularInline):
    model = ShelfBook
    extra = 1
    autocomplete_fields = ["book"]


@admin.register(Shelf)
class ShelfAdmin(admin.ModelAdmin):
    list_display = ["title", "place", "position", "shown_from", "shown_until"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [ShelfBookInline]


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = ["title", "starts_at", "where", "is_shown", "called_off_at"]
    list_filter = ["branch", "is_shown", ("called_off_at", admin.EmptyFieldListFilter)]
    list_select_related = ["branch"]
    date_hierarchy = "starts_at"
    search_fields = ["title", "summary", "people__name", "books__title"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["people", "books"]
    readonly_fields = ["called_off_at"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    actions = ["call_off", "call_on_again"]

    @admin.action(description="Call off: they stay on their pages, which say so", permissions=["change"])
    def call_off(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        now = timezone.now()
        count = events.filter(called_off_at=None).update(called_off_at=now, updated_at=now)
        messages.success(request, f"Called off: {count}.")

    @admin.action(description="They do take place", permissions=["change"])
    def call_on_again(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        count = events.exclude(called_off_at=None).update(called_off_at=None, updated_at=timezone.now())
        messages.success(request, f"Take place after all: {count}.")


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    extra = 0


@admin.register(Branch)
class BranchAdmin(admin.ModelAdmin):
    list_display = ["name", "dispatches", "hands_over", "position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [OpeningHoursInline]


class NamedAdmin(admin.ModelAdmin):
    """Of what gives its name to works: there may be thousands of them, so a job lets the search know."""

    search_fields = ["name"]

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            note_new_name.defer(model=obj._meta.model_name, pk=obj.pk)


@admin.register(Genre)
class GenreAdmin(NamedAdmin):
    list_display = ["code", "name", "in_menu"]
    list_filter = ["in_menu"]
    search_fields = ["name", "code"]


@admin.register(Contributor)
class ContributorAdmin(NamedAdmin):
    list_display = ["name", "sort_name"]
    search_fields = ["name", "sort_name"]


admin.site.register([Publisher, Series], NamedAdmin)


@admin.register(Supplier)
class SupplierAdmin(admin.ModelAdmin):
    search_fields = ["name"]


@admin.register(Work)
class WorkAdmin(admin.ModelAdmin):
    list_display = ["title", "first_year"]
    search_fields = ["title", "original_title"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Work]:
        return super().get_queryset(request).order_by("sort_key", "pk")

    @admin.display(description="first published", ordering="first_published")
    def first_year(self, work: Work) -> str:
        return year_words(work.first_published)

    def save_model(self, request: HttpRequest, obj: Work, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        indexing.refresh(obj.editions.values_list("pk", flat=True))
