"""What every template of the shop may use: {% load shop %}."""

import json
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from storefront import money as amounts
from storefront.markdown import html_from_markdown
from storefront.markup import filled

register = template.Library()


@register.filter
def money(amount: Decimal | int | None) -> str:
    """{{ order.total|money }} → “£12.49”; nothing for no amount."""
    return "" if amount is None else amounts.money(amount)


@register.filter
def percent(rate: Decimal) -> str:
    """{{ line.tax_rate|percent }} → “20 %”, “13.5 %”: no more figures than the rate has."""
    return f"{rate.normalize():f}\N{NO-BREAK SPACE}%"


@register.filter
def day(moment: date | datetime | None) -> str:
    """{{ book.published_on|day }} → “Thursday 14 May 2026”; a moment by the shop's clock."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return date_format(moment, "l j F Y")


@register.filter
def markdown(text: str) -> SafeString:
    """{{ page.body|markdown }}: what staff wrote, as HTML."""
    return html_from_markdown(text)


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "cart" %}: a drawing from static/icons.svg, silent for screen readers (say it in words beside it)."""
    return _drawing(static("icons.svg"), name)


@cache  # as many as there are names; a page of books shows dozens
def _drawing(address: str, name: str) -> SafeString:
    drawing = (
        '<svg class="icon" aria-hidden="true" focusable="false" width="20" height="20"><use href="{}#{}"></use></svg>'
    )
    return format_html(drawing, address, name)


def csrf_field(context: dict[str, Any]) -> SafeString:
    """What {% csrf_token %} writes, for tags that write forms."""
    return filled('<input type="hidden" name="csrfmiddlewaretoken" value="{token}">', token=context["csrf_token"])


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """{% with_query page=3 %}: the address of this page with another query string; None or "" takes a name out."""
    query = dict(context["request"].GET.lists())
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value if isinstance(value, list | tuple) else [value]
    return f"?{urlencode(query, doseq=True)}" if query else context["request"].path


# So that no value ends the block or begins a tag, whatever a publisher has put into a title.
IN_A_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def linked_data(data: Any) -> SafeString:
    """{% linked_data structured %}: a block of JSON-LD. Data does not run, so the script policy allows it."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(IN_A_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')  # noqa: S308 just escaped
