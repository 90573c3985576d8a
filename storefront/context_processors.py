"""What every template knows about the shop itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

SCHEMES = ("light", "dark", "system")


def facts() -> dict[str, str]:
    """What is true of the shop whoever asks: for mails and static pages, which have no request."""
    return {
        "shop_name": settings.SHOP_NAME,
        "shop_email": settings.SHOP_EMAIL,
        "shop_phone": settings.SHOP_PHONE,
        "site_url": settings.SITE_URL,
    }


def shop(request: HttpRequest) -> dict[str, Any]:
    """shop_name, shop_email, shop_phone, site_url, scheme ("light", "dark" or "system") and whether it is the demo."""
    scheme = request.COOKIES.get("scheme")
    return {
        **facts(),
        "is_demo": settings.DEMO,
        "scheme": scheme if scheme in SCHEMES else "system",
    }
