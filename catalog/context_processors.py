"""What the frame of every page shows of the catalogue: genres at the top, branches at the foot."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from catalog.models import Branch, Genre


def frame(request: HttpRequest) -> dict[str, Any]:
    """menu_genres and branches; each is asked for when the page is written, or never."""
    return {
        "menu_genres": SimpleLazyObject(lambda: list(Genre.objects.in_menu())),
        "branches": SimpleLazyObject(lambda: list(Branch.objects.filter(hands_over=True).prefetch_related("hours"))),
    }
