"""Django's admin, behind the shop's own door."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeAdminConfig(AdminConfig):
    default_site = "backoffice.site.BackOffice"
