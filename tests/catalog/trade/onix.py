"""ONIX files for tests: a product with what matters said in the test, and a message around it."""

from pathlib import Path
from xml.sax.saxutils import escape

EMMA, DUNE, KINDRED = "9780141439587", "9780441172719", "9780807083697"
REFERENCE = "http://ns.editeur.org/onix/3.0/reference"


def product(
    isbn: str = EMMA,
    *,
    reference: str = "",
    kind: str = "03",
    title: str = "Emma",
    author: str = "Jane Austen",
    descriptive: str = "",
    collateral: str = "",
    publishing: str = "<PublishingStatus>04</PublishingStatus>",
    supply: str = "",
) -> str:
    """A complete record of ONIX 3 with reference tags. What is given for a block is added to it."""
    return f"""<Product><RecordReference>{reference or isbn}</RecordReference>
<NotificationType>{kind}</NotificationType>
<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>{isbn}</IDValue></ProductIdentifier>
<DescriptiveDetail><ProductComposition>00</ProductComposition><ProductForm>BC</ProductForm>
<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>
<TitleText>{escape(title)}</TitleText></TitleElement></TitleDetail>
<Contributor><SequenceNumber>1</SequenceNumber><ContributorRole>A01</ContributorRole>
<PersonName>{author}</PersonName></Contributor>{descriptive}</DescriptiveDetail>
<CollateralDetail>{collateral}</CollateralDetail><PublishingDetail>{publishing}</PublishingDetail>
{supply or supplied()}</Product>"""


def supplied(price: str = "8.99", *, availability: str = "21", supplier: str = "Gardners", extra: str = "") -> str:
    return f"""<ProductSupply><Market><Territory><CountriesIncluded>GB</CountriesIncluded></Territory></Market>
<SupplyDetail><Supplier><SupplierRole>04</SupplierRole><SupplierName>{supplier}</SupplierName></Supplier>
<ProductAvailability>{availability}</ProductAvailability>{extra}<Price><PriceType>02</PriceType>
<PriceAmount>{price}</PriceAmount><CurrencyCode>GBP</CurrencyCode></Price></SupplyDetail></ProductSupply>"""


def told(text: str, form: str = "02") -> str:
    return f'<TextContent><TextType>03</TextType><Text textformat="{form}">{text}</Text></TextContent>'


def block_update(isbn: str = EMMA, *, reference: str = "", blocks: str) -> str:
    return f"""<Product><RecordReference>{reference or isbn}</RecordReference><NotificationType>04</NotificationType>
<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>{isbn}</IDValue></ProductIdentifier>{blocks}</Product>"""


def withdrawal(reference: str) -> str:
    return f"<Product><RecordReference>{reference}</RecordReference><NotificationType>05</NotificationType></Product>"


def message(*products: str, sender: str = "Penguin", sent: str = "20260901T080000Z", namespace: str = REFERENCE) -> str:
    declared = f' xmlns="{namespace}"' if namespace else ""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<ONIXMessage release="3.0"{declared}><Header><Sender><SenderName>{sender}</SenderName></Sender>
<SentDateTime>{sent}</SentDateTime></Header>{"".join(products)}</ONIXMessage>"""


def written(folder: Path, content: str | bytes, name: str = "books.xml") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
