"""What every heart, and the header, knows of the reader's wishes."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wishlist.wishers import hearted_by


def hearts(request: HttpRequest) -> dict[str, Any]:
    """hearted: the pks of the works they have saved, asked for when the page is written, or never."""
    return {"hearted": SimpleLazyObject(lambda: hearted_by(request))}
