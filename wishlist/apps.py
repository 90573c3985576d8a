from django.apps import AppConfig


class WishlistConfig(AppConfig):
    name = "wishlist"
    verbose_name = "Wishlists"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from accounts import personal_data
        from wishlist import own_data, wishers

        personal_data.register(*own_data.PARTS)
        user_logged_in.connect(wishers.on_signed_in)
