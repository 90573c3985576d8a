from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "storefront"
    verbose_name = "Shop"

    def ready(self) -> None:
        from storefront import measures, metrics

        metrics.register(*measures.MEASURES)
