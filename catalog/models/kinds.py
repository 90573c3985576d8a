"""What a book may be, and what somebody may have done for it: the words that rows, imports and pages choose from."""

from __future__ import annotations

from django.db import models


class Format(models.TextChoices):
    """What it is made of. The ONIX form codes are mapped to these by the trade import."""

    PAPERBACK = "paperback", "Paperback"
    HARDBACK = "hardback", "Hardback"
    LARGE_PRINT = "large_print", "Large print"
    BOARD_BOOK = "board_book", "Board book"
    SPIRAL = "spiral", "Spiral bound"
    AUDIO_CD = "audio_cd", "Audio CD"
    EBOOK = "ebook", "Ebook"
    AUDIO_DOWNLOAD = "audio_download", "Audiobook"
    OTHER = "other", "Other"


class Status(models.TextChoices):
    """The publisher's intention, not our stock (ONIX list 64)."""

    FORTHCOMING = "forthcoming", "Forthcoming"
    ACTIVE = "active", "In print"
    OUT_OF_PRINT = "out_of_print", "Out of print"
    REMAINDERED = "remaindered", "Remaindered"
    POSTPONED = "postponed", "Postponed without a date"
    CANCELLED = "cancelled", "Cancelled before publication"
    PAUSED = "paused", "Temporarily withdrawn from sale"
    WITHDRAWN = "withdrawn", "Withdrawn from sale"
    RECALLED = "recalled", "Recalled"
    PART_OF_SET = "part_of_set", "Sold only as part of a set"
    NO_RIGHTS = "no_rights", "May not be sold in our country"


class Precision(models.TextChoices):
    """How much of a publication date is known: “2027” is not 1 January."""

    DAY = "day", "Day"
    MONTH = "month", "Month"
    YEAR = "year", "Year"


class TaxClass(models.TextChoices):
    BOOK = "book", "Printed book"
    EBOOK = "ebook", "Ebook"
    AUDIO = "audio", "Audio"
    OTHER = "other", "Everything else"


class PriceRule(models.TextChoices):
    """Who decides what it costs."""

    FREE = "", "The shop"
    FIXED = "fixed", "The law, where it fixes the prices of books"
    AGENCY = "agency", "The publisher, everywhere"


class Role(models.TextChoices):
    """What a contributor did (ONIX list 17)."""

    AUTHOR = "author", "Author"
    ARTIST = "artist", "Artist"
    ILLUSTRATOR = "illustrator", "Illustrator"
    EDITOR = "editor", "Editor"
    TRANSLATOR = "translator", "Translator"
    NARRATOR = "narrator", "Narrator"
    INTRODUCTION = "introduction", "Introduction"
    ADAPTER = "adapter", "Adapter"
    OTHER = "other", "Contributor"


# Foreword writers, translators and readers are thanked in the details, not on the cover.
BYLINE_ROLES = {Role.AUTHOR, Role.ARTIST}
