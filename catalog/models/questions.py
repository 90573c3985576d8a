"""What somebody asks a bookseller."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models.books import Book


class Question(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField("e-mail address", max_length=254)
    message = models.TextField()
    book = models.ForeignKey(Book, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    searched = models.CharField("searched for", max_length=200, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(message=""), name="question_asks_something")]
        indexes = [models.Index(fields=["-asked_at"], condition=Q(answered_at=None), name="question_unanswered")]

    def __str__(self) -> str:
        return f"{self.name}, about {self.book or self.searched or 'the shop'}"
