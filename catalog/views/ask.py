"""Asking a bookseller, about a book or about what was not found."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from catalog import asking, isbn
from catalog.forms import QuestionForm
from catalog.models import Book
from storefront.htmx import render_page
from storefront.limits import address_of, is_too_often

AN_HOUR = 60 * 60  # seconds
THANKS = "Thank you. Your question is with us, and the answer comes to {}."
TOO_OFTEN = "That is a lot of questions in one hour. Ring us instead, and we will talk it through."


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    book = _book_asked_about(request.GET.get("isbn", ""))
    searched = request.GET.get("q", "").strip()[:200]
    form = QuestionForm(request.POST or None, initial={"message": _opening(book, searched)})
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST" and form.is_from_a_robot:
        return redirect("catalog:home")
    elif request.method == "POST" and is_too_often("ask", address_of(request), most=20, seconds=AN_HOUR):
        form.add_error(None, TOO_OFTEN)
        status = 429
    elif request.method == "POST":
        form.instance.book, form.instance.searched = book, searched
        asking.ask(form.instance)
        messages.success(request, THANKS.format(form.instance.email))
        return redirect(book or "catalog:home")
    return render_page(request, "catalog/ask.html", {"form": form, "book": book, "searched": searched}, status=status)


def _book_asked_about(number: str) -> Book | None:
    try:
        return Book.objects.for_cards().filter(isbn13=isbn.isbn13(number)).first()
    except isbn.InvalidIsbn:
        return None


def _opening(book: Book | None, searched: str) -> str:
    if book:
        return f"I should like to know about “{book.title}”. "
    return f"I looked for “{searched}” and did not find it. " if searched else ""
