"""Where somebody is signed in, and out again from afar."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.devices import name_of
from accounts.models import User
from accounts.tasks import forget_sessions
from tests.accounts.people import is_signed_in, person, sign_in

pytestmark = pytest.mark.django_db
LIST = "/account/security/devices/"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1"


def signed_in(zoe: User, user_agent: str, address: str = "192.0.2.7") -> Client:
    client = Client(HTTP_USER_AGENT=user_agent, REMOTE_ADDR=address)
    sign_in(client, zoe.email)
    return client


@pytest.fixture
def zoe():
    return person("zoe@example.org")


@pytest.fixture
def laptop(zoe):
    return signed_in(zoe, LAPTOP)


@pytest.fixture
def phone(zoe):
    return signed_in(zoe, PHONE, "2001:db8::9")


def listed(client: Client) -> list[tuple[str, str, bool]]:
    return [(device.name, device.address, device.is_this) for device in client.get(LIST).context["devices"]]


def test_each_device_is_listed_by_name_address_and_time_this_one_first(laptop, phone):
    assert listed(laptop) == [("Firefox on Linux", "192.0.2.7", True), ("Safari on an iPhone", "2001:db8::9", False)]
    assert [name for name, _, _ in listed(phone)] == ["Safari on an iPhone", "Firefox on Linux"]


def test_one_device_is_signed_out_from_another_and_at_once(laptop, phone):
    device = laptop.get(LIST).context["devices"][1]

    laptop.post(f"{LIST}{device.pk}/sign-out/")

    assert not is_signed_in(phone)
    assert is_signed_in(laptop)
    assert len(listed(laptop)) == 1


def test_all_others_are_signed_out_together(zoe, laptop, phone):
    tablet = signed_in(zoe, PHONE)

    laptop.post(f"{LIST}others/sign-out/")

    assert [is_signed_in(each) for each in (laptop, phone, tablet)] == [True, False, False]


def test_nobody_signs_out_the_device_of_somebody_else(laptop):
    ada = signed_in(person("ada@example.org"), LAPTOP)
    hers = ada.get(LIST).context["devices"][0]

    assert laptop.post(f"{LIST}{hers.pk}/sign-out/").status_code == 404
    assert is_signed_in(ada)


def test_signing_out_takes_a_device_from_the_list_and_leaves_the_others(laptop, phone):
    phone.post("/accounts/logout/")

    assert [name for name, _, _ in listed(laptop)] == ["Firefox on Linux"]


def test_what_a_new_password_has_ended_is_not_listed(zoe, laptop, phone):
    zoe.set_password("twelve loud herons")
    zoe.save()
    again = Client(HTTP_USER_AGENT=LAPTOP)
    sign_in(again, zoe.email, "twelve loud herons")

    assert len(listed(again)) == 1


def test_when_a_device_was_seen_is_noted_every_ten_minutes_and_not_at_every_page(zoe, laptop):
    first = UserSession.objects.get().last_seen_at
    is_signed_in(laptop)
    assert UserSession.objects.get().last_seen_at == first

    later = timezone.now() + timedelta(minutes=11)
    with time_machine.travel(later, tick=False):
        is_signed_in(laptop)
    assert UserSession.objects.get().last_seen_at == later


def test_somebody_who_was_signed_in_before_devices_were_kept_appears_in_the_list(laptop):
    UserSession.objects.all().delete()

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        is_signed_in(laptop)
        assert listed(laptop) == [("Firefox on Linux", "192.0.2.7", True)]


def test_the_list_costs_the_same_few_queries_however_many_devices(zoe, laptop, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as one:
        laptop.get(LIST)
    for _ in range(24):
        signed_in(zoe, PHONE)

    with django_assert_max_num_queries(20) as many:
        assert len(listed(laptop)) == 25
    assert len(many) == len(one)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (LAPTOP, "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome on Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5", "Some other device"),
        ("", "Some other device"),
    ],
)
def test_a_device_has_a_name_that_a_person_understands(user_agent, name):
    assert name_of(user_agent) == name


def test_sessions_that_have_run_out_are_forgotten_and_their_devices_with_them(laptop, phone):
    key = phone.session.session_key
    Session.objects.filter(session_key=key).update(expire_date=timezone.now() - timedelta(days=2))
    UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now() - timedelta(days=92))

    forget_sessions(0)

    assert is_signed_in(laptop)
    assert [row.session_key for row in Session.objects.all()] == [laptop.session.session_key]
    assert [row.session_key for row in UserSession.objects.all()] == [laptop.session.session_key]
