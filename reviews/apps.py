from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Reviews"

    def ready(self) -> None:
        from django.conf import settings
        from django.db.models.signals import pre_delete

        from accounts import hub, personal_data
        from notices import kinds
        from reviews import own_data, rooms, writing
        from reviews.inviting import KIND

        kinds.register(KIND)
        personal_data.register(*own_data.PARTS)
        hub.register(*rooms.ROOMS)
        pre_delete.connect(writing.on_person_leaves, sender=settings.AUTH_USER_MODEL)
