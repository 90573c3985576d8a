"""Bringing a reading list along: sending the file, choosing lists, watching, and saying which book is meant."""

import csv

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Book
from storefront.htmx import render_page
from storefront.limits import is_too_often
from storefront.spreadsheets import as_text
from wishlist import importing
from wishlist.forms import ChoicesForm, ReadingListForm, TargetsForm
from wishlist.models import ImportedRow, ReadingImport

FILES, FILES_WITHIN = 20, 60 * 60  # seconds
A_PAGE = 20  # rows to choose for
MOST = 2**63 - 1  # a pk


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def import_new(request: HttpRequest) -> HttpResponse:
    form = ReadingListForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if is_too_often("reading-list", str(request.user.pk), most=FILES, seconds=FILES_WITHIN):
            form.add_error(None, "You have sent many files just now. Please try again in an hour.")
        if form.is_valid():
            kept = importing.keep(request.user, form.cleaned_data["file"].name, form.reading_list)
            return redirect(kept)
    context = {"form": form, "imports": ReadingImport.objects.of(request.user)[:10]}
    return TemplateResponse(request, "wishlist/import_new.html", context, status=422 if form.errors else 200)


def _own(request: HttpRequest, pk: int, **facts: bool) -> ReadingImport:
    return get_object_or_404(ReadingImport.objects.of(request.user), pk=min(pk, MOST), **facts)


@require_safe
@login_required
@never_cache
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Choosing lists, then how far it is, then what became of it."""
    return _page(request, _own(request, pk))


def _page(request: HttpRequest, reading_import: ReadingImport, form: TargetsForm | None = None) -> HttpResponse:
    counts = importing.counts_of(reading_import)
    if reading_import.started_at is None and form is None:
        form = TargetsForm(None, reading_import=reading_import)
    context = {
        "import": reading_import,
        "form": form,
        "counts": counts,
        "wanted": sum(counts.values()) - counts["left_out"],
        "done": sum(counts.values()) - counts["left_out"] - counts["waiting"],
    }
    status = 422 if form and form.errors else 200
    return render_page(request, "wishlist/import_detail.html", context, partials=["import"], status=status)


@require_POST
@login_required
def import_start(request: HttpRequest, pk: int) -> HttpResponse:
    reading_import = _own(request, pk)
    form = TargetsForm(request.POST, reading_import=reading_import)
    if reading_import.started_at is None and form.is_valid():
        try:
            importing.begin(reading_import, form.lists)
        except importing.TooManyLists as refusal:
            form.add_error(None, str(refusal))
    if form.errors and reading_import.started_at is None:
        return _page(request, reading_import, form)
    return redirect(reading_import)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def import_choices(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows that may be one of our books: nothing is put on a list but what is chosen here."""
    reading_import = _own(request, pk, started_at__isnull=False)
    unclear = reading_import.rows.filter(state=ImportedRow.State.UNCLEAR)
    page = Paginator(unclear, A_PAGE).get_page(1)
    form = ChoicesForm(request.POST or None, rows=list(page))
    if request.method == "POST" and form.is_valid():
        put = importing.choose(reading_import, form.choices)
        messages.success(request, f"{put} book{'' if put == 1 else 's'} came on your lists.")
        return redirect("wishlist:import-choices" if unclear.exists() else "wishlist:import-detail", reading_import.pk)
    books = Book.objects.for_cards().in_bulk([pk for row in page for pk in row.candidates])
    rows = [(row, [books[pk] for pk in row.candidates if pk in books]) for row in page]
    context = {"import": reading_import, "rows": rows, "left": page.paginator.count, "form": form}
    return TemplateResponse(request, "wishlist/import_choices.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
@never_cache
def import_missing(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that we have no book for, as a file."""
    rows = _own(request, pk).rows.filter(state=ImportedRow.State.NOT_FOUND)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="not-found.csv"'
    table = csv.writer(response)
    table.writerow(["line", "title", "author", "isbn", "shelf", "why"])
    for row in rows:
        why = row.problem or "We do not have this book."
        said = [row.number, row.title, row.author, " ".join(row.isbns), row.shelf, why]
        table.writerow([as_text(each) for each in said])
    return response


@require_POST
@login_required
def import_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the file. What came on lists stays there."""
    reading_import = _own(request, pk)
    reading_import.delete()
    messages.info(request, f"We have forgotten “{reading_import.file_name}”. What came on your lists stays there.")
    return redirect("wishlist:import-new")
