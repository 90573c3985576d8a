"""What the wishlists keep of a person (accounts/personal_data.py)."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import User
from accounts.personal_data import Part, Records
from wishlist import giving, news
from wishlist.models import Pledge, ReadingImport, Wish, Wishlist


def _export(person: User) -> Records:
    wishes = Prefetch("wishes", Wish.objects.select_related("book"))
    return [
        {
            "list": each.name,
            "who_sees_it": each.get_sharing_display(),
            "made_at": each.created_at,
            "gift_list_for": each.gift_for,
            "occasion": each.occasion,
            "secret_until": each.reveal_on,
            "wishes": [
                {
                    "book": wish.book.title,
                    "isbn": wish.book.isbn13,
                    "note": wish.note,
                    "price_when_added": wish.price_when_added,
                    "added_at": wish.added_at,
                }
                for wish in each.wishes.all()
            ],
        }
        for each in Wishlist.objects.of(person, None).prefetch_related(wishes)
    ]


def _erase(person: User) -> None:
    """The lists go with the person's row; their givers hear of it first, and the secret stays."""
    giving.tell_givers(Wishlist.objects.of(person, None).filter(reveal_on__gt=timezone.localdate()), news.list_ended)


def _received(person: User) -> Records:
    """What they were given, once they may know."""
    told = Pledge.objects.promised_or_ordered().filter(
        wishlist__owner=person, wishlist__reveal_on__lte=timezone.localdate()
    )
    return [_as_record(each) | {"from": each.giver} for each in told.select_related("book", "wishlist").with_order()]


def _given(person: User) -> Records:
    own = Pledge.objects.filter(person=person).select_related("book", "wishlist").with_order()
    return [_as_record(each) | {"as": each.name, "for": each.wishlist.gift_for} for each in own]


def _as_record(pledge: Pledge) -> dict[str, Any]:
    return {
        "list": pledge.wishlist.name,
        "book": pledge.book.title,
        "isbn": pledge.book.isbn13,
        "copies": pledge.quantity,
        "message": pledge.message,
        "said_at": pledge.pledged_at,
        "withdrawn_at": pledge.ended_at,
    }


def _reading_lists(person: User) -> Records:
    return [
        {
            "file": each.file_name,
            "from": each.get_source_display(),
            "sent_at": each.created_at,
            "books": [
                {
                    "title": row.title,
                    "author": row.author,
                    "isbns": row.isbns,
                    "shelf": row.shelf,
                    "became": row.get_state_display(),
                }
                for row in each.rows.all()
            ],
        }
        for each in ReadingImport.objects.of(person).prefetch_related("rows")
    ]


PARTS = [
    Part(
        name="wishlists",
        title="Wishlists",
        at=30,
        export=_export,
        erase=_erase,
        goes="Your wishlists, with what stood on them. Links to them lead nowhere then.",
    ),
    Part(
        name="gifts_received",
        title="Gifts from your lists",
        at=32,
        export=_received,
        goes="What others gave you from your lists, with their messages.",
    ),
    Part(
        name="gifts_given",
        title="Gifts you give",
        at=33,
        export=_given,
        goes="What you said that you give from others’ lists: it is free for somebody else then.",
    ),
    Part(
        name="reading_lists",
        title="Reading lists you sent us",
        at=31,
        export=_reading_lists,
        goes="The files from Goodreads or StoryGraph, with what became of each line.",
    ),
]
