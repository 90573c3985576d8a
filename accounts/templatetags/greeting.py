"""The shop's front page to somebody whom it knows: {% load greeting %}."""

from typing import Any

from django import template

from accounts import hub

register = template.Library()


@register.inclusion_tag("accounts/_greeting.html", takes_context=True)
def greeting(context: dict[str, Any]) -> dict[str, Any]:
    """{% greeting %}: what is held, ready, on its way or to be paid; nothing for a stranger."""
    person = context["user"]
    return {"needs": hub.greeting_of(person) if person.is_authenticated else []}
