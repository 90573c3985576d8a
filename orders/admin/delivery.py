"""The back office for what an order costs: zones, ways of delivery and their prices, carriers, tax."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest

from orders.delivery.countries import all_countries, country_name
from orders.models import Carrier, DeliveryBand, DeliveryMethod, DeliveryZone, TaxRate, ZoneCountry

MOST_NAMED = 6  # countries of a zone that its list spells out


class ZoneForm(forms.ModelForm):
    codes = forms.MultipleChoiceField(
        choices=all_countries,
        required=False,
        label="Countries",
        widget=FilteredSelectMultiple("countries", is_stacked=False),
        help_text="None for the rest of the world. A country is in one zone; one in none, and with no zone for the "
        "rest, is not delivered to.",
    )

    class Meta:
        model = DeliveryZone
        fields = ["name", "is_rest", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["codes"] = list(self.instance.countries.values_list("code", flat=True))

    def clean_codes(self) -> list[str]:
        codes = self.cleaned_data["codes"]
        elsewhere = ZoneCountry.objects.filter(code__in=codes).exclude(zone=self.instance.pk).select_related("zone")
        if taken := [f"{country_name(country.code)} ({country.zone})" for country in elsewhere]:
            raise forms.ValidationError(f"In another zone already: {', '.join(taken)}.")
        return codes


class MethodInline(admin.TabularInline):
    model = DeliveryMethod
    fields = ["name", "code", "price", "free_from", "days_from", "days_to", "is_active", "position"]
    prepopulated_fields = {"code": ["name"]}
    show_change_link = True
    extra = 0


@admin.register(DeliveryZone)
class DeliveryZoneAdmin(admin.ModelAdmin):
    form = ZoneForm
    fields = ["name", "is_rest", "codes", "position"]
    list_display = ["name", "where", "ways", "position"]
    search_fields = ["name", "countries__code"]
    inlines = [MethodInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        zones = super().get_queryset(request).prefetch_related("countries")
        return zones.annotate(methods_count=Count("methods", distinct=True))

    @admin.display(description="countries")
    def where(self, zone: DeliveryZone) -> str:
        names = [country_name(country.code) for country in zone.countries.all()]
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return "All others" if zone.is_rest else ", ".join(names[:MOST_NAMED]) + more

    @admin.display(description="ways of delivery")
    def ways(self, zone: DeliveryZone) -> int:
        return zone.methods_count

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: ZoneForm, *args: Any) -> None:
        super().save_related(request, form, *args)
        zone, codes = form.instance, form.cleaned_data["codes"]
        zone.countries.exclude(code__in=codes).delete()
        ZoneCountry.objects.bulk_create([ZoneCountry(zone=zone, code=code) for code in codes], ignore_conflicts=True)


class BandInline(admin.TabularInline):
    model = DeliveryBand
    extra = 1


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(admin.ModelAdmin):
    list_display = ["name", "zone", "price", "free_from", "days_from", "days_to", "is_active", "position"]
    list_select_related = ["zone"]
    list_filter = ["zone", "is_active"]
    search_fields = ["name", "code", "zone__name"]
    prepopulated_fields = {"code": ["name"]}
    inlines = [BandInline]


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
