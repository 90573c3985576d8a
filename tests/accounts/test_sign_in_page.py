"""What the pages at the door say and keep, and who may go where."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from tests.accounts.people import PASSWORD, person, sign_in

pytestmark = pytest.mark.django_db


def test_from_the_cart_one_may_go_on_as_a_guest(client):
    assert "/accounts/login/?next=/cart/" in client.get("/cart/").content.decode()
    assert "Go on as a guest" in client.get("/accounts/login/?next=/cart/").content.decode()
    assert "Go on as a guest" not in client.get("/accounts/login/?next=/orders/").content.decode()


def test_nothing_typed_is_lost_but_the_password(client):
    page = sign_in(client, "zoe@example.org", "not the right words", next="/orders/").content.decode()

    assert 'value="zoe@example.org"' in page
    assert 'value="/orders/"' in page
    assert "not the right words" not in page


def test_browsers_and_password_managers_are_told_what_each_field_is(client):
    page = client.get("/accounts/login/").content.decode()
    assert 'autocomplete="username webauthn"' in page
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="new-password"' in client.get("/accounts/signup/").content.decode()


def test_the_rule_for_passwords_stands_there_before_one_is_typed(client):
    assert "At least ten characters" in client.get("/accounts/signup/").content.decode()


@pytest.mark.parametrize("page", ["login", "signup", "login/code"])
def test_who_is_signed_in_is_not_asked_again(client, page):
    sign_in(client, person("zoe@example.org").email)

    assert client.get(f"/accounts/{page}/").status_code == 302


def test_nobody_makes_themselves_staff_by_signing_up(client):
    more = {"is_staff": "on", "is_superuser": "on", "groups": "1", "role": "admin"}
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, **more})

    new = User.objects.get()
    assert (new.is_staff, new.is_superuser, new.groups.count()) == (False, False, 0)


@pytest.mark.parametrize(("is_staff", "is_shown"), [(True, True), (False, False)])
def test_only_staff_see_the_way_to_the_back_office(client, is_staff, is_shown):
    sign_in(client, person("jo@example.org", is_staff=is_staff).email)

    assert ("Back office" in client.get("/").content.decode()) is is_shown


def test_staff_may_shop_too(client):
    sign_in(client, person("jo@example.org", is_staff=True).email)

    assert [client.get(page).status_code for page in ("/cart/", "/orders/", "/account/")] == [200, 200, 200]


def test_a_bookseller_does_not_say_what_people_may(client):
    jo = person("jo@example.org", is_staff=True)
    jo.groups.add(*Group.objects.filter(name__iexact="bookseller"))
    ada = person("ada@example.org")
    sign_in(client, jo.email)

    answer = client.post(f"/admin/accounts/user/{ada.pk}/change/", {"email": ada.email, "is_staff": "on"})

    assert answer.status_code in {302, 403}
    ada.refresh_from_db()
    assert not ada.is_staff


@pytest.mark.parametrize("way", ["change", "password"])
def test_who_looks_after_people_does_not_take_over_an_account_above_their_own(client, way):
    jo = person("jo@example.org", is_staff=True)
    jo.groups.add(Group.objects.get(name="administrator"))
    ada = person("ada@example.org", is_staff=True, is_superuser=True)
    sign_in(client, jo.email)

    new = {"email": "jo+ada@example.org", "password1": "nine loud herons", "password2": "nine loud herons"}
    answer = client.post(f"/admin/accounts/user/{ada.pk}/{way}/", {**new, "usable_password": "true"})

    assert answer.status_code == 403
    ada.refresh_from_db()
    assert (ada.email, ada.check_password(PASSWORD)) == ("ada@example.org", True)


def test_who_stops_working_here_is_out_of_the_back_office_at_once(client):
    jo = person("jo@example.org", is_staff=True, is_superuser=True)
    sign_in(client, jo.email)
    assert client.get("/admin/").status_code == 200

    User.objects.filter(pk=jo.pk).update(is_staff=False)
    assert client.get("/admin/", follow=True).status_code == 403
    User.objects.filter(pk=jo.pk).update(is_active=False)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/login/?next=/admin/"
