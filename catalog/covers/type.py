"""Fitting words to a box: where lines break, how large they are set, what gives way when they are too many.

Sizes are in cover units (a cover is 600 × 900), widths in ems. Lines are broken for the evenest outline rather than
one after the other, and never leave a short word alone or an article hanging if there is another way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from catalog.covers.faces import GARAMOND, Face, cap_height, face_for, ink, is_right_to_left, width

# Articles, prepositions, conjunctions and titles: they lean on the word that follows, so no line should end with them.
LEANING_WORDS = """
    a an the of and or in on to at by for from with as is it
    my no his her our your their its but not der die das ein eine und von im am le la les de du des un une et el los
    las il lo da do en y e i & –
"""
HANGING = frozenset(LEANING_WORDS.split())
BOUND = frozenset(
    ["vol.", "no.", "mr", "mrs", "dr", "mr.", "mrs.", "dr.", "st", "st.", "new", "san"]
)  # New York, Dr No
TOO_LONG = 2.2  # times the average line: no use in trying longer ones
ROOMY = 1.2  # faces with more leading than this (Arabic, Japanese) keep it: their letters would touch
CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff01-\uff5e]")
NEVER_FIRST = set("、。，．・：；？！」』）】〕ーァィゥェォッャュョぁぃぅぇぉっゃゅょ々ゝゞ…〜～!?,.;:)]}’”")
VOWELS = set("aeiouyàáâãäåèéêëìíîïòóôõöøùúûüýœæаеёиоуыэюяαεηιουωάέήίόύώ")


Lines = tuple[tuple[str, ...], float]  # the lines and their size


@dataclass(frozen=True)
class Atom:
    """What is never broken: a word, or one character of Japanese. `glue` stands before it within a line."""

    text: str
    glue: str = " "
    hyphen: bool = False  # a hyphen is shown if the line ends here


@dataclass(frozen=True)
class Setting:
    """Lines that fit. Heights are of the ink: from the top of the first line to the bottom of the last."""

    lines: tuple[str, ...]
    face: Face
    size: float
    tracking: float
    leading: float
    right_to_left: bool

    @property
    def top(self) -> float:
        """From the first baseline up: the capital height, or an accent that stands higher."""
        return max(cap_height(self.face), -ink(self.face, self.lines[0])[1]) * self.size

    @property
    def height(self) -> float:
        return self.top + (len(self.lines) - 1) * self.pitch + max(0.0, ink(self.face, self.lines[-1])[3]) * self.size

    @property
    def optical_height(self) -> float:
        """As `height`, but to the last baseline: tails are not seen as the end of a block."""
        return self.top + (len(self.lines) - 1) * self.pitch

    @property
    def pitch(self) -> float:
        return self.leading * self.size

    @property
    def width(self) -> float:
        return max(line_width(self.face, line, self.tracking) for line in self.lines) * self.size


def line_width(face: Face, text: str, tracking: float = 0.0) -> float:
    """In ems: the ink, without the white the first and last letters carry on their sides."""
    left, _, right, _ = ink(face, text)
    return max(right - left, 0.01) + tracking * (len(text) - 1)


def in_capitals(text: str) -> str:
    """Capitals as a compositor sets them: ß keeps its form in ẞ only where the face has it, Greek loses its accents."""
    raised = text.replace("ŉ", "ʼN").upper()
    return raised.translate(str.maketrans("ΆΈΉΊΌΎΏ", "ΑΕΗΙΟΥΩ"))


@lru_cache(maxsize=2048)
def atoms_of(text: str, hyphenate: bool = False) -> tuple[Atom, ...]:
    found: list[Atom] = []
    for word in text.split():
        pieces = re.split(r"(?<=[^\W\d_][-–—/])(?=\w)", word)
        for number, piece in enumerate(pieces):
            glue = " " if number == 0 else ""
            found += _cjk_atoms(piece, glue) if CJK.search(piece) else _syllables(piece, glue, hyphenate)
    return tuple(found) or (Atom(" "),)


def _cjk_atoms(piece: str, glue: str) -> list[Atom]:
    """Characters of Japanese may part anywhere except before closing marks and small kana; Latin words stay whole."""
    found: list[Atom] = []
    for token in re.findall(r"[A-Za-z0-9]+|.", piece):
        if found and (token in NEVER_FIRST or (token.isascii() and not token.isalnum())):
            found[-1] = Atom(found[-1].text + token, found[-1].glue)
        else:
            found.append(Atom(token, glue if not found else ""))
    return found


def _syllables(word: str, glue: str, hyphenate: bool) -> list[Atom]:
    """A long word in two or three, cut between a vowel's consonant and the next: in doubt not at all."""
    if not hyphenate or len(word) < 9:
        return [Atom(word, glue)]
    cuts = [0, *(i for i in range(3, len(word) - 3) if _may_cut(word.lower(), i)), len(word)]
    pieces = [word[a:b] for a, b in pairwise(cuts)]
    if len(pieces) == 1:
        pieces = [word[i : i + 8] for i in range(0, len(word), 8)]
    last = len(pieces) - 1
    return [Atom(piece, glue if n == 0 else "", hyphen=n < last) for n, piece in enumerate(pieces)]


