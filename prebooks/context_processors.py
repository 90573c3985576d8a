"""What every card and page knows of the reader's pre-books."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from prebooks.models import Prebook


def active(request: HttpRequest) -> dict[str, Any]:
    """active_prebooks: the reader's own by the pk of the book, asked for when the page is written, or never."""
    return {"active_prebooks": SimpleLazyObject(lambda: _by_book(request))}


def _by_book(request: HttpRequest) -> dict[int, Prebook]:
    if not request.user.is_authenticated:
        return {}
    mine = Prebook.objects.active().of(request.user).with_place().select_related("hold__cart_line")
    return {prebook.book_id: prebook for prebook in mine}
