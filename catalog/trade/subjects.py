"""From the trade’s subject schemes to our genres, which are Thema’s.

Tables map first letters and digits; what they say of a group holds for all below it. They are a beginning that staff
need not like: the codes as sent are kept with the record (TradeRecord.subjects), so that a better table can be applied.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from catalog.trade.records import Subject

THEMA, BISAC, BIC = "93", "10", "12"  # ONIX list 27

# fmt: off
BISAC_GROUPS = {
    "FIC022": "FF", "FIC030": "FH", "FIC031": "FH", "FIC028": "FL", "FIC009": "FM", "FIC015": "FK", "FIC027": "FR",
    "FIC014": "FV", "FIC004": "FBC", "FIC016": "FU", "FIC029": "FYB", "FIC055": "FDB", "FIC061": "FMM",
    "FIC002": "FJ", "FIC045": "FS", "FIC": "FBA", "CGN": "X", "JUV": "YF", "YAF": "YF", "JNF": "YN", "YAN": "YN",
    "POE": "DC", "DRA": "DD", "BIO026": "DNC", "BIO": "DNB", "LIT": "DS", "TRU": "DNXC", "HIS": "NH", "POL": "JP",
    "SOC": "JB", "PSY": "JM", "EDU": "JN", "PHI": "QD", "REL": "QR", "BUS": "KJ", "LAW": "L", "SCI": "P", "MAT": "PB",
    "TEC": "T", "COM": "U", "MED": "M", "NAT": "WN", "ART": "AG", "PHO": "AJ", "ARC": "AM", "MUS": "AV", "PER": "AT",
    "CKB": "WB", "CRA": "WF", "GAR": "WM", "HOM": "WK", "SEL": "VS", "HEA": "VF", "FAM": "VFX", "OCC": "VX",
    "TRV": "WT", "GAM": "WD", "HUM": "WH", "SPO": "S", "PET": "WNG", "TRA": "WG", "REF": "G", "FOR": "CJ",
    "LAN": "CB", "STU": "YP",
}
# BIC looks like Thema and is not.
BIC_GROUPS = {
    "A": "A", "AB": "A", "AC": "AG", "AF": "AF", "AG": "AG", "AJ": "AJ", "AK": "AK", "AM": "AM", "AN": "AT",
    "AP": "AT", "AS": "AT", "AV": "AV", "BG": "DNB", "BJ": "DNP", "BK": "DNB", "BM": "DNC", "BT": "DNX",
    "BTC": "DNXC", "CB": "CB", "CF": "CF", "CJ": "CJ", "D": "D", "DC": "DC", "DD": "DD", "DN": "DNL", "DS": "DS",
    "E": "CJ", "FA": "FBA", "FC": "FBC", "FF": "FF", "FFC": "FFC", "FFH": "FFH", "FH": "FH", "FHD": "FHD", "FJ": "FJ",
    "FK": "FK", "FL": "FL", "FM": "FM", "FP": "FP", "FQ": "FBA", "FR": "FR", "FT": "FT", "FV": "FV", "FW": "FW",
    "FX": "XA", "FY": "FY", "FYB": "FYB", "FZ": "FBA", "G": "G", "HB": "NH", "HBW": "NHW", "HD": "NK", "HP": "QD",
    "HR": "QR", "JF": "JB", "JH": "JH", "JK": "JK", "JM": "JM", "JN": "JN", "JP": "JP", "JW": "JW", "KC": "KC",
    "KF": "KF", "KJ": "KJ", "KN": "KN", "L": "L", "M": "M", "PB": "PB", "PD": "PD", "PDZ": "PDZ", "P": "P",
    "RB": "RB", "RG": "RG", "RN": "RN", "RP": "RP", "T": "T", "U": "U", "VF": "VF", "VFX": "VFX", "VS": "VS",
    "VX": "VX", "WB": "WB", "WC": "WC", "WD": "WD", "WF": "WF", "WG": "WG", "WH": "WH", "WK": "WK", "WM": "WM",
    "WN": "WN", "WNG": "WNG", "WQ": "WQ", "WS": "S", "WT": "WT", "YB": "YB", "YBC": "YBC", "YF": "YF", "YN": "YN",
    "YQ": "YP", "YR": "YR", "YX": "YX",
}
# fmt: on


def shelved(sent: Collection[tuple[str, str, bool]], known: frozenset[str]) -> list[Subject]:
    """The genres of a book: scheme, code and “main one of its scheme”, as sent. Thema leads, then BISAC, then BIC.

    What another scheme adds where Thema speaks is left out: it was made from the same shelf, less exactly.
    """
    for scheme, place in ((THEMA, thema), (BISAC, bisac), (BIC, bic)):
        ours = [(place(code, known), is_main) for each, code, is_main in sent if each == scheme]
        codes = list(dict.fromkeys(code for code, _ in ours if code))
        if codes:
            main = next((code for code, is_main in ours if code and is_main), codes[0])
            return [Subject(code, code == main) for code in codes]
    return []


@lru_cache(maxsize=10_000)
def thema(code: str, known: frozenset[str]) -> str | None:
    """The genre of a Thema code. Codes from a newer version fall back on what they begin with."""
    return _longest(code.upper(), known) if code[:1].isalpha() else None  # a figure begins a qualifier


@lru_cache(maxsize=10_000)
def bisac(code: str, known: frozenset[str]) -> str | None:
    group = _longest(code.upper(), BISAC_GROUPS)
    return thema(BISAC_GROUPS[group], known) if group else None


@lru_cache(maxsize=10_000)
def bic(code: str, known: frozenset[str]) -> str | None:
    group = _longest(code.upper(), BIC_GROUPS)
    return thema(BIC_GROUPS[group], known) if group else None


def _longest(code: str, known: Collection[str]) -> str | None:
    return next((code[:length] for length in range(len(code), 0, -1) if code[:length] in known), None)
