"""What an order's sum is made of besides its lines. Written when it is placed, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from orders.models.orders import Order


class DeliveryPart(models.Model):
    """What the delivery costs at one rate of tax: postage follows the goods, and those may bear several."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="delivery_parts")
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, help_text="Per cent.")
    amount = models.DecimalField(max_digits=8, decimal_places=2, help_text="Tax included.")
    tax = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        ordering = ["tax_rate"]
        constraints = [
            models.UniqueConstraint(fields=["order", "tax_rate"], name="delivery_has_a_part_a_rate"),
            models.CheckConstraint(condition=Q(tax__gte=0, tax__lte=F("amount")), name="delivery_contains_its_tax"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} at {self.tax_rate} %"


class OrderDiscount(models.Model):
    """A line of the order that explains itself: “Three for two: of 3 books the cheapest is free”."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="discounts")
    name = models.CharField(max_length=100)
    because = models.CharField(max_length=200)
    code = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2, help_text="In terms of the shelf prices.")
    of_delivery = models.BooleanField(default=False, help_text="Delivery became free; the books cost the same.")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="order_discount_takes_something_off")]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"
