"""Covers in templates: {% load covers %}{% cover_url book 160 %}, {% card_url book %}."""

from django import template

from catalog import pictures
from catalog.models import Book

register = template.Library()


@register.simple_tag
def cover_url(book: Book, width: int) -> str:
    return pictures.address(book, width)


@register.simple_tag
def card_url(book: Book) -> str:
    return pictures.card_address(book)
