"""The pictures of books: a cover that was sent in, or one composed from the words, at addresses that say which.

An address ends in the version of its picture, so what stands there never changes and may be kept for ever; a new
picture, or a corrected title, has a new address.
"""

from dataclasses import dataclass
from functools import cache

from django.urls import get_script_prefix, reverse

from catalog.covers import WIDTHS
from catalog.models import Book
from catalog.pictures import composed, sent

USUAL = 320  # the width that browsers without srcset load


@dataclass(frozen=True)
class Cover:
    """What a page needs to show a cover. Width and height are in CSS pixels, in the picture's own proportions."""

    src: str
    srcset: str
    width: int
    height: int

    @property
    def is_tall(self) -> bool:
        """Narrower than the 2:3 that every cover has room for."""
        return self.height * 2 > self.width * 3


def cover_of(book: Book) -> Cover:
    """The cover of a book that was loaded with_people()."""
    high = round(USUAL * book.cover_height / book.cover_width) if sent.is_there(book) else USUAL * 3 // 2
    addresses = _addresses(book)
    srcset = ", ".join(f"{each} {width}w" for width, each in addresses.items())
    return Cover(addresses[USUAL], srcset, USUAL, max(high, 1))


def version_of(book: Book) -> str:
    return sent.version_of(book) if sent.is_there(book) else composed.version_of(book)


def address(book: Book, width: int) -> str:
    """The path of the cover at one of WIDTHS, for ever."""
    return _addresses(book)[width]


def jpeg_address(book: Book, width: int) -> str:
    """The same picture as JPEG, which every program knows."""
    return address(book, width).replace(".webp?", ".jpg?")


def _addresses(book: Book) -> dict[int, str]:
    frame, version = _frame(get_script_prefix()), version_of(book)
    return {width: f"{frame.format(book.isbn13, width)}?v={version}" for width in WIDTHS}


@cache  # looked up once: a list of books has a hundred
def _frame(prefix: str) -> str:
    return reverse("catalog:cover", args=["9" * 13, USUAL]).replace("9" * 13, "{}").replace(str(USUAL), "{}")


def card_address(book: Book) -> str:
    """The path of the card that other sites show beside a link, 1200 × 630."""
    return f"{reverse('catalog:cover-card', args=[book.isbn13])}?v={version_of(book)}"
