from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from accounts import personal_data
        from catalog import measures, own_data
        from storefront import metrics

        metrics.register(*measures.MEASURES)
        personal_data.register(*own_data.PARTS)
