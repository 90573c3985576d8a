"""What XML says, out of a message: no database, no records yet."""

import pytest

from catalog.trade.onix.elements import MOST_ELEMENTS, CutOut, Elements
from catalog.trade.onix.message import products
from catalog.trade.onix.nodes import Node
from tests.catalog.trade.onix import message, product, written


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
        ('<x:p xmlns:x="y" class="&quot;z">R</x:p>', '<p class="&quot;z">R</p>'),
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


PRODUCTS = {
    "values": "<a001> R\xa0</a001><Subject><b069>F</b069></Subject><Subject><MainSubject/></Subject><Extent>x</Extent>",
    "texts": "<Text>a &lt; <p>b<br/>&lt;</p> c</Text><d104><![CDATA[<Product>]]></d104><!-- </Text> --><b029/>",
    "dates": '<PublishingDate><Date dateformat="01">202604</Date></PublishingDate><x001 dateformat="01">1</x001>',
    "a prefix": "<x:RecordReference>1</x:RecordReference>",
    "depth": "<a>" * 14 + "</a>" * 14,
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_that_was_cut_out_reads_as_it_does_within_its_message(name):
    product = f"<Product>{PRODUCTS[name]}</Product>".encode()
    elements = Elements()
    elements.feed(b'<ONIXMessage xmlns:x="a&quot;b">' + product, False)
    (found,) = elements.found

    assert CutOut(elements.prefixes).read(product) == (found.node, found.reason)
    assert found.node or found.reason


@pytest.mark.parametrize(
    "part",
    [
        "<Product><Product></Product>",
        "<Product><!-- </Product>",
        "<Product><Text><![CDATA[ </Product>",
        "<Product/><Product></Product>",
        "<Product></Product></ONIXMessage>",
        "<Product>&eacute;</Product>",
        "<Product><x:y/></Product>",
        f"<Product>{'<a/>' * (MOST_ELEMENTS + 1)}</Product>",
    ],
)
def test_what_is_not_plainly_one_product_is_left_to_who_reads_the_whole(part):
    cut_out = CutOut("")

    assert cut_out.read(part.encode()) is None
    assert cut_out.read(b"<Product><b004>1</b004></Product>") == ({"ISBN": "1"}, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_characters_may_be_cut_in_two_where_a_piece_of_the_file_ends(tmp_path, monkeypatch, encoding):
    title = "Válka s mloky — „R.\u00adU.\u00adR.“ 🦎"
    path = written(tmp_path, ("\ufeff" + message(product(title=title)).replace("utf-8", encoding)).encode(encoding))

    for size in (5, 7, 400):
        monkeypatch.setattr("catalog.trade.onix.message.PIECE", size)
        ((_, found),) = products(path)
        element = found.node["DescriptiveDetail"]["TitleDetail"]["TitleElement"]
        assert (found.reason, element["TitleText"]) == ("", title)
