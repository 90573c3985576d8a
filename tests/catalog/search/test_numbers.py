"""Ways of writing one number."""

import pytest

from catalog.search import numbers


@pytest.mark.parametrize(
    ("typed", "runs"),
    [
        ("nineteen eighty four", [(0, 3, "1984")]),
        ("one hundred and one dalmatians", [(0, 4, "101")]),
        ("twenty thousand leagues", [(0, 2, "20000")]),
        ("two thousand three hundred and twelve", [(0, 6, "2312")]),
        ("april eighteen sixty five", [(1, 4, "1865")]),
        ("nineteen oh four", [(0, 3, "1904")]),
        ("one two three", []),
        ("one day and one night", []),
    ],
)
def test_words_that_say_one_number_are_found(typed, runs):
    assert list(numbers.spoken(typed.split())) == runs


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("1984", "nineteen eighty four"),
        ("39", "thirty nine"),
        ("451", "four hundred fifty one"),
        ("101", "hundred and one"),
    ],
)
def test_a_number_is_said_as_people_say_it(digits, said):
    assert said in numbers.in_words(digits)


def test_one_number_has_many_ways_and_an_ordinal_is_another():
    assert set(numbers.written_otherwise("ii")) == {"2", "two"}
    assert set(numbers.written_otherwise("12th")) == {"twelfth"}
    assert "twentyfirst" in numbers.written_otherwise("21st")
    assert numbers.written_otherwise("x") == numbers.written_otherwise("emma") == ()
