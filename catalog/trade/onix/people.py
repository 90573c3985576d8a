"""Who made the book."""

from __future__ import annotations

from catalog.trade.csv_books import MOST_PEOPLE
from catalog.trade.names import filed_under
from catalog.trade.onix.codes import ARTIST, AUTHOR, OTHER, ROLES, UNNAMED
from catalog.trade.onix.nodes import Node, codes, nodes, text
from catalog.trade.onix.titles import line, sequence_of
from catalog.trade.records import Person

BEFORE_KEY, AFTER_KEY = ("NamesBeforeKey", "PrefixToKey"), ("NamesAfterKey", "SuffixToKey")


class TooManyPeople(ValueError):
    """No record of a book; its text is a sentence."""


def people_of(description: Node) -> list[Person]:
    """Everyone in the sender’s order, each once in a role. Who wrote a book has no second line for drawing it.

    Raises TooManyPeople.
    """
    found: dict[tuple[str, str], Person] = {}
    contributors = nodes(description, "Contributor")
    if len(contributors) > MOST_PEOPLE:
        raise TooManyPeople(f"The book has {len(contributors):,} contributors; we take up to {MOST_PEOPLE}.")
    for contributor in sorted(contributors, key=sequence_of) if len(contributors) > 1 else contributors:
        name, filed = names_of(contributor)
        for code in codes(contributor, "ContributorRole") if name else ():
            role = ROLES.get(code, OTHER)
            if (name, role) not in found and not (role == ARTIST and (name, AUTHOR) in found):
                found[name, role] = Person(name[:300], filed[:300], role)
    return list(found.values())


def names_of(contributor: Node) -> tuple[str, str]:
    """As printed, and as filed, from what is trusted most. Empty where nobody is named."""
    printed, inverted = line(contributor, "PersonName"), line(contributor, "PersonNameInverted")
    if key := line(contributor, "KeyNames"):
        before = [line(contributor, part) for part in BEFORE_KEY if part in contributor]
        after = [line(contributor, part) for part in AFTER_KEY if part in contributor]
        others = " ".join(filter(None, before + after))
        filed = inverted or (f"{key}, {others}" if others else key)
        return printed or " ".join(filter(None, [*before, key, *after])), filed
    if printed:
        return printed, inverted or filed_under(printed)
    if inverted:
        family, _, given = inverted.partition(", ")
        return f"{given} {family}".strip(), inverted
    if company := line(contributor, "CorporateName"):
        return company, company
    nobody = UNNAMED.get(text(contributor, "UnnamedPersons"), "")
    return nobody, nobody
