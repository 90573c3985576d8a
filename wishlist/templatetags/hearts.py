"""{% load hearts %}{% heart book %}: saves a book, or takes it off again. Every card has one (see _heart.html)."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from catalog.models import Book
from storefront.markup import filled
from storefront.paths import path_of
from storefront.templatetags.shop import csrf_field, icon

register = template.Library()

HEART = """<form class="heart{form}" method="post" action="{address}"
  data-hx-post="{address}" data-hx-target="this" data-hx-swap="outerHTML" data-hx-sync="body:queue all" data-hx-disabled-elt="find button">{csrf}
  <input type="hidden" name="isbn13" value="{isbn13}">
  <input type="hidden" name="next" value="{back}">{stays}
  <button class="heart__button"{pressed}><span class="heart__disc">{icon}</span><span class="{words}">{deed}</span></button>
</form>"""  # noqa: E501
STAYS_LARGE = mark_safe('<input type="hidden" name="large" value="1">')
HAS_THE_FOCUS = mark_safe(" autofocus")


@register.simple_tag(takes_context=True)
def heart(
    context: dict[str, Any], book: Book, *, large: bool = False, pressed: bool = False, back: str = ""
) -> SafeString:
    """Outline or filled; `large` with words; `pressed` when it answers a press; `back` is where to return to."""
    is_saved = book.work_id in context["hearted"]
    deed = "Remove from wishlist" if is_saved else "Add to wishlist"
    return filled(
        HEART,
        form=(" heart--large" if large else "") + (" heart--saved" if is_saved else ""),
        address=path_of("wishlist:remove" if is_saved else "wishlist:add"),
        csrf=csrf_field(context),
        isbn13=book.isbn13,
        back=back or context["request"].get_full_path(),
        stays=STAYS_LARGE if large else "",
        pressed=HAS_THE_FOCUS if pressed else "",
        icon=icon("heart-full" if is_saved else "heart"),
        words="heart__words" if large else "visually-hidden",
        deed=deed if large else f"{deed}: {book.title}",
    )
