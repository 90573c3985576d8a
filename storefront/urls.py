"""Every address of the shop: the ground's own, then each floor's, by name."""

from django.contrib import admin
from django.urls import include, path

from storefront import health

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("admin/", admin.site.urls),
    path("", include("catalog.urls")),
    path("", include("orders.urls")),
]

handler400 = "storefront.errors.bad_request"
handler403 = "storefront.errors.forbidden"
handler404 = "storefront.errors.not_found"
handler500 = "storefront.errors.server_error"
