"""ISBNs as people write them and as we keep them: thirteen digits, no hyphens.

Rules: the ISBN Users' Manual, 7th edition. Hyphens fall by a range table, which python-stdnum carries; they are shown,
never stored or compared.
"""

import re
import unicodedata

from stdnum import isbn as table

# What comes along when a number is pasted: labels, hyphens of every width, spaces, zero-width characters.
_NOISE = re.compile(r"[\s\-#\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff:.]+")
_LABEL = re.compile(r"^(?:urn:)?(?:e?isbn|ean)(?:[-\u2010-\u2015 ]?(?:1[03](?=[^0-9])|\(1[03]\)))?", re.IGNORECASE)
_AS_WE_KEEP_THEM = re.compile(r"97[89][0-9]{10}")


class InvalidIsbn(ValueError):
    """Not an ISBN; the message says which check failed, with the number, in a sentence a person can read."""


def bare(text: str) -> str:
    """The number without label, hyphens and spaces, letters in capitals; whatever else was typed is left standing."""
    text = unicodedata.normalize("NFKC", text).strip()
    return _NOISE.sub("", _LABEL.sub("", text)).upper()


def check_digit_13(first_twelve: str) -> str:
    """The thirteenth digit to twelve others."""
    digits = [*map(int, first_twelve)]
    return str(-(sum(digits[::2]) + 3 * sum(digits[1::2])) % 10)


def check_digit_10(first_nine: str) -> str:
    """The tenth character, 0 to 9 or X, to nine digits."""
    value = -sum(int(digit) * weight for digit, weight in zip(first_nine, range(10, 1, -1), strict=True)) % 11
    return "X" if value == 10 else str(value)


def isbn13(text: str) -> str:
    """The ISBN-13 of a number in any spelling, ISBN-10 or 13, a scanner's price add-on cut off.

    Raises InvalidIsbn. A wrong check digit is refused, never repaired.
    """
    if _AS_WE_KEEP_THEM.fullmatch(text):
        return _checked_13(text)
    number = bare(text)
    if re.fullmatch(r"[0-9]{9}[0-9X]", number):
        if check_digit_10(number[:9]) != number[9]:
            raise InvalidIsbn(f"{number} is not an ISBN-10: its last character does not fit the others.")
        core = "978" + number[:9]
        return core + check_digit_13(core)
    if re.fullmatch(r"97[89][0-9]{10}(?:[0-9]{2}|[0-9]{5})?", number):
        return _checked_13(number[:13])
    if re.fullmatch(r"[0-9.,]+E\+?[0-9]+", number):
        raise InvalidIsbn(
            f"{text.strip()} was cut short by a spreadsheet: the last digits are lost. Show the column there as a "
            "number without decimals, and save it again."
        )
    raise InvalidIsbn(f"“{text.strip()[:40]}” is not an ISBN: it takes 13 digits from 978 or 979, or 10.")


def _checked_13(number: str) -> str:
    if number.startswith("9790"):
        raise InvalidIsbn(f"{number} is an ISMN, the number of printed music, not an ISBN.")
    if check_digit_13(number[:12]) != number[12]:
        raise InvalidIsbn(f"{number} is not an ISBN-13: its last digit does not fit the others.")
    return number


def isbn10(number: str) -> str | None:
    """The ISBN-10 of a 978 number; None for 979, which has none."""
    return number[3:12] + check_digit_10(number[3:12]) if number.startswith("978") else None


def hyphenated(number: str) -> str:
    """The ISBN as printed in a book, with hyphens where the range table puts them."""
    return table.format(number)
