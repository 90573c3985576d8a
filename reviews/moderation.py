"""What booksellers do about reviews: hold back, hide, show again, delete; each with a reason that is kept."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User
from reviews import rating
from reviews.models import Review

MOST_AT_ONCE = 50
LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|net|org|io|ru|info|biz|shop|xyz)\b|\S+@\S+\.\w", re.I)
# Not to keep anybody from an opinion: only so that somebody looks first.
WORDS = re.compile(r"\b(?:fuck\w*|shit\w*|cunt\w*|bastard\w*|wank\w*|arsehole\w*|viagra|casino|bitcoin|crypto)\b", re.I)


class CannotModerate(Exception):
    """The sentence says why."""


def why_to_hold(name: str, text: str) -> str:
    """Why a bookseller should look before anybody reads it; empty for nothing. REVIEW_CHECK names who decides."""
    return import_string(settings.REVIEW_CHECK)(name, text)


def links_and_words(name: str, text: str) -> str:
    said = f"{name}\n{text}"
    if LINK.search(said):
        return "It contains a link or an address."
    return "It contains a word that a bookseller should see first." if WORDS.search(said) else ""


def show(reviews: Collection[int], *, by: User, why: str = "") -> int:
    return _decide(reviews, by, state=Review.State.SHOWN, why=why)


def hide(reviews: Collection[int], *, by: User, why: str) -> int:
    return _decide(reviews, by, state=Review.State.HIDDEN, why=why)


def delete(reviews: Collection[int], *, by: User, why: str) -> int:
    """They stay in the database, and their writers may write anew."""
    return _decide(reviews, by, deleted_at=timezone.now(), why=why)


@transaction.atomic
def _decide(pks: Collection[int], by: User, **change: object) -> int:
    """How many it changed: those that are not there, or are so already, are passed over. Raises CannotModerate."""
    pks = set(pks)
    if not 1 <= len(pks) <= MOST_AT_ONCE:
        raise CannotModerate(f"Choose 1 to {MOST_AT_ONCE} reviews.")
    found = Review.objects.live().filter(pk__in=pks)
    works = set(found.values_list("work", flat=True))
    rating.lock(works)
    if "state" in change:
        found = found.exclude(state=change["state"])
    changed = found.update(decided_by=by, **change)
    rating.recount(works)
    return changed
