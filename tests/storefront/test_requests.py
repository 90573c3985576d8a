import json
import logging

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from storefront import logs

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.storefront.urls")]

MULTIPART = "multipart/form-data; boundary=edge"


def test_every_response_has_an_id_of_its_own(client: Client):
    ids = [client.get("/health/live")["X-Request-ID"] for _ in range(2)]

    assert len(set(ids)) == 2
    assert all(len(each) == 32 for each in ids)


def test_a_sane_id_from_the_proxy_is_kept(client: Client):
    response = client.get("/nothing-here/", headers={"X-Request-ID": "proxy-7f3a.0042"})

    assert response["X-Request-ID"] == "proxy-7f3a.0042"


@pytest.mark.parametrize("offered", ["", "short", "x" * 65, "two words!", "a\r\nb-cookie: x", "ünïcode-id-1"])
def test_an_odd_id_is_replaced(client: Client, offered: str):
    response = client.get("/health/live", headers={"X-Request-ID": offered})

    assert response["X-Request-ID"] != offered
    assert len(response["X-Request-ID"]) == 32


def test_the_log_names_the_request(client: Client, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, "storefront.requests"):
        client.get("/nothing-here/%0aforged", headers={"X-Request-ID": "proxy-7f3a.0042"})

    [record] = [record for record in caplog.records if record.name == "storefront.requests"]
    assert (record.method, record.path, record.status) == ("GET", "/nothing-here/%0Aforged", 404)


@pytest.mark.parametrize(
    "address", ["/%00", "/help/a%00b/", "/search/?q=%00", "/health/live?%00=1", "/health/live?a=1&a=2%00&b=3"]
)
def test_a_nul_byte_in_the_address_is_refused(client: Client, address: str):
    response = client.get(address, headers={"Accept": "application/json"})

    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_request")


def test_a_nul_byte_in_a_cookie_is_refused(client: Client):
    response = client.get("/admin/", headers={"Cookie": r'sessionid="abcdefgh\000ijkl"'})

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"word=a%00b"),
        ("application/x-www-form-urlencoded", b"wo%00rd=a"),
        (MULTIPART, b'--edge\r\nContent-Disposition: form-data; name="word"\r\n\r\na\x00b\r\n--edge--\r\n'),
    ],
)
def test_a_nul_byte_in_a_form_is_refused(client: Client, content_type: str, body: bytes):
    response = client.post("/post-only/", body, content_type=content_type)

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (MULTIPART, b"not what it says", 200),
        ("multipart/form-data", b"no boundary", 400),
        ("application/x-www-form-urlencoded; charset=latin-1", b"word=a", 400),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(1001)), 400),
        ("application/json", b"\x00", 200),
    ],
)
def test_a_damaged_form_is_not_our_failure(client: Client, content_type: str, body: bytes, status: int):
    response = client.post("/post-only/", body, content_type=content_type)

    assert response.status_code == status


class AnyAddress(TestCase):
    @given(st.text(max_size=40), st.dictionaries(st.text(max_size=10), st.text(max_size=20), max_size=3))
    def test_is_answered_without_a_failure(self, path: str, query: dict[str, str]):
        try:
            response = self.client.get("/" + path, query)
        except UnicodeEncodeError:  # a lone surrogate cannot be sent by anybody
            return

        assert response.status_code in (200, 301, 302, 400, 404)
        assert response["X-Request-ID"]


def test_json_lines_carry_the_id_and_the_facts(capsys):

    record = logging.makeLogRecord(
        {"name": "shop", "levelname": "INFO", "msg": "sold %s", "args": ("it",), "copies": 2}
    )
    token = logs.request_id.set("proxy-7f3a.0042")
    logs.RequestIdFilter().filter(record)
    logs.request_id.reset(token)

    line = json.loads(logs.JsonFormatter().format(record))

    assert (line["message"], line["request_id"], line["copies"]) == ("sold it", "proxy-7f3a.0042", 2)
