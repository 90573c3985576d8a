from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = "Orders"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed
        from django.contrib.auth.signals import user_logged_in

        from accounts import hub, personal_data
        from orders import coming_along, measures, own_data, rooms
        from orders.tax import load_defaults
        from orders.visitors import on_signed_in
        from storefront import metrics

        metrics.register(*measures.MEASURES)
        personal_data.register(*own_data.PARTS)
        hub.register(*rooms.ROOMS)
        user_logged_in.connect(on_signed_in)
        user_logged_in.connect(coming_along.on_signed_in)
        email_confirmed.connect(coming_along.on_proved)
        post_migrate.connect(load_defaults, sender=self)
