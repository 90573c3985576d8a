"""Tables and shelves that staff set up, each book with a note of the one who put it there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from catalog import structured
from catalog.models import Book, Shelf

SHOWN = 4  # books of each shelf on the page of all shelves


def shelf_list(request: HttpRequest) -> HttpResponse:
    shelves = list(Shelf.objects.shown(timezone.localdate()).prefetch_related("places"))
    firsts = [place.book_id for shelf in shelves for place in list(shelf.places.all())[:SHOWN]]
    books = Book.objects.for_cards().in_bulk(firsts)
    context = {"shelves": [standing(shelf, books) for shelf in shelves]}
    return TemplateResponse(request, "catalog/shelf_list.html", context)


def shelf_detail(request: HttpRequest, slug: str) -> HttpResponse:
    shelf = get_object_or_404(Shelf.objects.shown(timezone.localdate()).prefetch_related("places"), slug=slug)
    books = Book.objects.for_cards().in_bulk([place.book_id for place in shelf.places.all()])
    trail = [("Staff picks", reverse("catalog:shelf-list"))]
    said = {"trail": trail, "structured": [structured.of_trail(trail, shelf.title)]}
    context = {**said, **standing(shelf, books)}
    return TemplateResponse(request, "catalog/shelf_detail.html", context)


def standing(shelf: Shelf, books: dict[int, Book]) -> dict[str, Any]:
    """A shelf and those of its places whose books were loaded for cards, each holding its book."""
    places = [place for place in shelf.places.all() if place.book_id in books]
    for place in places:
        place.book = books[place.book_id]
    return {
        "shelf": shelf,
        "places": places,
        "books": [place.book for place in places],
        "with_notes": [place for place in places if place.talker],
        "without_notes": [place.book for place in places if not place.talker],
        "see_all": f"See all {len(shelf.places.all())}",
    }
