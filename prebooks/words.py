"""How a place in the queue is said: what is so, since when or until when, and never a promise we cannot keep."""

from __future__ import annotations

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils import timezone

from catalog.availability import State, said_day
from prebooks.models import Prebook
from storefront.days import spoken_day


def state(prebook: Prebook) -> str:
    """“Waiting”, “Held for you”, “In your cart”, “Ordered” …"""
    if prebook.is_in_cart:
        return "In your cart"
    if prebook.is_ready and prebook.hold is None:
        return "Back in stock"
    return prebook.get_state_display()


def place(prebook: Prebook) -> str:
    """“You are 3rd of 11 in line.” For one that waits, loaded with_place()."""
    copies = "A copy is" if prebook.quantity == 1 else f"{prebook.quantity} copies are"
    if prebook.is_set_aside:
        return f"{copies} set aside for you until the day of sale."
    if prebook.hold is None:
        return "When copies come, everybody who waits is told at once."
    number = "first" if prebook.ahead == 0 else ordinal(prebook.ahead + 1)
    return f"You are {number} of {prebook.in_line} in line." if prebook.in_line > 1 else "You are first in line."


def expected(prebook: Prebook) -> str:
    """“Published on Thursday 14 May 2026.” “More expected about Friday 5 June 2026.”"""
    book = prebook.book
    answer = book.availability
    if answer.state == State.FORTHCOMING:
        return f"Published {said_day(book)}."
    if answer.state == State.AWAITED and answer.on:
        return f"More expected about {spoken_day(answer.on, timezone.localdate())}."
    if answer.can_buy:
        return ""
    return "Our suppliers have not said yet when more come."
