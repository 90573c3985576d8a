"""Every address of the shop: the ground's own, then each floor's, by name."""

from django.contrib import admin
from django.urls import include, path

from storefront import health, metrics, views

ground = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", metrics.show, name="metrics"),
    path("help/<slug:slug>/", views.help_page, name="help-page"),
    path("scheme/", views.scheme, name="scheme"),
    path("mail/", views.mail_list, name="mail-list"),
    path("mail/<slug:name>/", views.mail_detail, name="mail-detail"),
    path("mail/<slug:name>/html/", views.mail_html, name="mail-html"),
]

urlpatterns = [
    path("admin/", include("backoffice.urls")),
    path("admin/", admin.site.urls),
    path("", include((ground, "storefront"))),
    path("", include("accounts.urls")),
    path("", include("catalog.urls")),
    path("", include("orders.urls")),
    path("", include("notices.urls")),
    path("", include("prebooks.urls")),
    path("", include("reviews.urls")),
    path("", include("wishlist.urls")),
]

handler400 = "storefront.errors.bad_request"
handler403 = "storefront.errors.forbidden"
handler404 = "storefront.errors.not_found"
handler500 = "storefront.errors.server_error"
