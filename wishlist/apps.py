from django.apps import AppConfig


class WishlistConfig(AppConfig):
    name = "wishlist"
    verbose_name = "Wishlists"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from accounts import hub, personal_data
        from catalog.signals import offers_changed
        from notices import kinds
        from orders import recipients
        from orders import signals as orders
        from wishlist import giving, happening, own_data, rooms, wishers
        from wishlist.news import KINDS

        kinds.register(*KINDS)
        personal_data.register(*own_data.PARTS)
        hub.register(*rooms.ROOMS)
        user_logged_in.connect(wishers.on_signed_in)
        offers_changed.connect(happening.on_offers_changed)
        recipients.register(giving.recipients_of)
        orders.order_placed.connect(giving.on_ordered)
        orders.carts_merged.connect(giving.on_carts_merged)
