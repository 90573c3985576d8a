"""What a copy weighs in its parcel."""

from catalog.models import Book
from catalog.models.kinds import Format

# Grams, for a book whose weight nobody has told us and whose pages nobody has counted.
USUALLY = {Format.HARDBACK: 600, Format.AUDIO_CD: 150}
OTHERWISE = 300
PER_PAGE = {Format.HARDBACK: 1.5}
PER_PAGE_OTHERWISE = 1.0
COVER = 80


def weight_of(book: Book) -> int:
    """In grams: known, or guessed from its pages, or what its kind usually weighs. A file weighs nothing."""
    if book.is_digital:
        return 0
    if book.weight_g:
        return book.weight_g
    if book.pages:
        return COVER + round(book.pages * PER_PAGE.get(book.format, PER_PAGE_OTHERWISE))
    return USUALLY.get(book.format, OTHERWISE)
