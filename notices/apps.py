from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        from accounts import hub, personal_data
        from notices import measures, own_data, rooms, sending
        from storefront import metrics
        from storefront.signals import mail_settled

        metrics.register(*measures.MEASURES)
        personal_data.register(*own_data.PARTS)
        hub.register(*rooms.ROOMS)
        mail_settled.connect(sending.on_mail_settled)
