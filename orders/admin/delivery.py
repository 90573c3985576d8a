"""The back office for what an order costs: ways of delivery, carriers, tax."""

from django.contrib import admin

from orders.models import Carrier, DeliveryMethod, TaxRate


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(admin.ModelAdmin):
    list_display = ["name", "price", "free_from", "is_active", "position"]
    prepopulated_fields = {"code": ["name"]}


@admin.register(TaxRate)
class TaxRateAdmin(admin.ModelAdmin):
    list_display = ["country", "tax_class", "rate", "valid_from", "confirmed", "note"]
    list_editable = ["confirmed"]
    list_filter = ["confirmed", "tax_class", "country"]
    search_fields = ["country", "note"]
    date_hierarchy = "valid_from"


@admin.register(Carrier)
class CarrierAdmin(admin.ModelAdmin):
    list_display = ["name", "tracking_page", "is_active", "position"]
    search_fields = ["name"]
