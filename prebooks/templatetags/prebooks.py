"""{% load prebooks %}: a reader's place in the queue, in words, and on the pages of books."""

from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings

from catalog.models import Book
from prebooks import placing, turns, words
from prebooks.models import Prebook
from prebooks.news import moment

register = template.Library()
register.filter("state_words", words.state)
register.filter("place_words", words.place)
register.filter("expected_words", words.expected)
register.filter("moment", moment)
register.filter("can_be_undone", placing.can_be_undone)


@register.filter
def promised_price(prebook: Prebook) -> Decimal:
    """What a copy costs them as things stand."""
    return turns.price_for(prebook)


@register.simple_tag
def order_ahead_words() -> str:
    """{% order_ahead_words %}: what a press does that orders a place in line for good."""
    if settings.PREORDER_PAYMENT == "dispatch":
        return "Order now, and pay when it leaves us"
    return "Pay now, and have it sent when it comes"


@register.simple_tag(takes_context=True)
def prebook_of(context: dict[str, Any], book: Book) -> Prebook | None:
    """{% prebook_of book as mine %}: the reader's own pre-book of it. All are asked for once a page, by the first."""
    return context["active_prebooks"].get(book.pk)
