"""What the pages of the catalogue say of a book: {% load catalog %}."""

from collections.abc import Iterable

from django import template

from catalog import facts, structured
from catalog.models import Book, Contribution
from catalog.models.books import Role

register = template.Library()

register.filter("published", facts.published)
register.filter("published_iso", facts.published_iso)
register.filter("details", facts.details)
register.filter("plain", structured.plain)

# As a title page has it: “Translated by Ann Goldstein”.
DEEDS = {
    Role.ILLUSTRATOR: "Illustrated by",
    Role.EDITOR: "Edited by",
    Role.TRANSLATOR: "Translated by",
    Role.NARRATOR: "Read by",
    Role.INTRODUCTION: "Introduced by",
    Role.ADAPTER: "Adapted by",
}


@register.filter
def helpers(book: Book) -> list[tuple[str, list[Contribution]]]:
    """Everyone who is not named on the cover, by what they did: [("Translated by", [credit, …])]."""
    on_cover = set(book.byline_credits)
    return _grouped((DEEDS.get(Role(each.role), "With"), each) for each in book.credits if each not in on_cover)


@register.filter
def by_role(book: Book) -> list[tuple[str, list[Contribution]]]:
    """Everyone, by their role: [("Author", [credit, …]), …]."""
    return _grouped((each.get_role_display(), each) for each in book.credits)


def _grouped(pairs: Iterable[tuple[str, Contribution]]) -> list[tuple[str, list[Contribution]]]:
    groups: dict[str, list[Contribution]] = {}
    for name, credit in pairs:
        groups.setdefault(name, []).append(credit)
    return list(groups.items())


@register.filter
def on_shelf(book: Book) -> list[tuple[str, int]]:
    """Free copies that stand in shops where one can walk in: [("Harbour Street", 3), …]."""
    return [(row.branch.name, row.free) for row in book.stock.all() if row.branch.hands_over and row.free > 0]
