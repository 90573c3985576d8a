"""What the frame of every page shows of a person's notices."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notices.models import Notice


def unread(request: HttpRequest) -> dict[str, Any]:
    """unread_notices: how many, asked for when the page is written, or never."""
    return {"unread_notices": SimpleLazyObject(lambda: _count(request))}


def _count(request: HttpRequest) -> int:
    if not request.user.is_authenticated:
        return 0
    return Notice.objects.in_inbox_of(request.user).unread().count()
