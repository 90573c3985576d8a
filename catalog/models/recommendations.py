"""What readers of one work bought beside it. Counted from orders (orders.affinity), kept with the catalogue."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from catalog.models.books import Work

MOST = 12  # for each work


class AlsoBoughtQuerySet(models.QuerySet["AlsoBought"]):
    def beside(self, works: list[int]) -> Self:
        """What stands beside any of these works and is none of them, the nearest first."""
        return self.filter(work__in=works).exclude(other__in=works).order_by("position", "-buyers", "other")


class AlsoBought(models.Model):
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="also_bought")
    other = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(help_text="1 is the nearest.")
    buyers = models.PositiveIntegerField(help_text="People who bought both.")
    counted_at = models.DateTimeField()

    objects = AlsoBoughtQuerySet.as_manager()

    class Meta:
        ordering = ["work", "position"]
        constraints = [
            models.UniqueConstraint(fields=["work", "position"], name="also_bought_has_one_at_a_place"),
            models.UniqueConstraint(fields=["work", "other"], name="also_bought_names_a_work_once"),
            models.CheckConstraint(condition=~Q(work=F("other")), name="also_bought_is_another_work"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST), name="also_bought_keeps_the_nearest"
            ),
        ]
        indexes = [models.Index(fields=["counted_at"], name="also_bought_by_count")]

    def __str__(self) -> str:
        return f"{self.work} – {self.other}: {self.buyers}"
