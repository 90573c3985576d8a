"""Write an ONIX 3.0 file of made-up books, for tests and benches: the same numbers give the same file.

    .venv/bin/python bench/onix_file.py --records 200000 var/onix.xml

Records are as long as a publisher's usual ones (about 4 kB). One in four books has a sister edition of the same text.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from catalog.isbn import check_digit_13

FIRST = [
    "Ada",
    "Amara",
    "Bela",
    "Brigid",
    "Carys",
    "Chidi",
    "Dara",
    "Edith",
    "Efe",
    "Finn",
    "Greta",
    "Hana",
    "Ivo",
    "Jonas",
    "Kofi",
    "Leila",
    "Mara",
    "Nils",
    "Oona",
    "Petra",
    "Quentin",
    "Rosa",
    "Sefi",
    "Tove",
    "Uma",
    "Viktor",
    "Wren",
    "Xenia",
    "Yusuf",
    "Zora",
]
LAST = [
    "Abara",
    "Ashdown",
    "Bekele",
    "Carrow",
    "Dunmore",
    "Ekström",
    "Falk",
    "Garrity",
    "Hollis",
    "Ibsen",
    "Jarrow",
    "Kemble",
    "Lindqvist",
    "Marchetti",
    "Nakata",
    "Okafor",
    "Pell",
    "Quayle",
    "Rasmussen",
    "Sorel",
    "Tremain",
    "Ufford",
    "Vance",
    "Whitlock",
    "Yates",
    "Zelenka",
]
NOUNS = [
    "Harbour",
    "Orchard",
    "Lantern",
    "River",
    "Winter",
    "Letter",
    "Garden",
    "Island",
    "Sparrow",
    "Clockmaker",
    "Salt",
    "Mountain",
    "Daughter",
    "Cartographer",
    "House",
    "Bridge",
    "Summer",
    "Silence",
    "Tide",
    "Kingdom",
    "Glass",
    "Shadow",
    "Bell",
    "Stranger",
    "Field",
    "Archive",
    "Engine",
    "Forest",
    "Moon",
    "Road",
]
ADJECTIVES = [
    "Last",
    "Quiet",
    "Hidden",
    "Long",
    "Bright",
    "Broken",
    "Second",
    "Distant",
    "Borrowed",
    "Golden",
    "Hollow",
    "Northern",
    "Patient",
    "Small",
    "Unfinished",
    "Wild",
]
SUBJECTS = [
    "FBA",
    "FBC",
    "FF",
    "FFP",
    "FH",
    "FL",
    "FM",
    "FMB",
    "FK",
    "FR",
    "FV",
    "DC",
    "DNB",
    "DNC",
    "JP",
    "JM",
    "KJ",
    "NH",
    "NHW",
    "PDZ",
    "QD",
    "VS",
    "WB",
    "WM",
    "WTL",
    "YBC",
    "YFC",
    "YFH",
    "YNH",
    "XAM",
]
BISAC = ["FIC022000", "FIC009000", "FIC028000", "HIS015000", "BIO026000", "JUV037000", "CKB000000"]
SENTENCES = (
    "It begins with a letter that nobody was meant to read.",
    "Over one long winter a family learns what it owes to the sea.",
    "Nobody in the village speaks of the house, and everybody has a key.",
    "A map that changes with the weather leads two sisters away from home.",
    "What was lost in the fire turns up, year after year, in other people’s attics.",
    "Told in letters, lists and recipes, this is a book about staying.",
    "The machine was built to forget; it remembers everything.",
)
HEADER = """<?xml version="1.0" encoding="utf-8"?>
<ONIXMessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/reference">
<Header><Sender><SenderName>{sender}</SenderName></Sender><SentDateTime>{sent}</SentDateTime></Header>
"""
PRODUCT = """<Product><RecordReference>example.{isbn}</RecordReference><NotificationType>03</NotificationType>
<ProductIdentifier><ProductIDType>03</ProductIDType><IDValue>{isbn}</IDValue></ProductIdentifier>
<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>{isbn}</IDValue></ProductIdentifier>
<DescriptiveDetail><ProductComposition>00</ProductComposition><ProductForm>{form}</ProductForm>
<Measure><MeasureType>01</MeasureType><Measurement>198</Measurement><MeasureUnitCode>mm</MeasureUnitCode></Measure>
<Measure><MeasureType>02</MeasureType><Measurement>129</Measurement><MeasureUnitCode>mm</MeasureUnitCode></Measure>
<Measure><MeasureType>08</MeasureType><Measurement>{grams}</Measurement><MeasureUnitCode>gr</MeasureUnitCode></Measure>
{series}<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>
<TitlePrefix>The</TitlePrefix><TitleWithoutPrefix>{title}</TitleWithoutPrefix><Subtitle>{subtitle}</Subtitle></TitleElement></TitleDetail>
{people}<EditionNumber>1</EditionNumber>
<Language><LanguageRole>01</LanguageRole><LanguageCode>eng</LanguageCode></Language>
<Extent><ExtentType>00</ExtentType><ExtentValue>{pages}</ExtentValue><ExtentUnit>03</ExtentUnit></Extent>
<Subject><MainSubject/><SubjectSchemeIdentifier>93</SubjectSchemeIdentifier><SubjectCode>{subject}</SubjectCode></Subject>
<Subject><SubjectSchemeIdentifier>93</SubjectSchemeIdentifier><SubjectCode>1DDU</SubjectCode></Subject>
<Subject><SubjectSchemeIdentifier>10</SubjectSchemeIdentifier><SubjectCode>{bisac}</SubjectCode></Subject>
<Subject><SubjectSchemeIdentifier>20</SubjectSchemeIdentifier><SubjectHeadingText>{keywords}</SubjectHeadingText></Subject>
<Audience><AudienceCodeType>01</AudienceCodeType><AudienceCodeValue>01</AudienceCodeValue></Audience></DescriptiveDetail>
<CollateralDetail><TextContent><TextType>03</TextType><ContentAudience>00</ContentAudience>
<Text textformat="05">{text}</Text></TextContent><SupportingResource><ResourceContentType>01</ResourceContentType>
<ContentAudience>00</ContentAudience><ResourceMode>03</ResourceMode><ResourceVersion><ResourceForm>02</ResourceForm>
<ResourceLink>https://covers.example/{isbn}.jpg</ResourceLink></ResourceVersion></SupportingResource></CollateralDetail>
<PublishingDetail><Imprint><ImprintName>{imprint}</ImprintName></Imprint>
<Publisher><PublishingRole>01</PublishingRole><PublisherName>{publisher}</PublisherName></Publisher>
<PublishingStatus>04</PublishingStatus><PublishingDate><PublishingDateRole>01</PublishingDateRole>
<Date dateformat="00">{date}</Date></PublishingDate><SalesRights><SalesRightsType>01</SalesRightsType>
<Territory><RegionsIncluded>WORLD</RegionsIncluded></Territory></SalesRights></PublishingDetail>
<ProductSupply><Market><Territory><CountriesIncluded>GB IE</CountriesIncluded></Territory></Market><SupplyDetail>
<Supplier><SupplierRole>04</SupplierRole><SupplierName>Example Wholesale</SupplierName></Supplier>
<ProductAvailability>{availability}</ProductAvailability><Price><PriceType>02</PriceType><PriceAmount>{price}</PriceAmount>
<CurrencyCode>GBP</CurrencyCode><Territory><CountriesIncluded>GB</CountriesIncluded></Territory></Price>
<Price><PriceType>01</PriceType><PriceAmount>{price}</PriceAmount><CurrencyCode>USD</CurrencyCode></Price>
</SupplyDetail></ProductSupply></Product>
"""
SERIES = """<Collection><CollectionType>10</CollectionType><TitleDetail><TitleType>01</TitleType><TitleElement>
<TitleElementLevel>02</TitleElementLevel><PartNumber>{number}</PartNumber><TitleText>{name}</TitleText></TitleElement>
</TitleDetail></Collection>
"""
PERSON = """<Contributor><SequenceNumber>{place}</SequenceNumber><ContributorRole>{role}</ContributorRole>
<NamesBeforeKey>{first}</NamesBeforeKey><KeyNames>{last}</KeyNames></Contributor>
"""


def numbered(number: int) -> str:
    """A valid ISBN-13 in 979-8, a range of its own."""
    core = f"9798{number:08d}"
    return core + check_digit_13(core)


def pieces(records: int, *, seed: int = 1, sent: str = "20261101T080000Z", price: str = "") -> Iterator[str]:
    """The file in pieces. With a price, all books have that one and are otherwise the same."""
    rng = random.Random(seed)
    yield HEADER.format(sender="Example Publishers", sent=sent)
    book: dict[str, str] = {}
    for number in range(records):
        is_sister = bool(book) and rng.random() < 0.25
        if not is_sister:
            book = text_of(rng)
        yield PRODUCT.format(
            **book,
            isbn=numbered(seed * 1_000_000 + number),
            form=rng.choice(["BC", "BC", "BB", "ED"]),
            grams=rng.randint(150, 900),
            pages=rng.randint(60, 900),
            imprint=f"{rng.choice(NOUNS)} Books",
            publisher=f"{rng.choice(NOUNS)} & {rng.choice(LAST)}".replace("&", "&amp;"),
            date=f"{rng.randint(1990, 2026)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}",
            availability=rng.choice(["21", "21", "20", "22", "31"]),
            price=price or f"{rng.randint(4, 40)}.99",
        )
    yield "</ONIXMessage>\n"


def text_of(rng: random.Random) -> dict[str, str]:
    """What the editions of a text share."""
    title = f"{rng.choice(ADJECTIVES)} {rng.choice(NOUNS)} of {rng.choice(LAST)} {rng.choice(NOUNS)}"
    people = "".join(
        PERSON.format(
            place=place, role=role, first=f"{rng.choice(FIRST)} {chr(65 + rng.randrange(26))}.", last=rng.choice(LAST)
        )
        for place, role in enumerate(["A01", *rng.choices(["A12", "B06", "A01"], k=rng.choice([0, 0, 1, 2]))], start=1)
    )
    name = f"{rng.choice(NOUNS)} {rng.choice(['Mysteries', 'Saga', 'Chronicles', 'Quartet'])}"
    is_in_series = rng.random() < 0.3
    paragraphs = "".join(f"<p>{escape(' '.join(rng.sample(SENTENCES, 4)))}</p>" for _ in range(3))
    return {
        "title": title,
        "subtitle": f"A {rng.choice(ADJECTIVES).lower()} story",
        "people": people,
        "series": SERIES.format(number=rng.randint(1, 12), name=name) if is_in_series else "",
        "subject": rng.choice(SUBJECTS),
        "bisac": rng.choice(BISAC),
        "keywords": "; ".join(rng.sample(NOUNS, 4)).lower(),
        "text": paragraphs,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sent", default="20261101T080000Z")
    parser.add_argument("--price", default="", help="one price for all, for a second message")
    options = parser.parse_args()
    with options.file.open("w", encoding="utf-8") as file:
        file.writelines(pieces(options.records, seed=options.seed, sent=options.sent, price=options.price))
    print(f"{options.file}: {options.records:,} records, {options.file.stat().st_size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
