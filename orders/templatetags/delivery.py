"""What the till knows of delivery, for pages of the floors below: {% load delivery %}."""

from typing import Any

from django import template
from django.utils import timezone

from catalog.models import Book
from orders.models import DeliveryMethod
from orders.parcels import leaves_on
from storefront.days import working_day_after

register = template.Library()


@register.inclusion_tag("orders/_delivery_note.html")
def delivery_note(book: Book) -> dict[str, Any]:
    """{% delivery_note book %}: what the first way of delivery costs and when it arrives, if the book can be bought."""
    method = DeliveryMethod.objects.filter(is_active=True).first()
    leaves = leaves_on(book, timezone.localtime()) if book.availability.can_buy and not book.is_digital else None
    if method is None or leaves is None:
        return {}
    days = [working_day_after(leaves, count) for count in (method.days_from, method.days_to)]
    return {"method": method, "first": days[0], "last": days[1]}
