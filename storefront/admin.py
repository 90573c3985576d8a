from typing import Any

from django.conf import settings
from django.contrib import admin

from storefront.closings import forget_closed_days
from storefront.models import Closing, HelpPage

admin.site.site_header = admin.site.site_title = f"{settings.SHOP_NAME}: back office"
admin.site.index_title = "What would you like to do?"


@admin.register(HelpPage)
class HelpPageAdmin(admin.ModelAdmin):
    list_display = ["title", "slug", "updated_at"]
    search_fields = ["title", "body"]
    fields = ["title", "slug", "body"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(Closing)
class ClosingAdmin(admin.ModelAdmin):
    list_display = ["why", "first_on", "last_on"]
    search_fields = ["why"]
    date_hierarchy = "first_on"

    def save_model(self, *args: Any, **kwargs: Any) -> None:
        super().save_model(*args, **kwargs)
        forget_closed_days()

    def delete_model(self, *args: Any, **kwargs: Any) -> None:
        super().delete_model(*args, **kwargs)
        forget_closed_days()

    def delete_queryset(self, *args: Any, **kwargs: Any) -> None:
        super().delete_queryset(*args, **kwargs)
        forget_closed_days()
