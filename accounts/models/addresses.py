"""The address book."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.people import User
from storefront.addresses import PostalAddress


class AddressQuerySet(models.QuerySet["Address"]):
    def of(self, person: User) -> Self:
        """Where parcels usually go first, then the newest."""
        return self.filter(person=person).order_by("-is_delivery_default", "-is_billing_default", "-pk")


class Address(PostalAddress):
    """One that a person has kept. At most one is the usual one for parcels, and one for bills."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses")
    label = models.CharField("your name for it", max_length=40, blank=True)
    is_delivery_default = models.BooleanField(default=False)
    is_billing_default = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AddressQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_delivery_default=True), name="person_has_one_address_for_parcels"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_billing_default=True), name="person_has_one_address_for_bills"
            ),
        ]

    def __str__(self) -> str:
        return self.label or ", ".join(self.written[:2])
