"""What is kept of somebody, in words: {% load own_data %}{% readable record %}."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def readable(value: Any) -> SafeString | str:
    """A record as a list of terms, a list as lines, a moment by the shop's clock, yes and no as such."""
    if isinstance(value, dict):
        rows = ((str(key).replace("_", " ").capitalize(), readable(each)) for key, each in value.items())
        return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))
    if isinstance(value, list | tuple):
        if not value:
            return "none"
        between = "" if isinstance(value[0], dict) else SafeString("<br>")
        return SafeString(between.join(conditional_escape(readable(each)) for each in value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "l j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "l j F Y")
    return "–" if value in (None, "") else str(value)
