"""OpenSearch: the shop in the address bar of a browser."""

from django.conf import settings
from django.templatetags.static import static

from catalog.feeds.addresses import absolute, address_of
from catalog.feeds.xml import XmlWriter

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
        xml.line(
            "Url",
            attributes={
                "type": "application/opensearchdescription+xml",
                "rel": "self",
                "template": address_of("opensearch"),
            },
        )
    return xml.take()
