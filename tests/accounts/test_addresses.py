"""The address book: what is asked for in each country, and which address is taken when nothing else is said."""

import pytest
from django.db import IntegrityError, transaction

from accounts import addressbook
from accounts.models import Address
from tests.accounts.factories import AddressFactory, PersonFactory, queries_of
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db
BRISTOL = {"country": "GB", "name": "Zoë Ada", "line1": "1 Quay Lane", "city": "Bristol", "postcode": "bs14qa"}


@pytest.fixture
def zoe():
    return PersonFactory(email="zoe@example.org", name="Zoë Ada")


@pytest.fixture
def client(client, zoe):
    client.force_login(zoe)
    return client


def test_an_address_is_kept_as_it_is_written_there_and_the_first_is_the_usual_one(client, zoe):
    answer = client.post("/account/addresses/new/", {**BRISTOL, "label": "Home"})

    assert (answer.status_code, answer.url) == (302, "/account/addresses/")
    address = zoe.addresses.get()
    assert address.written == ["Zoë Ada", "1 Quay Lane", "Bristol", "BS1 4QA"]
    assert (address.is_delivery_default, address.is_billing_default) == (True, True)
    assert "Parcels usually go here" in client.get("/account/addresses/").content.decode()


def test_a_second_address_takes_over_only_when_asked_to(client, zoe):
    home = AddressFactory(person=zoe, is_delivery_default=True, is_billing_default=True)

    client.post("/account/addresses/new/", {**BRISTOL, "label": "Work", "is_billing_default": "on"})

    work = zoe.addresses.get(label="Work")
    assert addressbook.usual(zoe) == home
    assert addressbook.usual(zoe, addressbook.BILLING) == work


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"postcode": ""}, "postcode", "We need the postcode."),
        ({"postcode": "1234"}, "postcode", "This is not a postcode there, as far as we know. They look like EC1Y 8SY."),
        ({"line1": ""}, "line1", "We need a street and a number."),
        ({"name": ""}, "name", "Who shall it be addressed to?"),
        ({"country": "XX"}, "country", "Please choose one of those that are offered."),
        ({"country": "US", "region": "", "postcode": "78701"}, "region", "Please choose the state."),
        ({"country": "US", "region": "TX", "postcode": "BS1"}, "postcode",
         "This is not a ZIP code there, as far as we know. They look like 95014."),
    ],
)  # fmt: skip
def test_what_is_missing_or_odd_is_said_beside_its_field_and_nothing_is_lost(client, zoe, typed, field, sentence):
    answer = client.post("/account/addresses/new/", {**BRISTOL, **typed})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [sentence]}
    assert 'value="Bristol"' in answer.content.decode()
    assert not zoe.addresses.exists()


@pytest.mark.parametrize(
    ("country", "fields"),
    [
        ("GB", ["name", "line1", "line2", "city", "postcode", "phone"]),
        ("DE", ["name", "line1", "line2", "postcode", "city", "phone"]),
        ("US", ["name", "line1", "line2", "city", "region", "postcode", "phone"]),
        ("SG", ["name", "line1", "line2", "postcode", "phone"]),
    ],
)
def test_each_country_has_its_own_fields_in_its_own_order(client, zoe, country, fields):
    answer = client.post("/account/addresses/new/", {**BRISTOL, "country": country, "change-country": "yes"})

    form = answer.context["form"]
    assert (answer.status_code, form.errors) == (200, {})
    assert [field.name for field in form.address_fields()] == fields
    assert form["line1"].value() == "1 Quay Lane"
    assert not zoe.addresses.exists()


def test_htmx_gets_the_fields_alone(client):
    headers = {"HX-Request": "true", "HX-Target": "address-fields"}

    answer = client.post("/account/addresses/new/", {"country": "US", "change-country": "yes"}, headers=headers)

    assert answer.content.decode().lstrip().startswith('<div class="address-fields" id="address-fields">')


def test_a_county_goes_when_the_address_moves_to_a_country_without(client, zoe):
    address = AddressFactory(person=zoe, country="IE", city="Carlow", region="Co. Carlow", postcode="")

    client.post(f"/account/addresses/{address.pk}/edit/", {**BRISTOL, "region": "Co. Carlow"})

    address.refresh_from_db()
    assert (address.country, address.region) == ("GB", "")


def test_a_foreign_address_names_its_country():
    address = AddressFactory.build(country="US", city="Austin", region="TX", postcode="78701", line2="Flat 3")

    assert address.written == ["Zoë Ada", "1 Quay Lane", "Flat 3", "Austin TX 78701", "United States"]


def test_the_newest_other_takes_over_from_a_deleted_one(client, zoe):
    home = AddressFactory(person=zoe, is_delivery_default=True)
    AddressFactory(person=zoe, label="Work", is_billing_default=True)
    aunt = AddressFactory(person=zoe, label="Aunt Ivy")

    assert "1 Quay Lane" in client.get(f"/account/addresses/{home.pk}/delete/").content.decode()
    answer = client.post(f"/account/addresses/{home.pk}/delete/", follow=True)

    assert "What usually went there now goes to Aunt Ivy." in answer.content.decode()
    assert addressbook.usual(zoe) == aunt
    assert addressbook.usual(zoe, addressbook.BILLING).label == "Work"


def test_one_press_sends_parcels_or_bills_elsewhere(client, zoe):
    AddressFactory(person=zoe, is_delivery_default=True, is_billing_default=True)
    work = AddressFactory(person=zoe, label="Work")

    client.post(f"/account/addresses/{work.pk}/parcels/")
    assert (addressbook.usual(zoe), addressbook.usual(zoe, addressbook.BILLING) == work) == (work, False)

    client.post(f"/account/addresses/{work.pk}/bills/")
    assert addressbook.usual(zoe, addressbook.BILLING) == work


@pytest.mark.parametrize("deed", ["edit", "delete", "parcels", "bills"])
def test_somebody_elses_address_is_not_there(client, deed):
    other = AddressFactory()

    assert client.post(f"/account/addresses/{other.pk}/{deed}/", BRISTOL).status_code == 404
    assert Address.objects.get().person == other.person


def test_there_is_an_end_to_an_address_book(client, zoe):
    AddressFactory.create_batch(addressbook.MOST, person=zoe)

    answer = client.post("/account/addresses/new/", BRISTOL)

    assert answer.status_code == 422
    assert "We keep 30 addresses" in answer.content.decode()


def test_the_list_costs_the_same_however_many(client, zoe):
    AddressFactory(person=zoe)
    for_one = queries_of(lambda: client.get("/account/addresses/"))

    AddressFactory.create_batch(5, person=zoe)

    assert queries_of(lambda: client.get("/account/addresses/")) == for_one


@pytest.mark.parametrize("flag", ["is_delivery_default", "is_billing_default"])
def test_the_database_refuses_a_second_usual_address(zoe, flag):
    AddressFactory(person=zoe, **{flag: True})

    with pytest.raises(IntegrityError), transaction.atomic():
        AddressFactory(person=zoe, **{flag: True})


@pytest.mark.django_db(transaction=True)
def test_of_two_that_become_the_usual_one_at_the_same_moment_one_is():
    zoe = PersonFactory()
    addresses = AddressFactory.create_batch(6, person=zoe)

    outcomes = at_the_same_time(lambda address: addressbook.make_usual(address, addressbook.DELIVERY), addresses)

    assert outcomes == [None] * 6
    assert Address.objects.filter(is_delivery_default=True).count() == 1
