"""Who is counted when something may be done only so often."""

import pytest
from django.test import RequestFactory

from storefront.limits import address_of, is_too_often


@pytest.mark.parametrize(
    ("peer", "said", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),  # as deploy/nginx.conf says it
        ("::1", "2001:db8::9", "2001:db8::9"),
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("", "203.0.113.9", "203.0.113.9"),  # by way of a socket of this machine
        ("", "", ""),
        ("127.0.0.1", "203.0.113.9, 10.1.0.3", "203.0.113.9"),  # by way of two proxies of ours
        ("127.0.0.1", "10.1.0.3", "10.1.0.3"),  # one of our machines itself
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),  # a stranger's word on who they are
        ("127.0.0.1", "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "somebody, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "somebody", "127.0.0.1"),
    ],
)
def test_a_visitor_is_whom_our_own_proxies_name(settings, peer: str, said: str, address: str):
    settings.FORWARDED_ALLOW_IPS = ["127.0.0.1", "::1", "10.1.0.0/16"]
    headers = {"X-Forwarded-For": said} if said else {}

    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)

    assert address_of(request) == address


def test_an_address_of_any_length_is_counted():
    longest = f"{'z' * 64}@{'.'.join(['x' * 60] * 3)}.example"

    assert [is_too_often("mail-to", longest, most=2, seconds=60) for _ in range(3)] == [False, False, True]
