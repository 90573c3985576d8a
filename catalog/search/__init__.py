"""Finding books by what people type (docs/search.md)."""

from catalog.search.finding import Found, find
from catalog.search.isbns import edition_with

__all__ = ["Found", "edition_with", "find"]
