from django.apps import AppConfig


class PrebooksConfig(AppConfig):
    name = "prebooks"
    verbose_name = "Pre-books"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed
        from django.contrib.auth.signals import user_logged_in

        from accounts import hub, personal_data
        from catalog import signals as catalog
        from notices import kinds
        from orders import signals as orders
        from prebooks import coming_along, measures, own_data, promises, rooms, turns
        from prebooks.news import KINDS
        from storefront import metrics

        kinds.register(*KINDS)
        metrics.register(*measures.MEASURES)
        personal_data.register(*own_data.PARTS)
        hub.register(*rooms.ROOMS)
        catalog.hold_granted.connect(turns.on_granted)
        catalog.hold_lapsed.connect(turns.on_lapsed)
        catalog.copies_came_free.connect(turns.on_copies_free)
        orders.order_placed.connect(turns.on_ordered)
        orders.order_unpaid.connect(turns.on_unpaid)
        orders.order_shipped.connect(promises.on_shipped)
        user_logged_in.connect(coming_along.on_signed_in)
        email_confirmed.connect(coming_along.on_proved)
