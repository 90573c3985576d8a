"""Languages by name, and by the codes of the trade."""

from babel import Locale
from babel.core import get_global

ENGLISH = Locale("en", "GB")

# ISO 639-2 as catalogues write it, to BCP 47. Where a language has several such codes, the first is the bibliographic
# one, which ONIX wants; Babel knows the other languages, that have one.
_BY_HAND = {
    "eng": "en", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "dut": "nl", "nld": "nl", "nor": "nb", "nob": "nb",
    "chi": "zh", "zho": "zh", "per": "fa", "fas": "fa", "gre": "el", "ell": "el", "cze": "cs", "ces": "cs", "rum": "ro",
    "ron": "ro", "wel": "cy", "cym": "cy", "alb": "sq", "sqi": "sq", "arm": "hy", "hye": "hy", "baq": "eu", "eus": "eu",
    "bur": "my", "mya": "my", "geo": "ka", "kat": "ka", "ice": "is", "isl": "is", "mac": "mk", "mkd": "mk", "mao": "mi",
    "mri": "mi", "may": "ms", "msa": "ms", "slo": "sk", "slk": "sk", "tib": "bo", "bod": "bo",
    "aka": "ak", "ara": "ar", "aym": "ay", "aze": "az", "cre": "cr", "dzo": "dz", "est": "et", "ful": "ff", "grn": "gn",
    "guj": "gu", "hrv": "hr", "iku": "iu", "ipk": "ik", "kau": "kr", "kom": "kv", "kon": "kg", "kur": "ku", "lav": "lv",
    "mlg": "mg", "mon": "mn", "nep": "ne", "oji": "oj", "ori": "or", "orm": "om", "pus": "ps", "que": "qu", "san": "sa",
    "srd": "sc", "srp": "sr", "swa": "sw", "uzb": "uz", "yid": "yi", "zha": "za",
    "fil": "fil", "grc": "grc", "enm": "enm", "ang": "ang", "sco": "sco", "mul": "mul",
}  # fmt: skip
_ALIASES = {old: new for old, new in get_global("language_aliases").items() if (len(old), len(new)) == (3, 2)}
FROM_THE_TRADE: dict[str, str] = _BY_HAND | {old: new for old, new in _ALIASES.items() if old not in _BY_HAND}
FOR_THE_TRADE: dict[str, str] = {ours: theirs for theirs, ours in reversed(FROM_THE_TRADE.items())}


def language_name(code: str) -> str:
    """“French” for fr, “Brazilian Portuguese” for pt-BR; the code itself where nobody knows it."""
    known = ENGLISH.languages
    return known.get(code.replace("-", "_")) or known.get(code.partition("-")[0]) or code
