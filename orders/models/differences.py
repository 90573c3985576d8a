"""Where a provider's books and ours disagree about money."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from orders.models.payments import Payment
from storefront.money import money


class MoneyDifference(models.Model):
    """What a check found. It is open until a later check finds it gone, or somebody says that it is dealt with."""

    class What(models.TextChoices):
        NOT_HERE = "not_here", "Paid at the provider, not here"
        NOT_THERE = "not_there", "Paid here, not at the provider"
        AMOUNT = "amount", "Another amount was paid"
        RETURNED = "returned", "Another amount went back"
        UNKNOWN = "unknown", "Money that no payment of ours explains"

    what = models.CharField(max_length=10, choices=What.choices)
    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=255, help_text="What the provider calls the money.")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="differences")
    ours = models.DecimalField(max_digits=10, decimal_places=2, help_text="What it comes to here.")
    theirs = models.DecimalField(max_digits=10, decimal_places=2, help_text="What it comes to at the provider.")
    found_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["what", "gateway", "reference"],
                condition=Q(settled_at=None),
                name="money_difference_is_open_once",
            )
        ]

    def __str__(self) -> str:
        order = f"Order {self.payment.order}, " if self.payment else ""
        return (
            f"{order}{self.gateway} {self.reference}: {self.get_what_display().lower()} "
            f"({money(self.ours)} here, {money(self.theirs)} there)."
        )
