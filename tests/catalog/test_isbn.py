import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.isbn import InvalidIsbn, check_digit_13, hyphenated, isbn10, isbn13


@pytest.mark.parametrize(
    "typed",
    [
        "9780141439518",
        "978-0-14-143951-8",
        "978 0 14 143951 8",
        "ISBN 978-0-14-143951-8",
        "isbn: 9780141439518",
        "ISBN-13: 978-0-14-143951-8",
        "978–0–14–143951–8",  # en dashes
        "\u200b9780141439518\ufeff",
        "0141439513",
        "0-14-143951-3",
        "ISBN-10 0-14-143951-3",
        "978014143951851499",  # a scanner's five-digit price
        "978014143951801",  # and its two-digit one
        "９７８０１４１４３９５１８",  # full-width digits
        "ISBN (13) 9780141439518",
        "urn:isbn:9780141439518",
        "EAN 9780141439518",
        "#9780141439518",
    ],
)
def test_an_isbn_is_understood_in_any_spelling(typed):
    assert isbn13(typed) == "9780141439518"


def test_a_small_x_is_a_check_character():
    assert isbn13("0-8044-2957-x") == "9780804429573"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("9780141439519", "its last digit does not fit"),
        ("0141439514", "its last character does not fit"),
        ("9790060115615", "ISMN"),
        ("9.78043902348E+12", "spreadsheet"),
        ("978014143951", "13 digits"),
        ("", "13 digits"),
        ("Middlemarch", "13 digits"),
    ],
)
def test_what_is_no_isbn_is_refused_with_its_reason(typed, reason):
    with pytest.raises(InvalidIsbn) as refusal:
        isbn13(typed)

    assert reason in str(refusal.value)


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_ten_and_thirteen_are_the_same_book(nine):
    thirteen = "978" + nine + check_digit_13("978" + nine)

    assert isbn13(isbn10(thirteen)) == thirteen


def test_a_979_number_has_no_ten():
    assert isbn10("9791032305690") is None


def test_hyphens_fall_where_the_range_table_puts_them():
    assert hyphenated("9780141439518") == "978-0-14-143951-8"


@given(st.text(max_size=40))
def test_any_text_is_an_isbn_or_a_refusal(text):
    try:
        number = isbn13(text)
    except InvalidIsbn:
        return
    assert len(number) == 13
    assert check_digit_13(number[:12]) == number[12]
