"""What the reviews keep of a person (accounts/personal_data.py)."""

from __future__ import annotations

from accounts.models import User
from accounts.personal_data import Part, Records
from reviews.models import HelpfulVote, Review
from reviews.writing import forget


def _reviews(person: User) -> Records:
    return [
        {
            "book": review.book.title,
            "isbn": review.book.isbn13,
            "stars": review.stars,
            "text": review.text,
            "signed": review.name,
            "state": review.get_state_display(),
            "written_at": review.written_at,
            "edited_at": review.edited_at,
            "deleted_at": review.deleted_at,
        }
        for review in Review.objects.of(person).select_related("book")
    ]


def _votes(person: User) -> Records:
    votes = HelpfulVote.objects.filter(person=person).select_related("review__book").order_by("pk")
    return [{"found_helpful": f"A review of {vote.review.book.title}"} for vote in votes]


def _erase(person: User) -> None:
    """What they wrote stays, and names nobody."""
    forget(person)


PARTS = [
    Part(
        name="reviews",
        title="Reviews",
        at=40,
        export=_reviews,
        erase=_erase,
        stays="Your reviews, signed “A reader”: nothing leads from them to you. Delete one first if it should go.",
    ),
    Part(name="votes", title="Helpful reviews", at=41, export=_votes, goes="Which reviews you found helpful."),
]
