"""Who made the book."""

from __future__ import annotations

from catalog.models.books import Role
from catalog.trade.names import filed_under
from catalog.trade.onix.codes import ROLES, UNNAMED
from catalog.trade.onix.nodes import Node, codes, nodes, text
from catalog.trade.onix.titles import one_line, sequence_of
from catalog.trade.records import Person


def people_of(description: Node) -> list[Person]:
    """Everyone in the sender’s order, each once in a role. Who wrote a book has no second line for drawing it."""
    found: dict[tuple[str, str], Person] = {}
    for contributor in sorted(nodes(description, "Contributor"), key=sequence_of):
        name, filed = names_of(contributor)
        for code in codes(contributor, "ContributorRole") if name else ():
            role = ROLES.get(code, Role.OTHER).value
            if role == Role.ARTIST and (name, Role.AUTHOR.value) in found:
                continue
            found.setdefault((name, role), Person(name[:300], filed[:300], role))
    return list(found.values())


def names_of(contributor: Node) -> tuple[str, str]:
    """As printed, and as filed, from what is trusted most. Empty where nobody is named."""
    inverted, key = one_line(text(contributor, "PersonNameInverted")), one_line(text(contributor, "KeyNames"))
    parts = [one_line(text(contributor, part)) for part in ("NamesBeforeKey", "PrefixToKey")]
    after = [one_line(text(contributor, part)) for part in ("NamesAfterKey", "SuffixToKey")]
    if printed := one_line(text(contributor, "PersonName")):
        return printed, inverted or _filed(key, parts, after) or filed_under(printed)
    if key:
        return " ".join(filter(None, [*parts, key, *after])), inverted or _filed(key, parts, after)
    if inverted:
        family, _, given = inverted.partition(", ")
        return f"{given} {family}".strip(), inverted
    if company := one_line(text(contributor, "CorporateName")):
        return company, company
    nobody = UNNAMED.get(text(contributor, "UnnamedPersons"), "")
    return nobody, nobody


def _filed(key: str, before: list[str], after: list[str]) -> str:
    rest = " ".join(filter(None, [*before, *after]))
    return f"{key}, {rest}" if key and rest else key
