"""For staff: files to import, what became of each, and which fields of a book are theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from catalog.models import Book, ImportChange, ImportProblem, ImportRun, StaffEdit
from catalog.tasks import import_upload
from catalog.trade import csv_books, csv_stock, differences, importing, opening, runs
from catalog.trade.importing import How
from catalog.trade.tables import Layout

LARGEST_FILE = 2_000_000_000  # bytes
SECONDS_BETWEEN_LOOKS = 3
COLUMNS = {ImportRun.Kind.BOOKS: csv_books.COLUMNS, ImportRun.Kind.STOCK: csv_stock.COLUMNS}


class UploadForm(forms.ModelForm):
    """A file, what it is, and how it is written. What a kind of file does not need is not asked for it."""

    file = forms.FileField(help_text="ONIX 2.1, 3.0 or 3.1, or CSV; also packed as ZIP or .gz.")
    sender = forms.CharField(
        required=False,
        max_length=180,
        label="Who sent it",
        help_text="The supplier of a stock feed. Of an ONIX message only if it does not say so itself.",
    )
    is_full = forms.BooleanField(
        required=False, label="The feed names all that the supplier has", help_text="What it does not name, is no more."
    )
    columns = forms.CharField(
        required=False,
        widget=forms.Textarea({"rows": 4}),
        label="Their columns, and ours",
        help_text=f"CSV only, a line each: theirs=ours. Ours are, for books: {' '.join(csv_books.COLUMNS)}; for stock: "
        f"{' '.join(csv_stock.COLUMNS)}.",
    )
    delimiter = forms.ChoiceField(
        choices=[(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar")],
        label="Between cells",
        help_text="If the first line makes no sense so, the others are tried.",
    )
    encoding = forms.ChoiceField(
        choices=[("utf-8-sig", "UTF-8"), ("cp1252", "Western European (Windows)"), ("utf-16", "UTF-16")],
        label="Written in",
        help_text="A file that is marked as UTF-8 or UTF-16 is read so, whatever stands here.",
    )

    class Meta:
        model = ImportRun
        fields = ["file", "kind", "is_rehearsal", "sender", "is_full", "columns", "delimiter", "encoding"]
        labels = {"is_rehearsal": "Only try it out", "kind": "What it is"}
        help_texts = {"is_rehearsal": "Says what would happen, and changes nothing."}

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("A file may have 2 GB at most: send larger ones through manage.py.")
        return file

    def clean_sender(self) -> str:
        return " ".join(self.cleaned_data["sender"].split())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        kind = said.get("kind")
        if kind == ImportRun.Kind.STOCK and not said.get("sender"):
            self.add_error("sender", "Whose stock is it? Name the supplier.")
        if said.get("file") and kind:
            try:
                opening.look(said["file"].file, kind)
            except runs.UnreadableFile as refusal:
                self.add_error("file", str(refusal))
        said["names"] = self._names(said.get("columns", ""), COLUMNS.get(kind, ()))
        return said

    def _names(self, text: str, ours: tuple[str, ...]) -> dict[str, str]:
        names = {}
        for line in filter(None, map(str.strip, text.splitlines())):
            theirs, equals, name = line.rpartition("=")
            if not equals or name.strip() not in ours:
                self.add_error("columns", f"“{line[:60]}”: write theirs=ours, where ours is one of {' '.join(ours)}.")
            names[theirs.strip()] = name.strip()
        return names

    @property
    def how(self) -> How:
        said = self.cleaned_data
        layout = Layout(said["names"], said["delimiter"], said["encoding"])
        return How(said["sender"], layout, is_full=said["is_full"])


class ImportRunAdmin(admin.ModelAdmin):
    """Uploads are read by the worker; a report tells how far it is, and what became of it."""

    list_display = [
        "file_name",
        "kind",
        "sender",
        "outcome",
        "started_at",
    ]
    list_filter = ["kind", "state", "is_rehearsal"]
    search_fields = ["file_name", "sender"]
    date_hierarchy = "started_at"
    list_display_links = ["file_name"]
    form = UploadForm
    change_form_template = "admin/catalog/importrun/report.html"
    add_form_template = "admin/catalog/importrun/upload.html"
    fieldsets = [
        (None, {"fields": ["file", "kind", "sender", "is_rehearsal"]}),
        ("Only for CSV", {"fields": ["is_full", "columns", "delimiter", "encoding"]}),
    ]

    @admin.display(description="What became of it", ordering="state")
    def outcome(self, run: ImportRun) -> str:
        if run.state == ImportRun.State.DONE:
            tried = "Tried out: " if run.is_rehearsal else ""
            return f"{tried}{runs.summary(run)}."
        return f"{run.get_state_display()}. {run.error}"

    def has_change_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return False  # a run is the memory of what came from where

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: ImportRun, form: UploadForm, change: bool) -> None:
        obj.file_name = re.sub(r"[\x00-\x1f]", "", obj.file.name)[:300]
        obj.options, obj.sender = form.how.as_json(), importing.sender(obj.kind, form.how)
        obj.actor, obj.state = request.user, ImportRun.State.WAITING
        super().save_model(request, obj, form, change)
        import_upload.defer(run_pk=obj.pk)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"kind": ImportRun.Kind.ONIX} | super().get_changeform_initial_data(request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": "Import a file", **(extra_context or {})})

    def response_add(self, request: HttpRequest, obj: ImportRun, post_url_continue: str | None = None) -> HttpResponse:
        messages.success(request, f"“{obj.file_name}” is in. The worker reads it now.")
        return redirect("admin:catalog_importrun_change", obj.pk)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **more: Any) -> HttpResponse:
        run = more.get("obj")
        if run is not None:
            context |= {"run": run, "report": _report(run), "title": f"Import of {run.file_name}", "subtitle": None}
        return super().render_change_form(request, context, **more)


def _report(run: ImportRun) -> dict[str, Any]:
    is_at_work = run.state in {ImportRun.State.WAITING, ImportRun.State.RUNNING}
    seconds = ((run.ended_at or timezone.now()) - run.started_at).total_seconds()
    return {
        "seconds_between_looks": SECONDS_BETWEEN_LOOKS if is_at_work and run.file else None,
        "took": f"{round(seconds):,} s" if seconds >= 1 else "less than a second",
        "percent": round(run.share * 100),
        "sender": run.sender.removeprefix("stock:") or "as the file says",
        "counts": [
            (words, number, _new_books(run) if name == "created" else "")
            for name, words in COUNTED.items()
            if (number := getattr(run, name)) or name in ALWAYS_SAID
        ],
        "problems": _with_ways_to_mend(run.problems.all()[:20]),
        "changes": [
            (each, each.field.replace("_", " "), differences.as_html(each.before, each.after))
            for each in run.changes.select_related("book")[:20]
        ],
    }


# What a report counts, in the words of its reader.
COUNTED = {
    "position": "Records read",
    "created": "New books",
    "changed": "Changed",
    "unchanged": "The same as before",
    "removed": "Withdrawn",
    "refused": "Put aside",
    "skipped": "Not for us",
    "protected": "Fields left to staff",
}
ALWAYS_SAID = {"position", "created", "changed", "unchanged"}  # a nought is news there


def _new_books(run: ImportRun) -> str:
    """Where the books that came in with a run are listed; nowhere if none did."""
    if run.is_rehearsal or not run.created:
        return ""
    until = {"added_at__lte": run.ended_at.isoformat()} if run.ended_at else {}
    query = urlencode({"added_at__gte": run.started_at.isoformat(), **until})
    return f"{reverse('admin:catalog_book_changelist')}?{query}"


def _with_ways_to_mend(problems: Iterable[ImportProblem]) -> list[tuple[ImportProblem, str, str]]:
    """Each with an address, and what stands there: the book it is about, or a new one."""
    found = list(problems)
    books = dict(Book.objects.filter(isbn13__in=[each.isbn for each in found]).values_list("isbn13", "pk"))
    return [(each, *way_to_mend(each, books.get(each.isbn))) for each in found]


def way_to_mend(problem: ImportProblem, book: int | None) -> tuple[str, str]:
    if book:
        return reverse("admin:catalog_book_change", args=[book]), "The book"
    return f"{reverse('admin:catalog_book_add')}?{urlencode({'isbn13': problem.isbn})}", "Write it by hand"


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at, not to change: what stands here is written by operations."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ImportProblemAdmin(ReadOnlyAdmin):
    list_display = ["reason", "to_mend", "isbn", "place", "run"]
    list_filter = [("run", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["run"]
    search_fields = ["isbn", "reason"]
    list_per_page = 50

    @admin.display(description="Mend")
    def to_mend(self, problem: ImportProblem) -> str:
        return format_html('<a href="{}">{}</a>', *way_to_mend(problem, problem.book))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportProblem]:
        book = Book.objects.filter(isbn13=OuterRef("isbn")).values("pk")[:1]
        return super().get_queryset(request).annotate(book=Subquery(book))


class ImportChangeAdmin(ReadOnlyAdmin):
    list_display = ["book", "what", "change", "run"]
    list_filter = ["field", ("run", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["book", "run"]
    search_fields = ["book__isbn13", "book__title"]
    list_per_page = 50

    @admin.display(description="Field", ordering="field")
    def what(self, change: ImportChange) -> str:
        return change.field.replace("_", " ")

    @admin.display(description="What changed")
    def change(self, change: ImportChange) -> str:
        return differences.as_html(change.before, change.after)


class StaffEditInline(admin.TabularInline):
    """Take one away, and the feeds decide over that field again."""

    model = StaffEdit
    extra = 0
    readonly_fields = ["field", "edited_at"]
    verbose_name_plural = "fields that imports leave alone (delete one to let them decide again)"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# How imports name the lists of a book.
OF_LISTS = {"contributions": "contributors", "book_genres": "genres", "volumes": "series", "offers": "offers"}


def keep_for_staff(book: Book, form: forms.ModelForm, formsets: list[Any]) -> None:
    """Note which fields staff have written, so that imports leave them alone."""
    fields = {name for name in form.changed_data if name in form.initial}
    fields |= {OF_LISTS[each.prefix] for each in formsets if each.prefix in OF_LISTS and each.has_changed()}
    for field in sorted(fields):
        StaffEdit.objects.update_or_create(book=book, field=field)
