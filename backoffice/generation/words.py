"""Names and titles that nobody has written, as various as a wholesaler's list."""

from __future__ import annotations

import random
import tomllib
from itertools import accumulate
from pathlib import Path

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


class Bag:
    """Words to draw from: the second about half as often as the first, the third a third (Zipf)."""

    def __init__(self, words: list[str], *, flatness: int = 8) -> None:
        self.words = words
        self._heights = list(accumulate(1 / (place + flatness) for place in range(len(words))))

    def draw(self, dice: random.Random) -> str:
        return dice.choices(self.words, cum_weights=self._heights)[0]


FIRST_NAMES, SURNAMES, NOUNS, ADJECTIVES, TOPICS = (
    Bag(WORDS[name].split()) for name in ("first_names", "surnames", "nouns", "adjectives", "topics")
)
SYLLABLES = WORDS["syllables"].split()
ANGLES = [" ".join(angle.split()) for angle in WORDS["angles"].split(";")]
FOREIGN = {code: (each["nouns"].split("; "), each["and"]) for code, each in WORDS["languages"].items()}
LANGUAGES = Bag(list(FOREIGN), flatness=2)


def person(dice: random.Random) -> str:
    """“Ruth Okafor”, “J. R. Halverton”, “Chloé van Doren-Sato”."""
    first = FIRST_NAMES.draw(dice)
    if dice.random() < 0.2:
        first += f" {dice.choice('ABCDEFGHJKLMNPRSTW')}."
    if dice.random() < 0.04:
        first = f"{first[0]}. {dice.choice('ABCDEFGHJKLMNPRSTW')}."
    last = SURNAMES.draw(dice) if dice.random() < 0.45 else invented(dice)
    if dice.random() < 0.03:
        last = f"{dice.choice(WORDS['particles'])} {last}"
    if dice.random() < 0.03:
        last += f"-{SURNAMES.draw(dice)}"
    return f"{first} {last}"


def invented(dice: random.Random) -> str:
    """A surname that may be nobody's: Halverton."""
    return "".join(dice.choices(SYLLABLES, k=dice.choice([2, 2, 3]))).capitalize()


def place(dice: random.Random) -> str:
    return dice.choice(SYLLABLES).capitalize() + dice.choice(SYLLABLES) + dice.choice(WORDS["place_ends"])


def publisher(number: int) -> str:
    """The name of the publisher of this number; each has its own."""
    stems, ends = WORDS["publishers"].split(), WORDS["publisher_ends"]
    dice = random.Random(number)
    own = "" if number < len(stems) else f" {invented(dice)}"
    return f"{stems[number % len(stems)]}{own} {ends[number // len(stems) % len(ends)]}".strip()


def title(dice: random.Random, language: str, is_fiction: bool) -> str:
    if language != "en":
        nouns, conjunction = FOREIGN[language]
        one, other = dice.sample(nouns, 2)
        name = f"{one} {conjunction} {other}" if dice.random() < 0.7 else f"{one}, {invented(dice)}"
        return name[0].upper() + name[1:]
    return capitals(_of_fiction(dice) if is_fiction else _of_facts(dice))


def _of_fiction(dice: random.Random) -> str:
    noun, other, adjective = NOUNS.draw(dice), NOUNS.draw(dice), ADJECTIVES.draw(dice)
    shapes = (
        (14, lambda: f"the {adjective} {noun}"),
        (10, lambda: f"the {noun} of {place(dice)}"),
        (10, lambda: f"the {noun}’s {other}"),
        (9, lambda: f"{noun} and {other}"),
        (8, lambda: f"a {noun} for {invented(dice)}"),
        (8, lambda: f"the {noun} in the {other}"),
        (7, lambda: f"{invented(dice)}’s {noun}"),
        (6, lambda: f"the {adjective} {noun} of {FIRST_NAMES.draw(dice)} {invented(dice)}"),
        (5, lambda: f"what the {noun} knew"),
        (5, lambda: f"{adjective} {noun}"),
        (4, lambda: f"{noun}s of the {adjective} {other}"),
        (4, lambda: f"how to {dice.choice(['keep', 'lose', 'find', 'mend', 'steal'])} a {noun}"),
        (3, lambda: f"murder at {place(dice)}"),
        (3, lambda: noun),
        (2, lambda: invented(dice)),
        (1, lambda: f"all the {noun}s we {dice.choice(['lost', 'kept', 'were promised'])}"),
    )
    return _one_of(dice, shapes)


def _of_facts(dice: random.Random) -> str:
    topic, other = TOPICS.draw(dice), TOPICS.draw(dice)
    shapes = (
        (10, lambda: f"introduction to {topic}"),
        (9, lambda: f"{topic} and {other}"),
        (8, lambda: f"a history of {place(dice)}"),
        (8, lambda: f"the {topic} of the {NOUNS.draw(dice)}"),
        (6, lambda: f"{topic} for the {ADJECTIVES.draw(dice)}"),
        (6, lambda: f"the {ADJECTIVES.draw(dice)} {NOUNS.draw(dice)}"),
        (5, lambda: f"{FIRST_NAMES.draw(dice)} {invented(dice)} and the {topic} of {place(dice)}"),
        (4, lambda: f"{dice.randint(1400, 1989)} in {place(dice)}"),
        (4, lambda: topic),
        (3, lambda: f"why {topic} matters"),
    )
    return _one_of(dice, shapes)


def _one_of(dice: random.Random, shapes: tuple) -> str:
    weights, makers = zip(*shapes, strict=True)
    return dice.choices(makers, weights)[0]()


def subtitle(dice: random.Random) -> str:
    angle = dice.choice(ANGLES)
    return angle[0].upper() + angle[1:]


def capitals(text: str) -> str:
    """As English titles are written: The House of the Raven."""
    small = {"a", "an", "and", "at", "for", "in", "of", "the", "to", "we"}
    words = text.split()
    return " ".join(w if n and w in small else w[0].upper() + w[1:] for n, w in enumerate(words))


def sentences(dice: random.Random) -> str:
    """A description: a paragraph that says little."""
    noun, adjective, town = NOUNS.draw(dice), ADJECTIVES.draw(dice), place(dice)
    said = (
        f"When {person(dice)} comes back to {town}, the {noun} is no longer there.",
        f"A {adjective} book about {TOPICS.draw(dice)}, {TOPICS.draw(dice)} and the {NOUNS.draw(dice)} between them.",
        f"Nobody in {town} speaks of the {adjective} {noun}; everybody has a part in it.",
        f"With notes, a map and an afterword by {person(dice)}.",
    )
    return f"<p>{' '.join(dice.sample(said, dice.choice([1, 2, 3])))}</p>"
