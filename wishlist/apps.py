from django.apps import AppConfig


class WishlistConfig(AppConfig):
    name = "wishlist"
    verbose_name = "Wishlists"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from wishlist import wishers

        user_logged_in.connect(wishers.on_signed_in)
