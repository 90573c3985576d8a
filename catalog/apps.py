from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from accounts import personal_data
        from catalog import own_data

        personal_data.register(*own_data.PARTS)
