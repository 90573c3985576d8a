"""OpenSearch: the shop in the address bar of a browser."""

import html

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import strip_tags

from catalog.feeds.addresses import absolute, address_of
from catalog.feeds.atom import ACQUISITION
from catalog.feeds.xml import XmlWriter
from catalog.search import suggesting

SUGGESTIONS = "application/x-suggestions+json"
LONGEST_NAME = 16  # characters, by the format


def description() -> str:
    xml = XmlWriter()
    with xml.inside("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"}):
        xml.line("ShortName", settings.SHOP_NAME[:LONGEST_NAME])
        xml.line("Description", f"Search the books of {settings.SHOP_NAME}")
        xml.line("InputEncoding", "UTF-8")
        xml.line("Image", absolute(static("favicon.ico")), {"width": 32, "height": 32, "type": "image/x-icon"})
        search = address_of("search") + "?q={searchTerms}"
        xml.line("Url", attributes={"type": "text/html", "method": "get", "template": search})
        reading = address_of("opds-search") + "?q={searchTerms}"
        xml.line("Url", attributes={"type": ACQUISITION, "method": "get", "template": reading})
        suggest = address_of("opensearch-suggestions") + "?q={searchTerms}"
        xml.line("Url", attributes={"type": SUGGESTIONS, "method": "get", "template": suggest})
        xml.line(
            "Url",
            attributes={
                "type": "application/opensearchdescription+xml",
                "rel": "self",
                "template": address_of("opensearch"),
            },
        )
    return xml.take()


def suggestions(text: str) -> list:
    """What the search field suggests, as browsers want it: the text, then labels, notes and addresses side by side."""
    options = [option for group in suggesting.suggestions(text) for option in group["options"]]
    labels = [html.unescape(strip_tags(option["label"])) for option in options]
    notes = [html.unescape(strip_tags(option.get("note") or "")) for option in options]
    return [text, labels, notes, [absolute(option["url"]) for option in options]]
