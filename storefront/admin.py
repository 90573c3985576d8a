from django.conf import settings
from django.contrib import admin

from storefront.models import HelpPage

admin.site.site_header = admin.site.site_title = f"{settings.SHOP_NAME}: back office"
admin.site.index_title = "What would you like to do?"


@admin.register(HelpPage)
class HelpPageAdmin(admin.ModelAdmin):
    list_display = ["title", "slug", "updated_at"]
    search_fields = ["title", "body"]
    prepopulated_fields = {"slug": ["title"]}
