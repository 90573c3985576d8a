"""Where we send to, in which ways, and what each costs."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q, Subquery

from orders.pricing import Tariff


class DeliveryZone(models.Model):
    """Countries that we send to in the same ways."""

    name = models.CharField(max_length=60, unique=True)
    is_rest = models.BooleanField(
        "the rest of the world", default=False, help_text="Every country that no other zone names."
    )
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_rest"],
                condition=Q(is_rest=True),
                name="zone_of_the_rest_is_one",
                violation_error_message="There is a zone for the rest of the world already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ZoneCountry(models.Model):
    zone = models.ForeignKey(DeliveryZone, on_delete=models.CASCADE, related_name="countries")
    code = models.CharField("country", max_length=2, unique=True)  # a country is in one zone

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "zone countries"
        constraints = [models.CheckConstraint(condition=Q(code__regex="^[A-Z]{2}$"), name="zone_country_is_a_code")]

    def __str__(self) -> str:
        return self.code


def _zone_of(country: str) -> models.QuerySet[DeliveryZone]:
    """The zone that names a country, before that of the rest of the world."""
    zones = DeliveryZone.objects.filter(Q(countries__code=country) | Q(is_rest=True))
    return zones.order_by("is_rest")[:1]


class DeliveryMethodQuerySet(models.QuerySet["DeliveryMethod"]):
    def offered(self) -> Self:
        return self.filter(is_active=True)

    def offered_to(self, country: str) -> Self:
        """The ways to a country, with their prices."""
        zone = Subquery(_zone_of(country).values("pk"))
        return self.offered().filter(zone=zone).prefetch_related("bands")


class DeliveryMethod(models.Model):
    class Measure(models.TextChoices):
        VALUE = "value", "Value of the books"
        WEIGHT = "weight", "Weight in grams"

    zone = models.ForeignKey(DeliveryZone, on_delete=models.CASCADE, related_name="methods")
    code = models.SlugField(unique=True, max_length=40)
    name = models.CharField(max_length=100)
    measure = models.CharField("bands go by", max_length=6, choices=Measure.choices, default=Measure.WEIGHT)
    price = models.DecimalField(
        max_digits=8, decimal_places=2, help_text="In the shop's currency, tax included; beyond the last band, if any."
    )
    free_from = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True, help_text="Free from this total of books."
    )
    extra_parcel = models.DecimalField(
        "each parcel more",
        max_digits=8,
        decimal_places=2,
        default=0,
        help_text="For each parcel after the first, when books are sent as they become available.",
    )
    days_from = models.PositiveSmallIntegerField("working days, at least", default=2, help_text="On the way.")
    days_to = models.PositiveSmallIntegerField("working days, at most", default=3)
    is_active = models.BooleanField("offered", default=True)
    position = models.PositiveSmallIntegerField(default=100)

    objects = DeliveryMethodQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "way of delivery"
        verbose_name_plural = "ways of delivery"
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="delivery_price_is_not_negative"),
            models.CheckConstraint(condition=Q(extra_parcel__gte=0), name="delivery_more_parcels_cost_no_less"),
            models.CheckConstraint(
                condition=Q(days_from__lte=F("days_to")),
                name="delivery_days_run_forward",
                violation_error_message="The fewest days cannot be more than the most.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tariff(self) -> Tariff:
        """What it costs, for orders.pricing."""
        return Tariff(
            self.price,
            bands=tuple((band.up_to, band.price) for band in self.bands.all()),
            by_weight=self.measure == self.Measure.WEIGHT,
            free_from=self.free_from,
            extra_parcel=self.extra_parcel,
        )

    @property
    def days(self) -> str:
        """When it arrives, counted from the day it leaves: “in 2 to 3 working days”."""
        if self.days_to <= 1:
            return "on the next working day"
        span = f"{self.days_to}" if self.days_from == self.days_to else f"{self.days_from} to {self.days_to}"
        return f"in {span} working days"


class DeliveryBand(models.Model):
    """A price up to a weight or a value; the narrowest that is wide enough counts."""

    method = models.ForeignKey(DeliveryMethod, on_delete=models.CASCADE, related_name="bands")
    up_to = models.DecimalField(max_digits=9, decimal_places=2, help_text="Grams, or the value of the books.")
    price = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        ordering = ["up_to"]
        verbose_name = "price band"
        constraints = [
            models.UniqueConstraint(fields=["method", "up_to"], name="delivery_band_ends_once"),
            models.CheckConstraint(condition=Q(up_to__gt=0), name="delivery_band_is_for_something"),
            models.CheckConstraint(condition=Q(price__gte=0), name="delivery_band_price_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.method} up to {self.up_to}"