def _may_cut(word: str, at: int) -> bool:
    before, after = word[at - 1], word[at]
    if not (before.isalpha() and after.isalpha()):
        return False
    following = word[at + 1]
    vowel_before = before in VOWELS and after not in VOWELS and following in VOWELS
    two_consonants = before not in VOWELS and after not in VOWELS and following in VOWELS and word[at - 2] in VOWELS
    return (vowel_before or two_consonants) and before + after not in {"ch", "sh", "th", "ph", "ck", "qu"}


def join(atoms: tuple[Atom, ...]) -> str:
    text = atoms[0].text + "".join(atom.glue + atom.text for atom in atoms[1:])
    return text + "-" if atoms[-1].hyphen else text


@lru_cache(maxsize=4096)
def broken(
    text: str, face: Face, tracking: float, count: int, hyphenate: bool
) -> tuple[tuple[str, ...], float, float] | None:
    """The text in exactly `count` lines: the lines, the widest in ems, and how ill they look (0 is perfect)."""
    atoms = atoms_of(text, hyphenate)
    if count > len(atoms):
        return None
    ends, badness = _best_ends(atoms, _reach(atoms, face, tracking), count)
    lines = tuple(join(atoms[start:end]) for start, end in pairwise([0, *ends]))
    return lines, max(line_width(face, line, tracking) for line in lines), badness / count


def _reach(atoms: tuple[Atom, ...], face: Face, tracking: float) -> list[float]:
    """How far the text has come after each atom, in ems, if it were all one line."""
    widths = (width(face, atom.glue + atom.text) + tracking * len(atom.glue + atom.text) for atom in atoms)
    return list(accumulate(widths, initial=0.0))


def _best_ends(atoms: tuple[Atom, ...], reach: list[float], count: int) -> tuple[list[int], float]:
    """Where each line ends for the least badness of all, found line by line (every end keeps its best beginning)."""
    target = max(reach[-1] / count, 0.01)
    rows: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for number in range(1, count + 1):
        row: dict[int, tuple[float, int]] = {}
        for start, (so_far, _) in rows[-1].items():
            first = len(atoms) if number == count else start + 1
            for end in range(first, len(atoms) - (count - number) + 1):
                badness = so_far + _line_badness(atoms, start, end, (reach[end] - reach[start]) / target)
                if end not in row or badness < row[end][0]:
                    row[end] = (badness, start)
                if reach[end] - reach[start] > TOO_LONG * target:
                    break
        rows.append(row)
    ends = [len(atoms)]
    for row in reversed(rows[2:]):
        ends.append(row[ends[-1]][1])
    return ends[::-1], rows[-1][len(atoms)][0]


