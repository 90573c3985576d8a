"""What XML says, out of a message: no database, no records yet."""

import pytest

from catalog.trade.onix.elements import Elements
from catalog.trade.onix.nodes import Node


def node_of(inside: str, doctype: str = "") -> Node:
    elements = Elements()
    elements.feed(f"{doctype}<ONIXMessage><Product>{inside}</Product></ONIXMessage>".encode(), True)
    (found,) = elements.found
    return found.node


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("&lt;p&gt;R &amp;amp; D&lt;/p&gt;", "<p>R &amp; D</p>"),
        ("<![CDATA[<p>R &amp; D</p>]]>", "<p>R &amp; D</p>"),
        ("<p>R &amp; D <b>now<br/></b></p> and on<br/>", "<p>R &amp; D <b>now<br/></b></p> and on<br/>"),
        ('<x:p xmlns:x="y" class="&quot;z">R</x:p>', '<p xmlns:x="y" class="&quot;z">R</p>'),
    ],
)
def test_a_text_is_the_same_html_however_it_was_put_into_xml(sent, read):
    assert node_of(f"<Text>{sent}</Text>") == {"Text": read}


def test_named_characters_of_a_dtd_are_known_without_fetching_it():
    doctype = '<!DOCTYPE ONIXMessage SYSTEM "http://example.org/onix.dtd">'

    assert node_of("<b203>&eacute;t&eacute; &nix;</b203>", doctype) == {"TitleText": "été &nix;"}


def test_what_stands_in_chapters_and_parts_is_not_the_book_s():
    chapter = "<ContentDetail><ContentItem><Title><TitleText>One</TitleText></Title></ContentItem></ContentDetail>"

    assert node_of(f"<NotificationType> 03\u200b </NotificationType>{chapter}") == {"NotificationType": "03"}
