"""The pieces of a card: {% load cards %}{% cover book %}, {% byline book %}, {% price book %}, {% availability book %}.

A page of books has hundreds of them, and a template would look up every word of each: they are written in one go here,
and pages that show a single book include the templates of the same names.
"""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from catalog import pictures
from catalog.browsing import Facet, Option
from catalog.models import Book
from storefront.markup import filled
from storefront.money import money
from storefront.paths import path_of
from storefront.templatetags.shop import csrf_field

register = template.Library()

COVER = """<span class="cover{shape}"><img class="cover__image" src="{src}" srcset="{srcset}"
  sizes="{sizes}" width="{width}" height="{height}"
  alt="{alt}"{loading} decoding="async"></span>"""
ON_A_CARD = "(min-width: 80rem) 13rem, (min-width: 48rem) 22vw, 44vw"

BYLINE = '<p class="byline">{names}</p>'

NO_PRICE = mark_safe('<p class="price"><span class="price__none">Price to come</span></p>')
PRICE_NOW = '<p class="price"><span class="price__now">{now}</span></p>'
REDUCED = (
    '<p class="price price--reduced"><span class="price__now">{now}</span> <span class="price__was">'
    '<abbr title="recommended retail price">RRP</abbr> <s>{was}</s></span>{saving}</p>'
)
SAVING = ' <span class="price__saving">You save {saving}</span>'

AVAILABILITY = '<p class="availability availability--{action}" data-state="{state}">{words}</p>'

ADD = """<form class="add{add}" method="post" action="{address}"
  data-hx-post="{address}" data-hx-swap="none" data-hx-disabled-elt="find button">{csrf}
  <input type="hidden" name="isbn13" value="{isbn13}">
  <button class="button{button}">Add to cart<span class="visually-hidden">: {title}</span></button>
</form>"""

OPTION = (
    '<li class="facet__option facet__option--{depth}{empty}"><input class="facet__box" type="checkbox" id="{key}"'
    ' name="{name}" value="{value}"{checked}><label class="facet__label" for="{key}"><span>{label}</span>'
    ' <span class="facet__count">{count}<span class="visually-hidden"> {unit}</span></span></label></li>'
)
CHECKED = mark_safe(" checked")


@register.simple_tag
def cover(book: Book, *, sizes: str = "", eager: bool = False, alone: bool = False, silent: bool = False) -> SafeString:
    """A cover in its own proportions (see _cover.html)."""
    picture = pictures.cover_of(book)
    shape = (" cover--tall" if picture.is_tall else "") + (" cover--alone" if alone else "")
    return filled(
        COVER,
        shape=shape,
        src=picture.src,
        srcset=picture.srcset,
        sizes=sizes or ON_A_CARD,
        width=picture.width,
        height=picture.height,
        alt="" if silent else f"Cover of {book.title}",
        loading=mark_safe(' fetchpriority="high"' if eager else ' loading="lazy"'),  # noqa: S308 - nobody's words
    )


@register.simple_tag
def byline(book: Book) -> SafeString:
    """The names on the cover."""
    return filled(BYLINE, names=book.byline)


@register.simple_tag
def price(book: Book, *, full: bool = False) -> SafeString | str:
    """A price, and the publisher's if ours is lower; nothing for what is not sold (see _price.html)."""
    if not book.availability.is_offered:
        return ""
    if book.price is None:
        return NO_PRICE
    if not book.is_reduced:
        return filled(PRICE_NOW, now=money(book.price))
    saving = filled(SAVING, saving=money(book.saving)) if full else ""
    return filled(REDUCED, now=money(book.price), was=money(book.list_price), saving=saving)


@register.simple_tag
def availability(book: Book, *, full: bool = False) -> SafeString:
    """Whether and when it can be had, in words (see _availability.html)."""
    answer = book.availability
    words = answer.promise if full else answer.short
    return filled(AVAILABILITY, action=answer.action, state=answer.state, words=words)


@register.simple_tag(takes_context=True)
def add_to_cart(context: dict[str, Any], book: Book, *, small: bool = False) -> SafeString | str:
    """Puts one copy in the cart; nothing where it cannot be bought (see _add_to_cart.html)."""
    if not book.availability.can_buy:
        return ""
    return filled(
        ADD,
        add=" add--small" if small else "",
        button=" button--link button--small" if small else "",
        address=path_of("orders:cart-line-add"),
        csrf=csrf_field(context),
        isbn13=book.isbn13,
        title=book.title,
    )


@register.simple_tag
def facet_options(group: Facet, options: list[Option]) -> SafeString:
    """{% facet_options group group.options %}: each value of a filter with what it would give, as items of a list."""
    return mark_safe("".join(_option(group.name, option) for option in options))  # noqa: S308 - each is escaped


def _option(name: str, option: Option) -> SafeString:
    return filled(
        OPTION,
        depth=option.depth,
        empty=" facet__option--empty" if option.is_empty else "",
        key=option.key,
        name=name,
        value=option.value,
        checked=CHECKED if option.is_active else "",
        label=option.label,
        count=option.count_words,
        unit=option.unit,
    )
