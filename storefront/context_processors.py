"""What every template knows about the shop itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from storefront.models import HelpPage

SCHEMES = ("light", "dark")  # and "auto", which is to follow the reader's device


def facts() -> dict[str, Any]:
    """What is true of the shop whoever asks: for mails and static pages, which have no request."""
    shop = {
        "name": settings.SHOP_NAME,
        "email": settings.SHOP_EMAIL,
        "phone": settings.SHOP_PHONE,
        "address": settings.SHOP_ADDRESS,
    }
    return {"shop": shop, "site_url": settings.SITE_URL}


def shop(request: HttpRequest) -> dict[str, Any]:
    """shop (name, email, phone), site_url, help_pages, is_demo, prices_include_tax, and scheme.

    The scheme is "light", "dark", or "" for as the device.
    """
    scheme = request.COOKIES.get("scheme")
    return {
        **facts(),
        "is_demo": settings.DEMO,
        "prices_include_tax": settings.PRICES_INCLUDE_TAX,
        "help_pages": HelpPage.objects.only("slug", "title"),  # asked for when the footer is written, or never
        "scheme": scheme if scheme in SCHEMES else "",
    }
