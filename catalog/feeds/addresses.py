"""Addresses as others need them: whole, and the shop's own whatever host was asked."""

from typing import Any

from django.conf import settings
from django.urls import reverse


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def address_of(name: str, *args: Any) -> str:
    """The whole address of one of our pages: address_of("new") is that of catalog:new."""
    return absolute(reverse(f"catalog:{name}", args=args))
