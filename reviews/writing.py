"""Writing a review, changing it, taking it back, and saying that one was helpful."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.models import Book, Work
from reviews import moderation, rating
from reviews.models import HelpfulVote, Review, copies_had

State = Review.State


class CannotReview(Exception):
    """The sentence is for the reader."""


class AlreadyReviewed(CannotReview):
    def __init__(self, review: Review) -> None:
        super().__init__("You have reviewed this book already. Here is your review: you can change it.")
        self.review = review


class NotBought(CannotReview):
    def __init__(self) -> None:
        super().__init__(
            "Reviews here are by readers who had the book from us. Once a copy is on its way to you, you can write one."
        )


class NotYours(CannotReview):
    pass


def review_of(person: User, work: Work | int) -> Review | None:
    """Their own, shown or not."""
    return Review.objects.live().of(person).for_page().filter(work=work).first()


def has_had(person: User, work: Work | int) -> bool:
    """Whether a copy of any edition was sent or handed to them."""
    return copies_had(person, person.email, work).exists()


@transaction.atomic
def write(book: Book, *, person: User, stars: int, text: str = "", name: str = "") -> Review:
    """Raises AlreadyReviewed (with .review), then NotBought; the work's average is right when it is done."""
    rating.lock([book.work_id])
    if known := review_of(person, book.work_id):
        raise AlreadyReviewed(known)
    if not has_had(person, book.work_id):
        raise NotBought
    said = _said(stars, text, name)
    review = Review.objects.create(work_id=book.work_id, book=book, person=person, **said)
    rating.recount([book.work_id])
    return review


@transaction.atomic
def edit(review: Review, *, by: User, stars: int, text: str, name: str) -> Review:
    """A review that staff have hidden stays so; any other is looked at anew. Raises NotYours."""
    rating.lock([review.work_id])
    review = Review.objects.live().get(pk=review.pk)
    _refuse_others(review, by)
    said = _said(stars, text, name)
    if review.state == State.HIDDEN:
        said = {**said, "state": review.state, "why": review.why}
    for field, value in said.items():
        setattr(review, field, value)
    review.edited_at = timezone.now()
    review.save(update_fields=[*said, "edited_at"])
    rating.recount([review.work_id])
    return review


@transaction.atomic
def take_back(review: Review, *, by: User) -> None:
    """Deleted by its writer, who may write anew. Raises Review.DoesNotExist the second time, and NotYours."""
    rating.lock([review.work_id])
    review = Review.objects.live().get(pk=review.pk)
    _refuse_others(review, by)
    review.deleted_at = timezone.now()
    review.save(update_fields=["deleted_at"])
    rating.recount([review.work_id])


@transaction.atomic
def vote(review: Review, *, by: User, is_helpful: bool) -> None:
    """Say that a review helped, or no longer; said twice it counts once. Raises NotYours for one's own."""
    if review.person_id == by.pk:
        raise NotYours("This is your own review: whether it helps is for others to say.")
    if is_helpful:
        HelpfulVote.objects.get_or_create(review=review, person=by)
    else:
        HelpfulVote.objects.filter(review=review, person=by).delete()


def name_for(person: User) -> str:
    """What to suggest: as they signed last, or their first name. Never the address."""
    last = Review.objects.of(person).exclude(name="").newest().values_list("name", flat=True).first()
    return last or person.display_name or person.name.partition(" ")[0]


def forget(person: User) -> int:
    """Of somebody who leaves: what they wrote stays, signed by “A reader”, and nothing leads to them."""
    return Review.objects.of(person).update(name="", person=None)


def on_person_leaves(instance: User, **news: Any) -> None:
    forget(instance)


def _refuse_others(review: Review, by: User) -> None:
    if review.person_id != by.pk:
        raise NotYours("This review is somebody else’s.")


def _said(stars: int, text: str, name: str) -> dict[str, Any]:
    why = moderation.why_to_hold(name, text)
    return {"stars": stars, "text": text, "name": name, "state": State.HELD if why else State.SHOWN, "why": why}
