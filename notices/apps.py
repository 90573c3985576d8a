from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        from accounts import hub, personal_data
        from notices import own_data, rooms

        personal_data.register(*own_data.PARTS)
        hub.register(*rooms.ROOMS)
