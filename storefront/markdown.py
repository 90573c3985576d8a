"""Staff write Markdown; shoppers get HTML that can do no harm."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"h2", "h3", "p", "a", "strong", "em", "ul", "ol", "li", "blockquote", "hr", "br", "code"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}

LINKS = {"http", "https", "mailto", "tel"}

_parser = MarkdownIt("commonmark", {"html": False, "typographer": True})
_parser.enable(["table", "replacements", "smartquotes"])


def html_from_markdown(text: str) -> SafeString:
    """Headings from the second level down, paragraphs, lists, links, tables and quotations; nothing else survives."""
    html = nh3.clean(_parser.render(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes=LINKS)
    return mark_safe(html)  # noqa: S308 - nh3 has just cleaned it
