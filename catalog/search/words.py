"""How texts and searches are filed: the same letters for every way of writing the same words.

Documents and searches pass through these functions alike, so that whatever is forgiven is forgiven on both sides. After
a change here, `manage.py reindex_search`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from catalog.search import scripts

LONGEST_WORD = 40
LONGEST_KEY = 200
LONGEST_PART = 15  # letters of a word among those that grew together

ARTICLES = {"the", "a", "an", "le", "la", "les", "l", "der", "die", "das", "el", "los", "las", "il"}
# Found or not, these decide nothing by themselves: a search is for its other words, if it has any.
WEAK = {
    "a", "an", "and", "as", "at", "by", "de", "for", "from", "in", "is", "it", "of", "on", "or", "the", "to", "with",
    "book", "books", "bk", "no", "novel", "novels", "number", "part", "series", "tome", "vol", "volume",
}  # fmt: skip

# Most titles and names are nothing but words, no two of them initials: these come apart at their spaces.
_IS_BARE = re.compile(r"(?:(?:[a-z0-9]{2,}|[a-z0-9](?! [a-z0-9](?: |$)))(?: |$))+")
_THOUSANDS = re.compile(r"(?<=\d)[,.](?=\d{3}(?!\d))")
_PARTING = re.compile(r"[\s:;/|()\[\]…—–]+|--+|(?<=\w)[.!?](?=\w\w+)")
_WORD, _NO_WORD = re.compile(r"[^\W_]+"), re.compile(r"[\W_]+")
_INITIALS = re.compile(r"\b(\w) (?=\w\b)")

# British and older spellings, and common transliterations, to one form each. It need not be a right one.
_SPELLINGS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"(?<=[a-z][a-z])our", "or"),  # colour, favourite, harbours
        (r"(?<=[bct])re(s?)$", r"er\1"),  # centre, theatre, sabres
        (r"(?<=[a-z][^aeiou][ei])ll(?=(?:ing|ed|ers?|ors?|ous|ist)$)", "l"),  # travelling, counsellor
        (r"ll(?=(?:ful|ment))|(?<=fulfil|instal)l$", "l"),  # skillful, fulfill
        (r"(?<=[a-z]{3})is(?=(?:e|ed|es|ing|ation|ations|er|ers)$)", "iz"),  # organise
        (r"(?<=[a-z]{3})ys(?=(?:e|ed|es|ing)$)", "yz"),  # analyse
        (r"(?<=en)ce(?=s?$)|(?<=acti)ce(?=[sd]?$)", "se"),  # defence, practice
        (r"(?<=[aio]l)ogue(?=s?$)", "og"),  # catalogue, dialogue
        (r"(?<=encyclop)ae|(?<=medi)ae|(?<=arch)ae(?=o)|(?<=prim)ae|(?<=an)ae(?=[ms])", "e"),  # encyclopaedia
        (r"^ae(?=sth)|(?<=^p)ae(?=d)|(?<=^h)ae(?=m)", "e"),  # aesthetic, paediatric
        (r"(?<=f)oe(?=[t])|^oe(?=[ds])|(?<=am)oe(?=b)", "e"),  # foetus, oedipal, amoeba
        (r"(?<=[aeo])[iy](?=ev)", ""),  # Dostoyevsky, Dostoievsky
        (r"^tch(?=[ae])", "ch"),  # Tchekhov
        (r"(?<=sk)(?:iy|ii|ij|i)$", "y"),  # Dostoevskii
        (r"storey", "story"),
        (r"grey", "gray"),
        (r"mould", "mold"),
        (r"plough", "plow"),
        (r"programme", "program"),
        (r"jewell?ery", "jewelry"),
        (r"(?<=ju)dge(?=ment)", "dg"),
        (r"^mum(?=s|m?y?$)", "mom"),
        (r"sceptic", "skeptic"),
        (r"aeroplane", "airplane"),
        (r"^pyjama", "pajama"),
        (r"sulph", "sulf"),
        (r"^cosy", "cozy"),
        (r"artefact", "artifact"),
        (r"^tyre(?=s?$)", "tire"),
        (r"^gaol", "jail"),
        (r"^enquir", "inquir"),
        (r"aluminium", "aluminum"),
        (r"moustache", "mustache"),
        (r"manoeuvre", "maneuver"),
        (r"^doughnut", "donut"),
        (r"^faer(?=ies$)", "fair"),
        (r"^faer(?:ie|y)$", "fairy"),
        (r"whiskey", "whisky"),
        (r"^czar", "tsar"),
        (r"magick", "magic"),
        (r"vampyre", "vampire"),
        (r"yoghurt", "yogurt"),
        (r"^koran(?=s?$)", "quran"),
        (r"^m[ou]hamm?[ae]d$", "muhammad"),
        (r"^gips(?=y|ies)", "gyps"),
        (r"(?<=wle)dge(?=ment)", "dg"),  # acknowledgement
        (r"^ageing$", "aging"),
        (r"^waggon", "wagon"),
        (r"^woollen", "woolen"),
        (r"connexion", "connection"),
        (r"^draught", "draft"),
    ]
]


# Most words have one spelling only, and are not to be tried by each of these.
_SPELT_OTHERWISE = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _SPELLINGS))


class Reading(NamedTuple):
    """A text in all the ways in which it is filed and searched for."""

    spelt: tuple[str, ...]  # the words as they are spelt, coming apart at every mark: “Ya-Ya’s” is ya, ya, s
    together: tuple[str, ...]  # grown together over hyphens, apostrophes and the dots of initials: “J. R. R.” is jrr
    parts: tuple[str, ...]  # as spelt, in their one spelling
    compounds: tuple[str, ...]  # as together, in their one spelling
    filed: str  # as ranking reads it: the parts, then “|” and the compounds where those differ


# A title is read for several columns of its document, and names come again and again.
@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    bare = plain(text)
    if _IS_BARE.fullmatch(bare):
        spelt = together = tuple(bare.split())
    else:
        spelt, together = tuple(_WORD.findall(bare)), _grown_together(bare)
    parts = compounds = tuple(map(canonical, spelt))
    filed = " ".join(parts)
    if together != spelt:
        compounds = tuple(map(canonical, together))
        filed = filed if compounds == parts else f"{filed}|{' '.join(compounds)}"
    return Reading(spelt, together, parts, compounds, filed)


def _grown_together(bare: str) -> tuple[str, ...]:
    tokens = [token if token.isalnum() else _NO_WORD.sub("", token) for token in _PARTING.split(bare)]
    return tuple(_INITIALS.sub(r"\1", " ".join(filter(None, tokens))).split())


def plain(text: str) -> str:
    """Small Latin letters without accents, ligatures and the commas of thousands; & is a word."""
    bare = scripts.in_latin(text).replace("&", " and ")
    return _THOUSANDS.sub("", bare) if "," in bare or "." in bare else bare


@lru_cache(maxsize=200_000)
def canonical(word: str) -> str:
    """One spelling for those that are the same word: colour and color, Dostoyevsky and Dostoevsky."""
    word = word[:LONGEST_WORD]
    if word.isdigit():
        return word.lstrip("0") or "0"
    if word.isascii() and len(word) > 3 and _SPELT_OTHERWISE.search(word):
        for pattern, replacement in _SPELLINGS:
            word = pattern.sub(replacement, word)
    return word


def key_of(words: Sequence[str]) -> str:
    """What two spellings of one title share: no article in front, no spaces (Half-Blood, Half Blood, Halfblood)."""
    kept = words[1:] if len(words) > 1 and words[0] in ARTICLES else words
    return "".join(kept)[:LONGEST_KEY]
