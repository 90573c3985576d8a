"""The one-to-one table of ONIX’s two spellings: short tags, and the reference tags by which our code reads.

Only what is read stands here (elements of 2.1, 3.0 and 3.1, from EDItEUR’s schemas). Composites need no line: their
short tag is the reference tag in small letters.
"""

from functools import lru_cache

# fmt: off
SHORT = {
    "a001": "RecordReference", "a002": "NotificationType", "b003": "PublicationDate", "b004": "ISBN",
    "b005": "EAN13", "b012": "ProductForm", "b018": "TitleOfSeries", "b019": "NumberWithinSeries",
    "b028": "DistinctiveTitle", "b029": "Subtitle", "b030": "TitlePrefix", "b031": "TitleWithoutPrefix",
    "b034": "SequenceNumber", "b035": "ContributorRole", "b036": "PersonName", "b037": "PersonNameInverted",
    "b038": "TitlesBeforeNames", "b039": "NamesBeforeKey", "b040": "KeyNames", "b041": "NamesAfterKey",
    "b043": "TitlesAfterNames", "b047": "CorporateName", "b056": "EditionTypeCode", "b057": "EditionNumber",
    "b058": "EditionStatement", "b061": "NumberOfPages", "b064": "BASICMainSubject", "b065": "BICMainSubject",
    "b067": "SubjectSchemeIdentifier", "b069": "SubjectCode", "b070": "SubjectHeadingText",
    "b074": "AudienceRangeQualifier", "b075": "AudienceRangePrecision", "b076": "AudienceRangeValue",
    "b079": "ImprintName", "b081": "PublisherName", "b087": "CopyrightYear", "b088": "YearFirstPublished",
    "b089": "SalesRightsType", "b090": "RightsCountry", "b191": "MainSubjectSchemeIdentifier", "b201": "WorkIDType",
    "b202": "TitleType", "b203": "TitleText", "b204": "AudienceCodeType", "b206": "AudienceCodeValue",
    "b218": "ExtentType", "b219": "ExtentValue", "b220": "ExtentUnit", "b221": "ProductIDType", "b244": "IDValue",
    "x420": "ScriptCode", "b247": "PrefixToKey", "b248": "SuffixToKey", "b249": "UnnamedPersons", "b251": "CountryCode",
    "b252": "LanguageCode", "b253": "LanguageRole", "b291": "PublishingRole", "b306": "Date",
    "b333": "ProductFormDetail", "b388": "RightsTerritory", "b394": "PublishingStatus", "c093": "MeasureTypeCode",
    "c094": "Measurement", "c095": "MeasureUnitCode", "d102": "TextTypeCode", "d104": "Text",
    "f114": "MediaFileTypeCode", "f116": "MediaFileLinkTypeCode", "f117": "MediaFileLink", "j137": "SupplierName",
    "j141": "AvailabilityCode", "j142": "ExpectedShipDate", "j143": "OnSaleDate", "j144": "OrderTime",
    "j148": "PriceTypeCode", "j151": "PriceAmount", "j152": "CurrencyCode", "j161": "PriceEffectiveFrom",
    "j162": "PriceEffectiveUntil", "j192": "UnpricedItemType", "j260": "DateFormat", "j261": "PriceQualifier",
    "j266": "PriceStatus", "j267": "DiscountPercent", "j292": "SupplierRole", "j303": "Territory",
    "j396": "ProductAvailability", "j408": "MarketDateRole", "m174": "FromCompany", "m182": "SentDate",
    "m184": "DefaultLanguageOfText", "m185": "DefaultPriceTypeCode", "m186": "DefaultCurrencyCode",
    "x298": "SenderName", "x307": "SentDateTime", "x310": "DefaultPriceType", "x314": "ProductComposition",
    "x315": "MeasureType", "x329": "CollectionType", "x409": "TitleElementLevel", "x410": "PartNumber",
    "x419": "EditionType", "x425": "MainSubject", "x426": "TextType", "x427": "ContentAudience",
    "x429": "ContentDateRole", "x435": "ResourceLink", "x436": "ResourceContentType", "x437": "ResourceMode",
    "x439": "FeatureValue", "x441": "ResourceForm", "x442": "ResourceVersionFeatureType",
    "x448": "PublishingDateRole", "x449": "CountriesIncluded", "x450": "RegionsIncluded",
    "x451": "CountriesExcluded", "x452": "RegionsExcluded", "x454": "WorkRelationCode",
    "x455": "ProductRelationCode", "x456": "ROWSalesRightsType", "x461": "SupplyDateRole", "x462": "PriceType",
    "x472": "TaxRatePercent", "x476": "PriceDateRole", "x479": "CollectionSequenceType",
    "x481": "CollectionSequenceNumber", "x501": "NoPrefix",
}
# fmt: on
COMPOSITES = [
    "Addressee",
    "AudienceRange",
    "Audience",
    "CollateralDetail",
    "CollectionSequence",
    "Collection",
    "ContentDate",
    "Contributor",
    "DescriptiveDetail",
    "DiscountCoded",
    "Discount",
    "Extent",
    "Header",
    "Imprint",
    "Language",
    "MainSubject",
    "MarketDate",
    "MarketPublishingDetail",
    "Market",
    "Measure",
    "MediaFile",
    "OtherText",
    "PriceDate",
    "Price",
    "ProductIdentifier",
    "ProductSupply",
    "Product",
    "PublishingDate",
    "PublishingDetail",
    "Publisher",
    "RelatedMaterial",
    "RelatedProduct",
    "RelatedWork",
    "ResourceVersionFeature",
    "ResourceVersion",
    "SalesRights",
    "Sender",
    "Series",
    "Subject",
    "SupplierIdentifier",
    "Supplier",
    "SupplyDate",
    "SupplyDetail",
    "SupportingResource",
    "Tax",
    "Territory",
    "TextContent",
    "TitleDetail",
    "TitleElement",
    "Title",
    "WorkIdentifier",
    "ContentDetail",
    "ProductPart",
    "PromotionDetail",
    "ProductionDetail",
    "NotForSale",
    "SalesOutlet",
    "ComparisonProductPrice",
    "AlternativeName",
    "NameIdentifier",
    "SetDetail",
    "Set",
]
_NAMES = SHORT | {"ONIXmessage": "ONIXMessage"} | {name.lower(): name for name in COMPOSITES}
# Blocks that hold titles, people and texts of their own, which are not the book’s.
SKIPPED = {"ContentDetail", "ProductPart", "PromotionDetail", "ProductionDetail", "AlternativeName", "SalesOutlet"}


@lru_cache(maxsize=1000)
def bare(tag: str) -> str:
    """Without the prefix, or the namespace for which it stands."""
    return tag.rpartition("}")[2].rpartition(":")[2]


KNOWN: dict[str, str] = {}  # the reference tags of elements as they stood in a file
MOST_KNOWN = 10_000  # a hostile file has tags without end


def reference_of(tag: str) -> str:
    """The reference tag of an element as it stands in a file: in either spelling, with a prefix or without one."""
    name = bare(tag)
    name = _NAMES.get(name, name)
    if len(KNOWN) < MOST_KNOWN:
        KNOWN[tag] = name
    return name
