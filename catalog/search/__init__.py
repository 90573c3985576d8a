"""Finding books by what people type (docs/search.md)."""

from catalog.search.finding import Found, edition_with_isbn, find

__all__ = ["Found", "edition_with_isbn", "find"]
