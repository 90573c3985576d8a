"""Who may open which page. Every address stands in one of these lists: a new one has to be put there on purpose."""

from collections.abc import Iterator

import pytest
from django.urls import URLResolver, get_resolver, reverse

from tests.orders.steps import paid

pytestmark = pytest.mark.django_db

# fmt: off
ANYBODY = {
    "account_confirm_email", "account_confirm_login_code", "account_email_verification_sent", "account_inactive",
    "account_login", "account_logout", "account_request_login_code", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "account_signup", "account_signup_by_passkey", "github_callback", "github_login", "google_callback", "google_login",
    "socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup",
    "accounts:erasure-keep",  # with a signed link
    "accounts:newsletter", "accounts:newsletter-asked",
    "accounts:newsletter-confirm", "accounts:newsletter-stop",  # with a signed link
    "mfa_authenticate", "mfa_login_webauthn", "mfa_trust",
    "catalog:ask", "catalog:author-detail", "catalog:author-number", "catalog:book-detail", "catalog:book-list",
    "catalog:book-number", "catalog:book-recent", "catalog:branch-list", "catalog:cover", "catalog:cover-card",
    "catalog:cover-jpeg",
    "catalog:event-calendar", "catalog:event-day", "catalog:event-detail", "catalog:event-list", "catalog:feed-author",
    "catalog:feed-bestselling", "catalog:feed-forthcoming", "catalog:feed-genre", "catalog:feed-merchant",
    "catalog:feed-new", "catalog:feed-shelf", "catalog:genre-detail", "catalog:genre-code", "catalog:home",
    "catalog:opds", "catalog:opds-author", "catalog:opds-bestselling", "catalog:opds-forthcoming", "catalog:opds-genre",
    "catalog:opds-new", "catalog:opds-search", "catalog:opds-shelf", "catalog:opensearch",
    "catalog:opensearch-suggestions",
    "catalog:publisher-detail", "catalog:publisher-number", "catalog:robots", "catalog:search",
    "catalog:search-suggest", "catalog:series-detail", "catalog:series-number", "catalog:shelf-detail",
    "catalog:shelf-list", "catalog:sitemap", "catalog:sitemap-file",
    "notices:badge", "notices:stop",  # the second with a signed link
    "orders:cart-code-remove", "orders:cart-code-use",
    "orders:cart-country", "orders:cart-detail", "orders:cart-dispatch", "orders:cart-seen",
    "orders:cart-gift-card-use", "orders:gift-card-balance", "orders:gift-card-new",
    "orders:gift-card-print",  # with a signed link
    "orders:cart-line-add", "orders:cart-save-unavailable", "orders:checkout", "orders:checkout-billing",
    "orders:checkout-collection", "orders:checkout-reservation",
    "orders:checkout-delivery", "orders:checkout-email", "orders:checkout-options", "orders:checkout-review",
    "orders:order-find",
    "prebooks:prebook-mine", "prebooks:prebook-new",  # the first leads to signing in
    "reviews:review-detail", "reviews:review-helpful", "reviews:review-list",  # a guest’s vote leads to signing in
    "orders:stripe-event", "storefront:health-live", "storefront:health-ready", "storefront:help-page",
    "storefront:mail-detail", "storefront:mail-html", "storefront:mail-list", "storefront:scheme",
    "storefront:metrics",  # in the demo; with a token in a live shop
    "wishlist:add", "wishlist:home", "wishlist:list-new", "wishlist:remove",
    "wishlist:list-shared", "wishlist:give",  # with its secret link, while it is shared
}
# On the reader's or the visitor's own lists; anybody else's are not there (tests/wishlist/test_pages.py).
OWN_WISHLIST = {
    "wishlist:list-buy", "wishlist:list-delete", "wishlist:list-detail", "wishlist:list-export", "wishlist:list-rename",
    "wishlist:list-share", "wishlist:list-watch", "wishlist:wish-format", "wishlist:wish-move", "wishlist:wish-place",
    "wishlist:wish-note", "wishlist:wish-remove", "wishlist:wish-undo", "wishlist:wish-wanted",
    "wishlist:wish-watch",
}
# Of the visitor's own cart; anybody else's line is not there (tests/orders/test_views.py).
OWN_CART = {
    "orders:cart-aside-back", "orders:cart-aside-drop", "orders:cart-gift-card-remove", "orders:cart-line-remove",
    "orders:cart-line-save", "orders:cart-line-update",
}
# For whoever has the link to the order, its cart, or its account.
OWN_ORDER = {
    "orders:invoice-detail", "orders:invoice-pdf", "orders:order-calendar",
    "orders:order-cancel", "orders:order-confirmation", "orders:order-detail",
    "orders:order-line-cancel", "orders:order-paid", "orders:order-pay", "orders:order-reorder", "orders:order-return",
    "orders:return-withdraw", "orders:bank",
}
SIGNED_IN = {
    "account_change_password", "account_email", "account_reauthenticate", "account_set_password", "accounts:account",
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_deactivate_totp", "mfa_edit_webauthn", "mfa_generate_recovery_codes",
    "mfa_index", "mfa_list_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "accounts:provider-link", "socialaccount_connections",
    "accounts:device-list", "accounts:device-sign-out", "accounts:device-sign-out-others", "accounts:pressed",
    "accounts:security",
    "accounts:address-add", "accounts:address-delete", "accounts:address-edit", "accounts:address-for-bills",
    "accounts:address-for-parcels", "accounts:address-list",
    "accounts:newsletter-choose",
    "accounts:erasure-ask", "accounts:erasure-take-back", "accounts:own-data", "accounts:own-data-download",
    "notices:inbox", "notices:notice-open", "notices:notice-read", "notices:read-all", "notices:wishes",
    "orders:order-list", "prebooks:prebook-list", "prebooks:prebook-many",
    "reviews:own", "reviews:review-delete", "reviews:review-edit", "reviews:review-write",
    "wishlist:import-choices", "wishlist:import-delete", "wishlist:import-detail", "wishlist:import-missing",
    "wishlist:import-new", "wishlist:import-start",
    "wishlist:gift-edit", "wishlist:gift-stop",
}
# A customer's own, a guest's for whoever has the address, or with a signed link (tests/prebooks/test_pages.py).
OWN_PREBOOK = {
    "prebooks:confirm", "prebooks:link", "prebooks:prebook-buy", "prebooks:prebook-cancel", "prebooks:prebook-detail",
    "prebooks:prebook-format", "prebooks:prebook-pass", "prebooks:prebook-undo",
}
# A giver's own, a guest's for whoever has the address, or with a signed link (tests/wishlist/test_gift_pages.py).
OWN_GIFT = {"wishlist:pledge-confirm", "wishlist:pledge-detail", "wishlist:pledge-withdraw"}
STAFF = {
    "backoffice:mail-preview", "backoffice:mail-previews", "backoffice:packing-slip", "backoffice:picking-list",
}
# fmt: on


def names(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """Every address by name; the back office's own are Django's to guard."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLResolver):
            yield space + str(pattern.name)
        elif pattern.namespace != "admin":
            yield from names(pattern, f"{pattern.namespace}:" if pattern.namespace else space)


def test_every_address_has_its_door():
    assert set(names()) == ANYBODY | OWN_CART | OWN_GIFT | OWN_ORDER | OWN_PREBOOK | OWN_WISHLIST | SIGNED_IN | STAFF


@pytest.mark.parametrize(
    "name", ["order-detail", "order-confirmation", "order-pay", "order-paid", "order-cancel", "order-return"]
)
@pytest.mark.parametrize("key", ["", "?key=x"])
def test_an_order_is_not_there_for_a_stranger(client, name, key):
    order = paid()
    address = reverse(f"orders:{name}", args=[order.number])

    assert client.get(address + key).status_code == 404
    assert client.get(f"{address}?key={order.key}").status_code in {200, 302}
