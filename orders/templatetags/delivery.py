"""What the till knows of delivery, for pages of the floors below: {% load delivery %}."""

from typing import Any

from django import template
from django.utils import timezone

from catalog.models import Book
from orders.delivery.ways import note_on

register = template.Library()


@register.inclusion_tag("orders/_delivery_note.html")
def delivery_note(book: Book) -> dict[str, Any]:
    """{% delivery_note book %}: what its delivery costs at the least and when it arrives, if it can be bought."""
    return {"note": note_on(book, timezone.localtime())}
