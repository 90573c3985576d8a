from django.contrib import admin
from django.urls import path

from backoffice import views

app_name = "backoffice"
urlpatterns = [
    path("picking/", admin.site.admin_view(views.picking_list), name="picking-list"),
    path("parcels/<int:pk>/slip/", admin.site.admin_view(views.packing_slip), name="packing-slip"),
    path("order-mails/", admin.site.admin_view(views.mail_previews), name="mail-previews"),
    path("order-mails/<slug:kind>/", admin.site.admin_view(views.mail_preview), name="mail-preview"),
]
