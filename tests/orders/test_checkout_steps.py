"""The steps of the checkout: in order, each an address, and nothing that was typed is lost."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import addressbook
from accounts.models import Address
from catalog import stock
from catalog.models import Book, Branch
from orders import drafts
from orders.models import BillingAddress, Cart, Checkout, Order
from tests.accounts.test_signing_in import PASSWORD, sign_in
from tests.catalog.factories import BookFactory
from tests.orders.factories import DeliveryMethodFactory, DeliveryZoneFactory
from tests.orders.till import ADDRESS, at_the_review, press_of

pytestmark = pytest.mark.django_db

IN_FRANCE = {**ADDRESS, "country": "FR", "city": "Lyon", "postcode": "69001"}
STEPS = ["email", "delivery", "options", "billing", "review"]


@pytest.fixture
def delivery():
    return DeliveryMethodFactory()


@pytest.fixture(autouse=True)
def a_full_cart(client, delivery):
    client.post("/cart/add/", {"isbn13": BookFactory(title="Emma", stock=5).isbn13})


@pytest.fixture
def zoe(client):
    person = get_user_model().objects.create_user("zoe@example.org", "a quiet bookshop", name="Zoë Ada")
    client.force_login(person)
    client.post("/cart/add/", {"isbn13": BookFactory(title="Persuasion", stock=5).isbn13})
    return person


def kept(person, **details) -> Address:
    return addressbook.keep(Address(person=person, **{**ADDRESS, **details}))


def sent(client, step, **typed):
    return client.post(f"/checkout/{step}/", typed)


def test_the_till_leads_from_step_to_step(client, delivery):
    addresses = [
        client.get("/checkout/").url,
        sent(client, "email", email="jo@example.org").url,
        sent(client, "delivery", **ADDRESS).url,
        sent(client, "options", delivery=delivery.pk).url,
        sent(client, "billing", billed="same").url,
    ]

    assert addresses == [f"/checkout/{step}/" for step in STEPS]


@pytest.mark.parametrize("step", STEPS[1:])
def test_who_comes_too_early_is_led_to_the_first_step_that_is_not_done(client, step):
    assert client.get(f"/checkout/{step}/").url == "/checkout/email/"
    assert sent(client, step, **ADDRESS).url == "/checkout/email/"
    sent(client, "email", email="jo@example.org")

    reached = client.get(f"/checkout/{step}/")
    assert reached.status_code == 200 if step == "delivery" else reached.url == "/checkout/delivery/"


def test_an_empty_cart_has_no_checkout(client):
    Cart.objects.get().lines.all().delete()

    for step in ["", *[f"{step}/" for step in STEPS]]:
        assert client.get(f"/checkout/{step}").url == "/cart/"


def test_looking_at_a_step_writes_nothing(client):
    client.get("/checkout/email/")

    assert not Checkout.objects.exists()


def test_who_is_signed_in_is_not_asked_for_an_address_that_is_known(client, zoe):
    page = client.get("/checkout/", follow=True)

    assert page.redirect_chain[-1][0] == "/checkout/delivery/"
    assert page.context["progress"].words == "Step 1 of 4: Delivery"
    assert page.context["form"]["name"].value() == "Zoë Ada"
    assert client.get("/checkout/email/").url == "/checkout/delivery/"


def test_what_was_told_is_found_again_going_back(client):
    at_the_review(client, line2="Flat 3", phone="020 7946 0000")

    assert client.get("/checkout/email/").context["form"]["email"].value() == "jo@example.org"
    address = client.get("/checkout/delivery/").context["form"]
    assert (address["line2"].value(), address["phone"].value()) == ("Flat 3", "020 7946 0000")


def test_a_change_in_an_early_step_leads_straight_back_to_the_review(client):
    at_the_review(client)

    assert sent(client, "email", email="other@example.org").url == "/checkout/review/"
    assert Checkout.objects.get().email == "other@example.org"


def test_a_way_that_does_not_lead_to_another_country_is_asked_for_again(client):
    abroad = DeliveryMethodFactory(code="abroad", zone=DeliveryZoneFactory(name="Europe", countries=["FR"]))
    at_the_review(client)

    assert sent(client, "delivery", **IN_FRANCE).url == "/checkout/options/"
    form = client.get("/checkout/options/").context["form"]
    assert list(form.ways) == [abroad]


def test_what_cannot_be_taken_is_said_on_top_and_kept_as_it_was_typed(client):
    sent(client, "email", email="jo@example.org")

    answer = sent(client, "delivery", **{**ADDRESS, "postcode": "nowhere", "name": ""})

    page = answer.content.decode()
    assert answer.status_code == 422
    links = re.findall(r'href="#(\w+)"', page[page.index("error-summary") :])
    assert links == ["id_name", "id_postcode"]
    assert all(f'id="{link}"' in page for link in links)
    again = client.get("/checkout/delivery/").context["form"]
    assert (again["postcode"].value(), again["line1"].value()) == ("nowhere", "1 Quay Lane")
    assert client.get("/checkout/options/").url == "/checkout/delivery/"


def test_what_is_typed_is_kept_on_leaving_a_field(client):
    sent(client, "email", email="jo@example.org")

    answer = sent(client, "delivery", **{"keep-typed": "yes", "name": "Jo", "line1": "1 Quay"})

    assert answer.status_code == 200
    form = client.get("/checkout/delivery/").context["form"]
    assert (form["name"].value(), form["line1"].value()) == ("Jo", "1 Quay")
    assert client.get("/checkout/options/").url == "/checkout/delivery/"


def test_what_is_wrong_with_a_field_is_said_on_leaving_it_and_nothing_of_those_to_come(client):
    sent(client, "email", email="jo@example.org")
    typed = {"keep-typed": "yes", "country": "GB", "name": "Jo", "postcode": "nowhere"}

    wrong = sent(client, "delivery", **typed)
    right = sent(client, "delivery", **{**typed, "postcode": "BS1 4QA"})

    assert [field.name for field in wrong.context["fields"]] == ["country", "name", "postcode"]
    assert "innerHTML:#id_postcode_error" in wrong.content.decode()
    said = ["This is not a postcode" in answer.content.decode() for answer in (wrong, right)]
    assert said == [True, False]


@pytest.mark.parametrize("email", ["", "jo", "jo@", "x" * 300 + "@example.org"])
def test_an_address_that_no_mail_reaches_is_refused(client, email):
    assert sent(client, "email", email=email).status_code == 422


def test_another_country_has_other_fields(client):
    DeliveryMethodFactory(code="states", zone=DeliveryZoneFactory(name="States", countries=["US"]))
    sent(client, "email", email="jo@example.org")

    turned = sent(client, "delivery", **{**ADDRESS, "country": "US", "change-country": "yes"})

    form = turned.context["form"]
    assert turned.status_code == 200
    assert form["region"].label == "State"
    assert form["name"].value() == "Jo Novák"


def test_a_country_with_states_can_be_ordered_to(client, delivery):
    states = DeliveryMethodFactory(code="states", zone=DeliveryZoneFactory(name="States", countries=["US"]))
    texas = {"country": "US", "line1": "5 Pecan St", "city": "Austin", "region": "TX", "postcode": "78701"}

    review = at_the_review(client, delivery=states.pk, **texas)
    client.post("/checkout/review/", press_of(review))

    assert Order.objects.get().address == ["Jo Novák", "5 Pecan St", "Austin TX 78701", "United States"]


def test_we_send_to_no_country_without_a_way(client):
    sent(client, "email", email="jo@example.org")

    assert sent(client, "delivery", **IN_FRANCE).status_code == 422


def test_an_address_of_the_book_is_one_press(client, zoe):
    home, work = kept(zoe), kept(zoe, line1="9 Rope Walk")

    answer = sent(client, "delivery", address=work.pk)

    assert answer.url == "/checkout/options/"
    assert Checkout.objects.get().line1 == "9 Rope Walk"
    assert list(client.get("/checkout/delivery/").context["saved"]) == [home, work]


def test_somebody_elses_address_is_not_there(client, zoe):
    other = get_user_model().objects.create_user("ines@example.org", "a quiet bookshop")

    answer = sent(client, "delivery", address=kept(other).pk)

    assert answer.status_code == 422
    assert not Checkout.objects.exclude(line1="").exists()


def test_a_kept_address_that_we_do_not_send_to_is_refused_with_its_reason(client, zoe):
    abroad = kept(zoe, country="FR", city="Lyon", postcode="69001")

    answer = sent(client, "delivery", address=abroad.pk)

    assert answer.status_code == 422
    assert "country" in answer.context["form"].errors


def test_an_address_is_kept_for_next_time_once(client, zoe):
    for _ in range(2):
        sent(client, "delivery", **ADDRESS, keep_address="on")

    assert [address.line1 for address in Address.objects.of(zoe)] == ["1 Quay Lane"]


def test_a_guest_has_no_address_book(client):
    sent(client, "email", email="jo@example.org")

    page = client.get("/checkout/delivery/")

    assert "keep_address" not in page.context["form"].fields


def test_the_bill_goes_where_the_books_go_or_elsewhere(client, delivery):
    at_the_review(client)

    wrong = sent(client, "billing", billed="other", country="GB", name="Jo Novák Ltd")
    right = sent(client, "billing", billed="other", **{**IN_FRANCE, "name": "Jo Novák Ltd"})

    assert (wrong.status_code, right.url) == (422, "/checkout/review/")
    client.post("/checkout/review/", press_of(client.get("/checkout/review/")))
    order = Order.objects.get()
    assert order.bill_to == ["Jo Novák Ltd", "1 Quay Lane", "69001 Lyon", "France"]
    assert order.address[-1] == "BS1 4QA"


def test_a_bill_that_goes_along_after_all_leaves_no_address_behind(client):
    at_the_review(client)
    sent(client, "billing", billed="other", **IN_FRANCE)
    sent(client, "billing", billed="same")

    client.post("/checkout/review/", press_of(client.get("/checkout/review/")))

    assert Order.objects.get().bill_to == Order.objects.get().address
    assert not BillingAddress.objects.exists()


def test_bills_of_who_is_signed_in_go_where_they_usually_go(client, zoe):
    kept(zoe)
    kept(zoe, line1="9 Rope Walk", is_billing_default=True)
    sent(client, "delivery", **ADDRESS)
    sent(client, "options", delivery=client.get("/checkout/options/").context["form"].initial["delivery"].pk)

    page = client.get("/checkout/billing/")

    assert page.context["billed"]["billed"].value() == "other"
    assert page.context["address"]["line1"].value() == "9 Rope Walk"


def test_the_cheapest_way_is_chosen_before_one_chooses(client):
    DeliveryMethodFactory(code="express", name="Express", price="9.00")
    cheap = DeliveryMethodFactory(code="slow", name="Slow", price="1.00")
    sent(client, "email", email="jo@example.org")

    assert client.get("/checkout/delivery/").context["quote"].delivery.gross == 1
    sent(client, "delivery", **ADDRESS)

    assert client.get("/checkout/options/").context["form"].initial["delivery"] == cheap


def test_a_typed_draft_goes_along_when_its_shopper_signs_in(client):
    person = get_user_model().objects.create_user("zoe@example.org", PASSWORD)
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    sent(client, "email", email="jo@example.org")
    sent(client, "delivery", **ADDRESS)

    sign_in(client, person.email)

    assert client.get("/checkout/").url == "/checkout/options/"
    assert drafts.draft_of(Cart.objects.get()).email == "zoe@example.org"


def test_nobody_sends_forms_without_end(client, settings):
    settings.CHECKOUT_POSTS = 3
    statuses = [sent(client, "email", email="jo@").status_code for _ in range(5)]

    assert statuses == [422, 422, 422, 429, 429]
    assert sent(client, "email", email="jo@example.org").status_code == 429
    assert client.get("/checkout/email/").context["form"]["email"].value() == "jo@example.org"


def test_the_review_leads_back_to_every_step(client):
    page = at_the_review(client).content.decode()

    for step in STEPS[:-1]:
        assert f'href="/checkout/{step}/">Change' in page


@pytest.mark.parametrize("count", [1, 24])
def test_a_step_costs_the_same_number_of_queries_for_one_book_and_for_many(client, count):
    for number in range(count):
        client.post("/cart/add/", {"isbn13": BookFactory(stock=2).isbn13})
        DeliveryMethodFactory(code=f"way-{number}")
    at_the_review(client)

    assert [queries_of(client, step) for step in STEPS] == [15, 19, 20, 15, 16]


def queries_of(client, step):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/checkout/{step}/").status_code == 200
    return len(asked)


def test_a_review_of_what_cannot_be_had_offers_the_cart_and_no_button_to_order(client, delivery):
    press = press_of(at_the_review(client))
    stock.adjust(Book.objects.get(), Branch.objects.get(), 0)

    pressed, looked_at = client.post("/checkout/review/", press), client.get("/checkout/review/")

    assert (pressed.status_code, Order.objects.count()) == (409, 0)
    for page in (pressed, looked_at):
        assert ("Place order" in page.content.decode(), "Change your cart" in page.content.decode()) == (False, True)


def test_a_form_that_was_refused_can_be_gone_back_to_and_all_else_is_fetched_anew(client):
    refused, taken = sent(client, "email", email="jo@"), sent(client, "email", email="jo@example.org")
    step = client.get("/checkout/delivery/")

    assert ["no-store" in answer.headers["Cache-Control"] for answer in (refused, taken, step)] == [False, True, True]
    assert refused.headers["Cache-Control"] == "private, no-cache"


def test_of_many_books_the_summary_beside_a_step_shows_six_and_counts_the_others(client):
    for number in range(7):
        client.post("/cart/add/", {"isbn13": BookFactory(title=f"Volume {number}", stock=1).isbn13})

    page = client.get("/checkout/email/").content.decode()

    assert page.count('<li class="line line--small">') == 6
    assert "And 2 more." in page
