from typing import Any

from django.apps import AppConfig

from storefront import sentences


class StorefrontConfig(AppConfig):
    name = "storefront"
    verbose_name = "Shop"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        sentences.speak()

    def ready(self) -> None:
        from storefront import measures, metrics

        metrics.register(*measures.MEASURES)
