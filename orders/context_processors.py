"""What the frame of every page shows of the shopper's cart."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from orders.visitors import copies_in_cart


def cart(request: HttpRequest) -> dict[str, Any]:
    """cart_count: copies in the cart, asked for when the page is written, or never."""
    return {"cart_count": SimpleLazyObject(lambda: copies_in_cart(request))}
