"""What the pages of the catalogue say of a book: {% load catalog %}."""

from collections.abc import Iterable
from decimal import Decimal

from django import template

from catalog import browsing, facts, structured
from catalog.models import Book, Contribution, Listing

register = template.Library()

register.filter("published", facts.published)
register.filter("published_iso", facts.published_iso)
register.filter("details", facts.details)
register.filter("plain", structured.plain)
register.filter("summary", structured.summary)
register.filter("said_rating", facts.said_rating)


@register.filter
def helpers(book: Book) -> list[tuple[str, list[Contribution]]]:
    """Everyone who is not named on the cover, by what they did: [("Translated by", [credit, …])]."""
    on_cover = set(book.byline_credits)
    return _grouped((facts.deed(each.role), each) for each in book.credits if each not in on_cover)


@register.filter
def by_role(book: Book) -> list[tuple[str, list[Contribution]]]:
    """Everyone, by their role: [("Author", [credit, …]), …]."""
    return _grouped((each.get_role_display(), each) for each in book.credits)


def _grouped(pairs: Iterable[tuple[str, Contribution]]) -> list[tuple[str, list[Contribution]]]:
    groups: dict[str, list[Contribution]] = {}
    for name, credit in pairs:
        groups.setdefault(name, []).append(credit)
    return list(groups.items())


@register.simple_tag
def good_books(count: int = 6) -> list[Book]:
    """{% good_books as books %}: what sells best here, for whoever has lost the way."""
    leads = Listing.objects.leads().filter(action="buy").order_by("-popularity", "pk")
    return browsing.in_order(list(leads.values_list("pk", flat=True)[:count]))


@register.filter
def on_shelf(book: Book) -> list[tuple[str, int]]:
    """Free copies that stand in shops where one can walk in: [("Harbour Street", 3), …]."""
    return [(row.branch.name, row.free) for row in book.stock.all() if row.branch.hands_over and row.free > 0]


@register.filter
def is_half_of(star: str, rating: Decimal | None) -> bool:
    """{% if "4"|is_half_of:3.5 %}: whether that star is drawn by halves."""
    return rating is not None and Decimal("0.5") <= rating - (int(star) - 1) < 1
