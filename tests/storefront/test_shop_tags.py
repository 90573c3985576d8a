from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory


def write(template: str, **context: object) -> str:
    return Template("{% load shop %}" + template).render(Context(context))


def test_an_amount_of_money():
    assert write("{{ price|money }}", price=Decimal("12.5")) == "£12.50"
    assert write("{{ price|money }}", price=None) == ""


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (date(2026, 5, 14), "Thursday 14 May 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Wednesday 1 July 2026"),  # by the shop's clock, in summer
        (None, ""),
    ],
)
def test_a_day_is_written_out(moment, words: str):
    assert write("{{ moment|day }}", moment=moment) == words


def test_an_icon_is_silent():
    assert write('{% icon "cart" %}').count('aria-hidden="true"') == 1
    assert 'icons.svg#cart"' in write('{% icon "cart" %}')


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ("{% with_query page=3 %}", "?genre=FB&amp;genre=FF&amp;page=3"),
        ("{% with_query page=None %}", "?genre=FB&amp;genre=FF"),
        ('{% with_query genre="" page=None %}', "/books/"),
        ('{% with_query genre="F&H" %}', "?genre=F%26H&amp;page=2"),
        ("{% with_query genre=two %}", "?genre=A&amp;genre=B&amp;page=2"),
    ],
)
def test_the_address_of_this_page_with_another_query(tag: str, address: str):
    request = RequestFactory().get("/books/?genre=FB&genre=FF&page=2")

    assert write(tag, request=request, two=["A", "B"]) == address


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("## Returns\n\nWithin *30* days.", "<h2>Returns</h2>\n<p>Within <em>30</em> days.</p>\n"),
        ("It's -- fine...", "<p>It’s – fine…</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[here](javascript:alert(1))", "<p>[here](javascript:alert(1))</p>\n"),
        ("[us](mailto:a@b.example)", '<p><a href="mailto:a@b.example" rel="noopener noreferrer">us</a></p>\n'),
    ],
)
def test_what_staff_write_becomes_harmless_html(written: str, shown: str):
    assert write("{{ text|markdown }}", text=written) == shown
