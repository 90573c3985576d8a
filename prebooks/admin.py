"""Staff's view of who waits: the queue of a book explained, a place for whoever rings, and who goes first and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from catalog.models import Book
from prebooks import explaining, placing
from prebooks.forms import CancelForm, PhoneForm, PriorityForm
from prebooks.models import Prebook, PrebookEvent, Terms


@admin.register(Terms)
class TermsAdmin(admin.ModelAdmin):
    list_display = ["book", "policy", "most_copies", "most_each"]
    list_select_related = ["book"]
    search_fields = ["book__title", "book__isbn13"]
    autocomplete_fields = ["book"]


class EventInline(admin.TabularInline):
    model = PrebookEvent
    fields = readonly_fields = ["happened_at", "what", "actor"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Prebook)
class PrebookAdmin(admin.ModelAdmin):
    list_display = ["book", "who", "quantity", "state", "held", "placed_at"]
    list_filter = ["state", "placed_at"]
    list_select_related = ["book", "person", "hold"]
    search_fields = ["book__title", "book__isbn13", "person__email", "person__name", "email", "name", "phone"]
    date_hierarchy = "placed_at"
    list_per_page = 50
    inlines = [EventInline]
    change_form_template = "admin/prebooks/prebook_change.html"

    def has_change_permission(self, request: HttpRequest, obj: Prebook | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Prebook | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("prebooks.move_in_queue")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Prebook]:
        return super().get_queryset(request).with_place()

    @admin.display(description="held until", ordering="hold__expires_at")
    def held(self, prebook: Prebook) -> Any:
        return prebook.held_until

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("queue/<str:isbn13>/", view(self.queue_view), name="prebook-queue"),
            path("<int:pk>/priority/", view(self.priority_view), name="prebook-priority"),
            path("<int:pk>/cancel/", view(self.cancel_view), name="prebook-cancel"),
            *super().get_urls(),
        ]

    def queue_view(self, request: HttpRequest, isbn13: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        book = get_object_or_404(Book.objects.with_supply(), isbn13=isbn13)
        page, places = explaining.queue_of(book, request.GET.get("page"))
        turns, told, mailed = explaining.progress(book)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Who waits for {book.title}",
            "book": book,
            "stock": book.stock.all(),
            "terms": placing.terms_of(book),
            "page": page,
            "places": places,
            "turns": turns,
            "told": told,
            "mailed": mailed,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/prebooks/queue.html", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Somebody rang."""
        form = PhoneForm(request.POST or None, initial={"isbn13": request.GET.get("isbn13", "")})

        def do(quantity: int, isbn13: str, **who: str) -> Prebook:
            return placing.place(form.book, quantity=quantity, by=request.user, **who)

        back = reverse("admin:prebooks_prebook_changelist")
        return self._ask(request, form, "Write down a pre-book", do, back, words="Write it down")

    def priority_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        prebook = get_object_or_404(Prebook.objects.select_related("hold", "book"), pk=pk)
        now = prebook.hold.priority if prebook.hold else 0
        form = PriorityForm(request.POST or None, initial={"priority": now})

        def do(**change: Any) -> Prebook:
            return placing.move_in_line(prebook, by=request.user, **change)

        title = f"Who goes first: {prebook}"
        return self._ask(request, form, title, do, self._queue(prebook.book), words="Change the priority")

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        prebook = get_object_or_404(Prebook.objects.select_related("book"), pk=pk)
        form = CancelForm(request.POST or None)

        def do(why: str) -> Prebook:
            return placing.cancel(prebook, by=request.user, why=why)

        title = f"Cancel: {prebook}"
        return self._ask(request, form, title, do, self._queue(prebook.book), words="Cancel pre-book")

    def _queue(self, book: Book) -> str:
        return reverse("admin:prebook-queue", args=[book.isbn13])

    def _ask(
        self, request: HttpRequest, form: forms.Form, title: str, do: Any, back: str, *, words: str
    ) -> HttpResponse:
        """Asks, then does, then shows the queue. Whoever pressed too late reads why it was not done."""
        if not request.user.has_perm("prebooks.move_in_queue"):
            raise PermissionDenied
        if form.is_valid():
            try:
                done = do(**form.cleaned_data)
            except (placing.CannotPrebook, placing.CannotChange) as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "Done, and written down.")
                return redirect(self._queue(done.book))
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "back": back,
            "words": words,
            "opts": self.opts,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/prebooks/ask.html", context, status=status)