def _line_badness(atoms: tuple[Atom, ...], start: int, end: int, share: float) -> float:
    """`share` is the line's width as a part of the average one."""
    badness = (share - 1) ** 2 * (1.6 if share > 1 else 1.0)
    last = atoms[end - 1]
    if end < len(atoms):
        word = last.text.lower()
        badness += 0.4 if word in BOUND else 0.16 if word in HANGING else 0
        badness += 0.12 if last.hyphen else 0
        badness -= 0.05 if word[-1] in ",:;–—…?!" else 0
    if end - start == 1 and len(last.text) <= 3 and len(atoms) > 1:
        badness += 0.45 if end == len(atoms) else 0.12
    return badness


@dataclass(frozen=True)
class Wish:
    """How a text should be set: in which room, how large at best, how small at worst."""

    face: Face
    width: float
    height: float
    largest: float
    smallest: float
    tracking: float
    leading: float
    most_lines: int


def fit(
    text: str,
    face: Face,
    box: tuple[float, float],
    *,
    largest: float,
    smallest: float = 14,
    tracking: float = 0.0,
    leading: float | None = None,
    most_lines: int = 7,
    capitals: bool = False,
) -> Setting:
    """The largest handsome setting in a box of (width, height): it always fits, if need be with an ellipsis."""
    text = in_capitals(text) if capitals else text
    face = face_for(text, face) or GARAMOND
    if face.shaped or CJK.search(text):
        tracking = 0.0
    if leading is None or face.leading > ROOMY:
        leading = max(leading or 0.0, face.leading)
    wish = Wish(face, *box, largest, smallest, tracking, leading, most_lines)
    lines, size = _large_enough(text, wish)
    return Setting(lines, face, size, tracking, leading, is_right_to_left(text))


def _large_enough(text: str, wish: Wish) -> Lines:
    """Whole words at a good size; else a hyphen; else smaller letters; else fewer words."""
    whole = _best(text, wish, hyphenate=False)
    if whole and whole[1] >= min(wish.largest, max(wish.smallest * 1.6, wish.largest * 0.42)):
        return whole
    parted = _best(text, wish, hyphenate=True)
    chosen = parted if not whole or (parted and parted[1] > whole[1] * 1.6) else whole
    if chosen and chosen[1] >= wish.smallest:
        return chosen
    for shorter in _shorter(text):
        chosen = _best(shorter, wish, hyphenate=True)
        if chosen and chosen[1] >= wish.smallest:
            break
    return chosen or (("…",), min(wish.largest, wish.height))


def _best(text: str, wish: Wish, *, hyphenate: bool) -> Lines | None:
    """Of one line, two lines, three …: the largest letters, unless the lines are too uneven."""
    best, best_score = None, -1.0
    for count in range(1, min(wish.most_lines, len(atoms_of(text, hyphenate))) + 1):
        result = broken(text, wish.face, wish.tracking, count, hyphenate)
        if result is None:
            continue
        lines, widest, badness = result
        tall = Setting(lines, wish.face, 1.0, wish.tracking, wish.leading, False).height
        size = min(wish.largest, wish.width / max(widest, 0.01), wish.height / max(tall, 0.01))
        score = size * (1 - 0.55 * min(0.6, badness)) * (1 - 0.012 * count)
        if score > best_score:
            best, best_score = (lines, size), score
    return best


def _shorter(text: str) -> list[str]:
    """Ever shorter beginnings of the text, for a box that will not hold it."""
    words = text.split()
    counts, count = [], len(words) - 1
    while count > 0:
        counts.append(count)
        count = min(count - 1, int(count * 0.9))
    first = words[0] if words else text
    by_words = [" ".join(words[:n]).rstrip(" ,;:–—-") + "…" for n in counts]
    return by_words + [first[:n] + "…" for n in (40, 24, 16, 10, 6, 3, 1) if n < len(first)]
