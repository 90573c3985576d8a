"""Reading what we publish, as a strict reader would."""

from xml.etree import ElementTree

from django.http import HttpResponseBase

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "a": "http://www.w3.org/2005/Atom",
    "o": "http://opds-spec.org/2010/catalog",
    "dc": "http://purl.org/dc/terms/",
    "g": "http://base.google.com/ns/1.0",
}


def whole(answer: HttpResponseBase) -> bytes:
    assert answer.status_code == 200
    return answer.getvalue()


def tree(answer: HttpResponseBase) -> ElementTree.Element:
    """Fails if it is not well formed."""
    return ElementTree.fromstring(whole(answer))


def texts(root: ElementTree.Element, path: str) -> list[str]:
    return [element.text or "" for element in root.findall(path, NAMES)]
