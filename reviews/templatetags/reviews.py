"""{% load reviews %}: what readers say, on the page of a book."""

import logging
from typing import Any

from django import template
from django.db import DatabaseError

from catalog.models import Book
from reviews import pages

log = logging.getLogger(__name__)
register = template.Library()


@register.inclusion_tag("reviews/_section.html", takes_context=True)
def reviews_of(context: dict[str, Any], book: Book) -> dict[str, Any]:
    """{% reviews_of book %}. A book can be bought where its reviews cannot be read: the page then goes without."""
    shared = {name: context.get(name) for name in ("request", "csrf_token", "user")}
    try:
        return {**shared, **pages.of_book(book, context["user"])}
    except DatabaseError:
        log.exception("The reviews of %s cannot be read", book.isbn13)
        return {**shared, "book": book, "is_broken": True}
