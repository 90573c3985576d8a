"""What the wishlists keep of a person (accounts/personal_data.py)."""

from __future__ import annotations

from django.db.models import Prefetch

from accounts.models import User
from accounts.personal_data import Part, Records
from wishlist.models import ReadingImport, Wish, Wishlist


def _export(person: User) -> Records:
    wishes = Prefetch("wishes", Wish.objects.select_related("book"))
    return [
        {
            "list": each.name,
            "who_sees_it": each.get_sharing_display(),
            "made_at": each.created_at,
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
        goes="Your wishlists, with what stood on them. Links to them lead nowhere then.",
    ),
    Part(
        name="reading_lists",
        title="Reading lists you sent us",
        at=31,
        export=_reading_lists,
        goes="The files from Goodreads or StoryGraph, with what became of each line.",
    ),
]
