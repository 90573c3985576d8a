from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BackofficeConfig(AppConfig):
    name = "backoffice"
    verbose_name = "Back office"

    def ready(self) -> None:
        from django.contrib import admin

        from backoffice.groups import grant

        admin.site.index_template = "backoffice/index.html"

        post_migrate.connect(grant, dispatch_uid="backoffice.groups")
