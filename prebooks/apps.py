from django.apps import AppConfig


class PrebooksConfig(AppConfig):
    name = "prebooks"
    verbose_name = "Pre-books"

    def ready(self) -> None:
        from django.conf import settings
        from django.db.models.signals import pre_delete

        from catalog import signals as catalog
        from notices import kinds
        from orders import signals as orders
        from prebooks import placing, promises, turns
        from prebooks.news import KINDS

        kinds.register(*KINDS)
        catalog.hold_granted.connect(turns.on_granted)
        catalog.hold_lapsed.connect(turns.on_lapsed)
        catalog.copies_came_free.connect(turns.on_copies_free)
        orders.order_placed.connect(turns.on_ordered)
        orders.order_shipped.connect(promises.on_shipped)
        pre_delete.connect(placing.on_person_leaves, sender=settings.AUTH_USER_MODEL)
