"""Reading reviews, writing one, and what becomes of one's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pressed import after_signing_in, page_of
from catalog import isbn
from catalog.models import Book
from reviews import pages, writing
from reviews.forms import ReviewForm
from reviews.models import Review
from reviews.writing import AlreadyReviewed, NotBought, NotYours
from storefront.htmx import render_page

HELD = "Thank you. A bookseller reads it first, and then it stands here."
A_PAGE = 20  # of one's own


@require_safe
def review_list(request: HttpRequest, isbn13: str) -> HttpResponse:
    book = _book(isbn13)
    context = pages.of_book(book, request.user, request.GET)
    return render_page(request, "reviews/review_list.html", context, partials=["reviews"])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@after_signing_in("send your review")
def review_write(request: HttpRequest, isbn13: str) -> HttpResponse:
    book = _book(isbn13)
    if known := writing.review_of(request.user, book.work_id):
        return _already(request, AlreadyReviewed(known))
    if not writing.has_had(request.user, book.work_id):
        return _not_bought(request, book)
    form = ReviewForm(request.POST or None, initial={"name": writing.name_for(request.user)})
    if form.is_valid():
        try:
            review = writing.write(book, person=request.user, **form.said())
        except AlreadyReviewed as refusal:
            return _already(request, refusal)
        except NotBought:
            return _not_bought(request, book)
        messages.success(request, "Thank you: your review is on the page." if review.is_shown else HELD)
        return redirect(_section_of(book))
    context = {"book": book, "form": form}
    return TemplateResponse(request, "reviews/write.html", context, status=422 if form.errors else 200)


def _already(request: HttpRequest, refusal: AlreadyReviewed) -> HttpResponse:
    """Whoever only looks is led to editing; what was sent is not lost without a word."""
    messages.info(request, str(refusal))
    if request.method != "POST":
        return redirect("reviews:review-edit", refusal.review.pk)
    return _edit_page(request, refusal.review, ReviewForm(instance=refusal.review), status=409)


def _not_bought(request: HttpRequest, book: Book) -> HttpResponse:
    return TemplateResponse(request, "reviews/not_bought.html", {"book": book, "refusal": str(NotBought())}, status=403)


@require_safe
def review_detail(request: HttpRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(Review.objects.shown().for_page().select_related("book"), pk=pk)
    return TemplateResponse(request, "reviews/review_detail.html", {"review": review, "book": review.book})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@after_signing_in("save your review")
def review_edit(request: HttpRequest, pk: int) -> HttpResponse:
    review = _own(request, pk)
    if review is None:
        return _not_yours(request)
    form = ReviewForm(request.POST or None, instance=review)
    if not form.is_valid():
        return _edit_page(request, review, form, status=422 if form.errors else 200)
    try:
        review = writing.edit(review, by=request.user, **form.said())
    except Review.DoesNotExist as gone:
        raise Http404 from gone
    messages.success(request, "Your review is updated." if review.is_shown else HELD)
    return redirect(_section_of(review.book))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def review_delete(request: HttpRequest, pk: int) -> HttpResponse:
    review = _own(request, pk)
    if review is None:
        return _not_yours(request)
    if request.method != "POST":
        return TemplateResponse(request, "reviews/delete.html", {"review": review, "book": review.book})
    try:
        writing.take_back(review, by=request.user)
    except Review.DoesNotExist as gone:
        raise Http404 from gone
    messages.success(request, f"Your review of {review.book.title} is deleted.")
    return redirect(_section_of(review.book))


@require_POST
@after_signing_in("say that this review helped you")
def review_helpful(request: HttpRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(Review.objects.shown().select_related("book"), pk=pk)
    is_helpful = request.POST.get("helpful") != "no"
    place = pages.place_of(request.GET)
    try:
        writing.vote(review, by=request.user, is_helpful=is_helpful)
    except NotYours as refusal:
        messages.warning(request, str(refusal))
        is_helpful = False
    if request.htmx:  # type: ignore[attr-defined]
        shown = Review.objects.for_page().get(pk=review.pk)
        context = {"review": shown, "is_mine": review.person_id == request.user.pk, "voted": is_helpful, "place": place}
        return TemplateResponse(request, "reviews/_helpful.html", {**context, "may_vote": True})
    reading = f"{reverse('reviews:review-list', args=[review.book.isbn13])}?{place}" if place else page_of(request)
    return redirect(f"{reading or review.book.get_absolute_url()}#helpful-{review.pk}")


@login_required
@require_safe
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    books = Prefetch("book", Book.objects.with_people())
    mine = Review.objects.live().of(request.user).for_page().prefetch_related(books).newest()
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return TemplateResponse(request, "reviews/own.html", {"page": page, "page_numbers": numbers})


def _book(isbn13: str) -> Book:
    try:
        number = isbn.isbn13(isbn13)
    except isbn.InvalidIsbn as refusal:
        raise Http404(str(refusal)) from refusal
    return get_object_or_404(Book.objects.shown().select_related("work").with_people(), isbn13=number)


def _own(request: HttpRequest, pk: int) -> Review | None:
    """None for one that is there, and somebody else's."""
    review = get_object_or_404(Review.objects.live().for_page().select_related("book"), pk=pk)
    if review.person_id == request.user.pk:
        return review
    if not review.is_shown:
        raise Http404
    return None


def _not_yours(request: HttpRequest) -> HttpResponse:
    refusal = "This review is somebody else’s. You can change and delete your own."
    return TemplateResponse(request, "reviews/not_bought.html", {"refusal": refusal}, status=403)


def _edit_page(request: HttpRequest, review: Review, form: ReviewForm, status: int) -> HttpResponse:
    context: dict[str, Any] = {"book": review.book, "review": review, "form": form}
    return TemplateResponse(request, "reviews/write.html", context, status=status)


def _section_of(book: Book) -> str:
    return f"{book.get_absolute_url()}#reviews"
