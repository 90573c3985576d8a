"""Where we send to, what it costs, and when it leaves and arrives."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from backoffice import checks
from catalog.models import Book
from orders import cart as carts
from orders.delivery.countries import countries, country_name
from orders.delivery.dates import Dates, dates_of, leaves_on
from orders.delivery.ways import note_on, ways_to
from orders.delivery.weights import weight_of
from orders.models import Cart, DeliveryBand, DeliveryMethod, DeliveryZone, ZoneCountry
from storefront.closings import forget_closed_days
from storefront.models import Closing
from tests.catalog.factories import BookFactory, BranchFactory, SupplierOfferFactory
from tests.orders.factories import DeliveryMethodFactory, DeliveryZoneFactory

pytestmark = pytest.mark.django_db


def at(words):
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo("Europe/London"))


def rows_with(*books):
    cart = Cart.objects.create()
    for book in books:
        carts.add(cart, Book.objects.with_supply().get(pk=book.pk))
    return carts.rows_of(cart)


@pytest.mark.parametrize(
    ("leaves", "days", "country", "arrives"),
    [
        ("2026-05-11", (1, 1), "GB", "on Tuesday 12 May"),
        ("2026-05-11", (2, 3), "GB", "between Wednesday 13 and Thursday 14 May"),
        ("2026-05-15", (2, 3), "GB", "between Tuesday 19 and Wednesday 20 May"),  # over a weekend
        ("2026-05-22", (1, 1), "GB", "on Tuesday 26 May"),  # over a bank holiday
        ("2026-05-22", (1, 1), "IE", "on Monday 25 May"),  # which Ireland does not have
        ("2026-04-02", (2, 3), "GB", "between Wednesday 8 and Thursday 9 April"),  # over Easter
        ("2026-07-03", (5, 7), "FR", "between Friday 10 and Wednesday 15 July"),  # the 14th is kept there
        ("2026-12-23", (2, 3), "GB", "between Tuesday 29 and Wednesday 30 December"),
        ("2026-12-29", (2, 3), "GB", "between Thursday 31 December and Monday 4 January 2027"),
        ("2026-12-31", (1, 2), "GB", "between Monday 4 and Tuesday 5 January 2027"),
        ("2026-04-28", (2, 4), "GB", "between Thursday 30 April and Tuesday 5 May"),
        ("2026-05-11", (0, 0), "GB", "on Monday 11 May"),
    ],
)
def test_a_parcel_arrives_on_working_days_of_where_it_goes(leaves, days, country, arrives):
    assert dates_of(date.fromisoformat(leaves), *days, country).arrives == arrives


@given(
    leaves=st.dates(date(2025, 1, 1), date(2031, 12, 31)),
    days=st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted),
    country=st.sampled_from(["GB", "IE", "DE", "FR", "US", "JP", "AE", "AQ"]),
)
def test_dates_run_forward(leaves, days, country):
    found = dates_of(leaves, *days, country)

    assert leaves <= found.first <= found.last


@pytest.mark.parametrize(
    ("ordered", "leaves"),
    [
        ("2026-05-11T14:59", "2026-05-11"),
        ("2026-05-11T15:00", "2026-05-12"),
        ("2026-05-15T16:00", "2026-05-18"),
        ("2026-05-23T10:00", "2026-05-26"),
        ("2026-03-29T02:30", "2026-03-30"),  # an hour that is not there
    ],
)
def test_a_copy_on_the_shelf_leaves_by_the_cut_off(ordered, leaves):
    book = Book.objects.with_supply().get(pk=BookFactory(stock=1).pk)

    assert leaves_on(book, at(ordered)) == date.fromisoformat(leaves)


def test_a_copy_of_the_supplier_leaves_after_so_many_of_our_working_days():
    book = SupplierOfferFactory(days_from=2, days_to=4).book
    book = Book.objects.with_supply().get(pk=book.pk)

    assert leaves_on(book, at("2026-04-01T10:00")) == date(2026, 4, 9)  # Wednesday before Easter


def test_the_days_on_which_the_shop_is_closed_count_for_every_date():
    today = timezone.localdate()
    Closing.objects.create(first_on=today, last_on=today + timedelta(days=30), why="A long summer")
    forget_closed_days()
    DeliveryMethodFactory(days_from=1, days_to=1)
    book = Book.objects.with_supply().get(pk=BookFactory(stock=9).pk)
    now = timezone.localtime()

    [way] = ways_to("GB", rows_with(book), dispatch="together", now=now)

    after = today + timedelta(days=30)
    assert leaves_on(book, now) > after
    assert way.parcels[0].dates.leaves_on == note_on(book, now).dates.leaves_on == leaves_on(book, now)
    assert Dates(leaves_on(book, now), after, after).leaves in book.availability.promise


def test_a_country_is_served_by_the_zone_that_names_it_before_the_rest_of_the_world():
    home = DeliveryMethodFactory(code="home")
    europe = DeliveryMethodFactory(code="europe", zone=DeliveryZoneFactory(name="Europe", countries=["FR", "DE"]))
    rest = DeliveryMethodFactory(code="rest", zone=DeliveryZoneFactory(name="Rest", countries=[], is_rest=True))
    DeliveryMethodFactory(code="gone", is_active=False)

    found = {code: list(DeliveryMethod.objects.offered_to(code)) for code in ["GB", "FR", "JP"]}

    assert found == {"GB": [home], "FR": [europe], "JP": [rest]}


def test_we_send_to_the_countries_of_zones_that_have_a_way():
    DeliveryMethodFactory()
    DeliveryZoneFactory(name="Not yet", countries=["IE"])
    assert [code for code, _ in countries()] == ["GB"]

    DeliveryMethodFactory(code="world", zone=DeliveryZoneFactory(name="Rest", countries=[], is_rest=True))
    codes = [code for code, _ in countries()]

    assert codes[0] == "GB"
    assert {"FR", "JP", "US"} <= set(codes)
    assert "IE" not in codes  # its own zone has no way


@pytest.mark.parametrize(("grams", "price"), [(100, "2.50"), (749, "2.50"), (750, "2.50"), (751, "3.50"), (3000, "9")])
def test_the_price_goes_by_weight(grams, price):
    method = DeliveryMethodFactory(price=Decimal(9), free_from=None)
    DeliveryBand.objects.bulk_create(
        [DeliveryBand(method=method, up_to=2000, price="3.50"), DeliveryBand(method=method, up_to=750, price="2.50")]
    )

    [way] = ways_to(
        "GB", rows_with(BookFactory(stock=1, weight_g=grams)), dispatch="together", now=timezone.localtime()
    )

    assert way.price == Decimal(price)


def test_the_price_goes_by_value_where_the_shop_says_so():
    method = DeliveryMethodFactory(measure="value", price=Decimal(5), free_from=None)
    DeliveryBand.objects.create(method=method, up_to=10, price=2)

    prices = [
        ways_to("GB", rows_with(BookFactory(stock=1, price=price)), dispatch="together", now=timezone.localtime())[
            0
        ].price
        for price in ("10.00", "10.01")
    ]

    assert prices == [Decimal(2), Decimal(5)]


@pytest.mark.parametrize(
    ("facts", "grams"),
    [
        ({"weight_g": 412}, 412),
        ({"weight_g": None, "pages": 300}, 380),
        ({"weight_g": None, "pages": 300, "format": "hardback"}, 530),
        ({"weight_g": None, "pages": None}, 300),
        ({"weight_g": None, "pages": None, "format": "hardback"}, 600),
        ({"weight_g": 5, "format": "ebook"}, 0),
    ],
)
def test_a_book_whose_weight_nobody_knows_weighs_what_its_kind_does(facts, grams):
    assert weight_of(BookFactory(**facts)) == grams


def test_ways_are_offered_cheapest_first_with_a_date_for_each_parcel():
    DeliveryMethodFactory(code="quick", name="Quick", price=Decimal(7), free_from=None, days_from=1, days_to=1)
    DeliveryMethodFactory(extra_parcel=Decimal(1))
    rows = rows_with(BookFactory(stock=1), SupplierOfferFactory(days_from=2, days_to=4).book)
    now = at("2026-05-11T10:00")

    together = ways_to("GB", rows, dispatch="together", now=now)
    apart = ways_to("GB", rows, dispatch="as_available", now=now)

    def said(ways):
        return [(way.method.code, way.price, [parcel.dates.arrives for parcel in way.parcels]) for way in ways]

    assert said(together) == [
        ("standard", Decimal("3.50"), ["between Tuesday 19 and Wednesday 20 May"]),
        ("quick", Decimal("7.00"), ["on Monday 18 May"]),
    ]
    assert said(apart) == [
        (
            "standard",
            Decimal("4.50"),
            ["between Wednesday 13 and Thursday 14 May", "between Tuesday 19 and Wednesday 20 May"],
        ),
        ("quick", Decimal("7.00"), ["on Tuesday 12 May", "on Monday 18 May"]),
    ]


def test_the_note_on_a_book_names_the_cheapest_way_at_home():
    DeliveryMethodFactory(code="quick", price=Decimal(7), free_from=None)
    DeliveryMethodFactory()
    book = Book.objects.with_supply().get(pk=BookFactory(stock=3).pk)

    note = note_on(book, at("2026-05-11T10:00"))

    assert (note.country, note.price, note.free_from) == ("the United Kingdom", Decimal("3.50"), Decimal("35.00"))
    assert note.dates.arrives == "between Wednesday 13 and Thursday 14 May"


@pytest.mark.parametrize(
    ("code", "name"), [("GB", "the United Kingdom"), ("FR", "France"), ("NL", "the Netherlands"), ("QQ", "QQ")]
)
def test_countries_stand_in_sentences_with_their_article(code, name):
    assert country_name(code, in_text=True) == name


@pytest.mark.parametrize(
    ("constraint", "deed"),
    [
        ("zone_of_the_rest_is_one", lambda: [DeliveryZone.objects.create(name=n, is_rest=True) for n in "AB"]),
        (
            "orders_zonecountry_code_key",
            lambda: [DeliveryZoneFactory(name=n).countries.create(code="FR") for n in "AB"],
        ),
        ("zone_country_is_a_code", lambda: DeliveryZoneFactory().countries.create(code="gb")),
        ("delivery_days_run_forward", lambda: DeliveryMethodFactory(days_from=4, days_to=3)),
        ("delivery_more_parcels_cost_no_less", lambda: DeliveryMethodFactory(extra_parcel=-1)),
        ("delivery_band_ends_once", lambda: [DeliveryMethodFactory().bands.create(up_to=9, price=1) for _ in "AB"]),
        ("delivery_band_is_for_something", lambda: DeliveryMethodFactory().bands.create(up_to=0, price=1)),
        ("delivery_band_price_is_not_negative", lambda: DeliveryMethodFactory().bands.create(up_to=1, price=-1)),
    ],
)
def test_the_database_refuses_delivery_that_makes_no_sense(constraint, deed):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        deed()


FORMSET = {"methods-TOTAL_FORMS": 0, "methods-INITIAL_FORMS": 0}


def test_staff_make_a_zone_of_countries(admin_client):
    zone = DeliveryZoneFactory(name="Europe", countries=["FR"])

    admin_client.post(
        f"/admin/orders/deliveryzone/{zone.pk}/change/",
        {"name": "Europe", "codes": ["DE", "IT"], "position": 1, **FORMSET},
    )

    assert list(zone.countries.values_list("code", flat=True)) == ["DE", "IT"]


def test_a_country_that_is_in_another_zone_is_refused_by_name(admin_client):
    DeliveryZoneFactory(name="Europe", countries=["FR"])

    answer = admin_client.post(
        "/admin/orders/deliveryzone/add/", {"name": "West", "codes": ["FR", "BE"], "position": 1, **FORMSET}
    )

    assert "In another zone already: France (Europe)." in answer.content.decode()
    assert not ZoneCountry.objects.filter(code="BE").exists()


@pytest.mark.parametrize("path", ["deliveryzone/", "deliveryzone/add/", "deliverymethod/", "deliverymethod/add/"])
def test_zones_and_ways_stand_in_the_back_office(admin_client, path):
    DeliveryMethodFactory()

    assert admin_client.get(f"/admin/orders/{path}").status_code == 200


def test_a_shop_that_nothing_can_be_had_from_is_told_so(settings):
    settings.IS_LIVE = True

    def said():
        return [finding for finding in checks.findings() if "no way of delivery" in finding]

    assert said() == ["There is no way of delivery to GB and no shop to collect from: nobody can order."]
    BranchFactory()
    assert said() == ["There is no way of delivery to GB: books can only be collected."]
    DeliveryMethodFactory()
    assert said() == []
    DeliveryZoneFactory(name="Moon", countries=[])
    assert said() == ["Nothing is sent to the zone “Moon”: it has no way of delivery."]
