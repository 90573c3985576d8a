"""Covers, and the cards that other sites show."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe

from catalog.covers import WIDTHS
from catalog.models import Book
from catalog.pictures import serving

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=3600"


KINDS = {"webp": (serving.cover, "image/webp"), "jpg": (serving.as_jpeg, "image/jpeg")}


@require_safe
def cover(request: HttpRequest, isbn13: str, width: str, kind: str) -> HttpResponse:
    if int(width) not in WIDTHS:
        return _nothing("Covers come in other widths.")
    serve, content_type = KINDS[kind]
    try:
        return _answer(serve(isbn13, int(width), request.GET.get("v", "")), content_type)
    except Book.DoesNotExist:
        return _nothing("There is no such book.")


@require_safe
def cover_card(request: HttpRequest, isbn13: str) -> HttpResponse:
    try:
        return _answer(serving.social_card(isbn13, request.GET.get("v", "")), "image/png")
    except Book.DoesNotExist:
        return _nothing("There is no such book.")


def _nothing(sentence: str) -> HttpResponse:
    """Without the page that the shop shows to people: nobody sees it here, and it asks the database for books."""
    return HttpResponseNotFound(sentence, "text/plain; charset=utf-8")


def _answer(served: serving.Served, kind: str) -> HttpResponse:
    return HttpResponse(served.content, kind, headers={"Cache-Control": FOR_EVER if served.is_lasting else FOR_A_WHILE})
