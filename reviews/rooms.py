"""What the account's front page says of reviews (accounts/hub.py)."""

from __future__ import annotations

from accounts.hub import About, Room
from accounts.models import User
from reviews.models import Review
from storefront.words import counted


def _reviews(person: User) -> About:
    written = Review.objects.live().of(person).count()
    return About(f"{counted(written, 'review', 'reviews')} written." if written else "None yet.")


ROOMS = [Room(name="reviews", title="Reviews", at=40, icon="star-empty", path="reviews:own", tell=_reviews)]
