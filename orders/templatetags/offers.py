"""What offers hold, for pages of the floors below: {% load offers %}."""

from typing import Any

from django import template
from django.utils import timezone

from catalog.models import Book, Shelf
from orders.models import Promotion

register = template.Library()


@register.inclusion_tag("orders/_offers_note.html")
def offers_on_shelf(shelf: Shelf) -> dict[str, Any]:
    """{% offers_on_shelf shelf %}: “Three for two on this shelf”; nothing where no offer holds."""
    return {"offers": list(Promotion.objects.current(timezone.now()).automatic().filter(shelf=shelf)), "shelf": shelf}


@register.inclusion_tag("orders/_offers_note.html")
def offers_on_book(book: Book) -> dict[str, Any]:
    """{% offers_on_book book %}: those of the shelves that it stands on, with the way there."""
    current = Promotion.objects.current(timezone.now()).automatic()
    own = current.filter(shelf__places__book=book).select_related("shelf") if book.availability.can_buy else []
    return {"offers": list(own), "shelf": None}
