"""Addresses that are named by the hundred are those that the shop's map of addresses gives."""

import pytest
from django.urls import reverse, set_script_prefix

from storefront.paths import path_of


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("catalog:book-detail", ["9780261103573", "the-hobbit"]),
        ("catalog:genre-detail", ["FMB", "epic-fantasy"]),
        ("catalog:author-detail", [12, "-"]),
        ("orders:cart-line-add", []),
    ],
)
def test_a_path_is_the_address_of_its_page(name, parts):
    assert path_of(name, *parts) == reverse(name, args=parts)


def test_a_shop_below_a_path_of_its_host_has_its_own_paths():
    set_script_prefix("/shop/")
    try:
        assert path_of("catalog:book-list") == "/shop/books/"
    finally:
        set_script_prefix("/")
    assert path_of("catalog:book-list") == "/books/"
