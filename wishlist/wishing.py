"""Putting books on lists and taking them off. Pressed twice, or by two at once, it is as pressed once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from catalog.models import Book
from wishlist import giving, news
from wishlist.models import UNDO_WITHIN, Wish, Wishlist, new_secret

PLACED = """
UPDATE wishlist_wish w SET position = said.place FROM unnest(%s::bigint[]) WITH ORDINALITY AS said (pk, place)
WHERE w.id = said.pk AND w.position <> said.place
"""


def default_list(*, person: User | None = None, visitor: UUID | None = None) -> Wishlist:
    """Where the heart saves to, made when it is first needed. The database lets nobody have two."""
    whose: dict[str, Any] = {"owner": person} if person else {"visitor": visitor}
    return Wishlist.objects.get_or_create(**whose, is_default=True)[0]


@transaction.atomic
def add(wishlist: Wishlist, book: Book) -> Wish:
    """Put the work of this book on the list, or find it there; one that was taken off is wished for anew.

    Raises Wishlist.DoesNotExist when a sign-in has just merged the list into another.
    """
    Wishlist.objects.locked().get(pk=wishlist.pk)
    facts = {"book": book, "price_when_added": book.price}
    wish, is_new = wishlist.wishes.get_or_create(work_id=book.work_id, defaults=facts)
    if not is_new:
        anew = {**facts, "note": "", "position": 0, "added_at": timezone.now(), "removed_at": None}
        wishlist.wishes.filter(pk=wish.pk, removed_at__isnull=False).update(**anew)
    return wish


@transaction.atomic
def add_many(wishlist: Wishlist, books: list[Book]) -> set[int]:
    """As add() for each, in a handful of statements. The works that were not on the list before."""
    Wishlist.objects.locked().get(pk=wishlist.pk)
    by_work = {book.work_id: book for book in reversed(books)}
    there = list(wishlist.wishes.filter(work__in=by_work))
    gone = [wish for wish in there if wish.removed_at]
    Wish.objects.filter(pk__in=[wish.pk for wish in gone]).delete()
    new = by_work.keys() - {wish.work_id for wish in there if not wish.removed_at}
    wishes = [
        Wish(wishlist=wishlist, work_id=work, book=book, price_when_added=book.price)
        for work, book in by_work.items()
        if work in new
    ]
    Wish.objects.bulk_create(wishes, ignore_conflicts=True)
    return set(new)


@transaction.atomic
def remove(wishlists: list[Wishlist], book: Book) -> int:
    """Take the work of this book off all these lists, and say off how many."""
    return _take_off(Wish.objects.filter(wishlist__in=wishlists, work=book.work_id))


@transaction.atomic
def take_off(wish: Wish) -> None:
    _take_off(Wish.objects.filter(pk=wish.pk))


def _take_off(wishes: Any) -> int:
    """They can be put back for a while; those taken off longer ago go for good."""
    now = timezone.now()
    touched = list(wishes.values_list("wishlist", flat=True))
    Wish.objects.filter(wishlist__in=touched, removed_at__lt=now - UNDO_WITHIN).delete()
    going = wishes.filter(removed_at=None)
    giving.on_taken_off(going.values_list("wishlist", "work"))
    return going.update(removed_at=now)


def put_back(wish: Wish) -> None:
    """As it was, with its note, its date and the price of then."""
    Wish.objects.filter(pk=wish.pk).update(removed_at=None)


@transaction.atomic
def place(wish: Wish, *, at: int | None = None, by: int = 0) -> tuple[int, int]:
    """Let it stand at a place of its list, counted from 1, or so many places further down; never beyond an end.

    Its place now, and how many there are. Two at once wait for each other.
    """
    pks = list(Wishlist.objects.locked().get(pk=wish.wishlist_id).wishes.kept().values_list("pk", flat=True))
    wanted = pks.index(wish.pk) + by if at is None else at - 1
    pks.remove(wish.pk)
    index = min(max(wanted, 0), len(pks))
    pks.insert(index, wish.pk)
    with connection.cursor() as cursor:
        cursor.execute(PLACED, [pks])
    return index + 1, len(pks)


@transaction.atomic
def move(wish: Wish, to: Wishlist) -> None:
    """To another list of the same reader; where its work is there already, the one there stays."""
    giving.on_taken_off([(wish.wishlist_id, wish.work_id)])
    Wishlist.objects.locked().get(pk=to.pk)
    there = to.wishes.filter(work=wish.work_id).exclude(pk=wish.pk)
    there.filter(removed_at__isnull=False).delete()
    if there.exists():
        Wish.objects.filter(pk=wish.pk).delete()
    else:
        Wish.objects.filter(pk=wish.pk).update(wishlist=to, position=0)


@transaction.atomic
def switch(wish: Wish, book: Book) -> None:
    """Wish for another edition of the same work: the note, the date and the place stay, the price is of today."""
    anew = {"book": book, "price_when_added": book.price, "told_price": None, "told_price_at": None}
    Wish.objects.filter(pk=wish.pk, work=book.work_id).update(**anew)


def new_list(*, beside: Wishlist, name: str) -> Wishlist:
    """Another list of the same reader."""
    return Wishlist.objects.create(owner=beside.owner, visitor=beside.visitor, name=name, is_default=False)


@transaction.atomic
def delete(wishlist: Wishlist) -> None:
    """With its books. Whoever gives something from it is told."""
    if wishlist.is_secret:
        giving.tell_givers([wishlist], news.list_ended)
    wishlist.delete()


def share(wishlist: Wishlist, sharing: str) -> None:
    """Say who can see it. A list that nobody else sees any more gets a new link: the old one never works again."""
    wishlist.sharing = sharing
    if not wishlist.is_shared:
        wishlist.secret = new_secret()
    wishlist.save(update_fields=["sharing", "secret"])


@transaction.atomic
def merge(visitor: UUID, person: User) -> int:
    """What a visitor saved becomes the person's who has signed in. How many books came to their lists."""
    brought = list(Wishlist.objects.locked().filter(visitor=visitor))
    came = 0
    for guest in brought:
        if guest.is_default:
            came += _pour(guest, default_list(person=person))
            guest.delete()
        else:
            came += guest.wishes.kept().count()
            guest.owner, guest.visitor = person, None
            guest.save(update_fields=["owner", "visitor"])
    return came


def _pour(guest: Wishlist, mine: Wishlist) -> int:
    wishes = list(guest.wishes.kept())
    works = [wish.work_id for wish in wishes]
    mine.wishes.filter(work__in=works, removed_at__isnull=False).delete()
    known = set(mine.wishes.filter(work__in=works).values_list("work", flat=True))
    for wish in wishes:
        wish.pk, wish.wishlist = None, mine
    Wish.objects.bulk_create(wishes, ignore_conflicts=True)
    return len(set(works) - known)


def sweep_visitors(before: datetime) -> int:
    """Forget the lists of visitors that nothing was put on since then: their cookie is gone. How many."""
    fresh = Wish.objects.filter(wishlist=OuterRef("pk"), added_at__gte=before)
    old = Wishlist.objects.filter(~Exists(fresh), visitor__isnull=False, created_at__lt=before).order_by("pk")
    gone = 0
    while pks := list(old.values_list("pk", flat=True)[:500]):
        gone += Wishlist.objects.filter(pk__in=pks).delete()[1]["wishlist.Wishlist"]
    return gone
