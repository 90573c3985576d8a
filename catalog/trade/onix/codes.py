"""ONIX’s codes in our words. Lists are those of issue 75; the numbers of the lists stand beside them."""

from catalog.models.kinds import Format, PriceRule, Role, Status, TaxClass
from catalog.models.supply import SupplierOffer

FORMS = {  # list 150, and 7 of ONIX 2.1
    "BA": Format.PAPERBACK, "BB": Format.HARDBACK, "BC": Format.PAPERBACK, "BE": Format.SPIRAL, "BF": Format.PAPERBACK,
    "BG": Format.HARDBACK, "BH": Format.BOARD_BOOK, "DG": Format.EBOOK, "EA": Format.EBOOK, "EB": Format.EBOOK,
    "EC": Format.EBOOK, "ED": Format.EBOOK, "AA": Format.AUDIO_CD, "AC": Format.AUDIO_CD, "AE": Format.AUDIO_CD,
    "AJ": Format.AUDIO_DOWNLOAD, "AN": Format.AUDIO_DOWNLOAD, "AO": Format.AUDIO_DOWNLOAD,
}  # fmt: skip
LARGE_PRINT = "LTE"  # list 21
TAX_CLASSES = {"A": TaxClass.AUDIO, "B": TaxClass.BOOK, "D": TaxClass.EBOOK, "E": TaxClass.EBOOK, "S": TaxClass.BOOK}
TRADE_ONLY_FORM = "X"  # forms that begin so are for shops: display boxes, posters, reading copies
TRADE_ONLY_COMPOSITIONS = {"20", "30"}  # list 2
EDITIONS = {  # list 21
    "REV": "Revised edition", "NED": "New edition", "ILL": "Illustrated edition", "ABR": "Abridged",
    "UBR": "Unabridged",
    "ANN": "Annotated edition", "CRI": "Critical edition", "ENL": "Enlarged edition", "FAC": "Facsimile edition",
    "SPE": "Special edition", "BLL": "Bilingual edition", "SIG": "Signed edition",
}  # fmt: skip

_ROLES = {  # list 17
    Role.AUTHOR: "A01 A02 A03 A04 A05 A06 A09", Role.ARTIST: "A07 A08", Role.ILLUSTRATOR: "A12 A13",
    Role.INTRODUCTION: "A15 A19 A23 A24", Role.EDITOR: "B01 B02 B13 C01 C02", Role.ADAPTER: "B04 B05",
    Role.TRANSLATOR: "B06 B08 B10", Role.NARRATOR: "E03 E07",
}  # fmt: skip
ROLES = {code: role.value for role, codes in _ROLES.items() for code in codes.split()}
AUTHOR, ARTIST, OTHER = Role.AUTHOR.value, Role.ARTIST.value, Role.OTHER.value
UNNAMED = {  # list 19; “unknown” and “et al.” name nobody
    "02": "Anonymous", "04": "Various", "05": "Synthetic voice", "06": "Synthetic voice", "07": "Synthetic voice",
    "08": "Synthetic voice", "09": "AI",
}  # fmt: skip

STATUSES = {  # list 64
    "01": Status.CANCELLED, "02": Status.FORTHCOMING, "03": Status.POSTPONED, "06": Status.OUT_OF_PRINT,
    "07": Status.OUT_OF_PRINT, "08": Status.OUT_OF_PRINT, "10": Status.REMAINDERED, "11": Status.WITHDRAWN,
    "12": Status.RECALLED, "13": Status.PART_OF_SET, "15": Status.RECALLED, "16": Status.PAUSED, "17": Status.WITHDRAWN,
}  # fmt: skip
VETOES = {"46": Status.WITHDRAWN, "49": Status.RECALLED}  # list 65: what a supplier says and holds at once
SAYS_STATUS = {"01": Status.CANCELLED, "09": Status.POSTPONED, "51": Status.OUT_OF_PRINT}  # where no status is sent
AVAILABILITIES = {  # list 65; what is not here is not to be had from that supplier
    "10": SupplierOffer.State.AWAITED, "11": SupplierOffer.State.AWAITED, "12": SupplierOffer.State.AWAITED,
    "20": SupplierOffer.State.AVAILABLE, "21": SupplierOffer.State.AVAILABLE, "22": SupplierOffer.State.TO_ORDER,
    "23": SupplierOffer.State.TO_ORDER, "30": SupplierOffer.State.AWAITED, "31": SupplierOffer.State.AWAITED,
    "32": SupplierOffer.State.AWAITED, "33": SupplierOffer.State.AWAITED, "97": SupplierOffer.State.UNKNOWN,
    "98": SupplierOffer.State.UNKNOWN, "99": SupplierOffer.State.UNKNOWN,
}  # fmt: skip
OLD_AVAILABILITIES = {  # list 54 of ONIX 2.1
    "AB": "01", "AD": "43", "CS": "99", "EX": "40", "IP": "20", "MD": "22", "NP": "10", "NY": "10", "OF": "42",
    "OI": "31", "OP": "51", "OR": "41", "PP": "09", "RF": "40", "RM": "47", "RP": "32", "RU": "33", "TO": "22",
    "TP": "30", "TU": "30", "UR": "33", "WR": "46", "WS": "46",
}  # fmt: skip
DAYS = {SupplierOffer.State.AVAILABLE: (2, 4), SupplierOffer.State.TO_ORDER: (7, 14)}  # where no OrderTime is sent

# List 58: recommended, fixed, agency; and special, the price of a shop or a sale, which nobody recommends.
WITH_TAX, WITHOUT_TAX = {"02", "04", "42", "12", "14"}, {"01", "03", "41", "11", "13"}
SPECIAL = {"11", "12", "13", "14"}
PRICE_RULES = {
    "03": PriceRule.FIXED, "04": PriceRule.FIXED, "13": PriceRule.FIXED, "14": PriceRule.FIXED,
    "41": PriceRule.AGENCY, "42": PriceRule.AGENCY,
}  # fmt: skip
BEFORE_PUBLICATION = {"22": "02", "24": "04", "21": "01", "23": "03"}
NET = {"07", "05"}  # what we pay
