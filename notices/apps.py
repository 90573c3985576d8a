from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        from accounts import hub, personal_data
        from notices import measures, own_data, rooms
        from storefront import metrics

        metrics.register(*measures.MEASURES)
        personal_data.register(*own_data.PARTS)
        hub.register(*rooms.ROOMS)
