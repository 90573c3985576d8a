"""What waits for its reader to sign in."""

import uuid

from django.db import models
from django.utils import timezone


class Press(models.Model):
    """What a stranger pressed, until they have signed in and it is done (accounts/pressed.py)."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    path = models.CharField(max_length=2000, help_text="The address that it was sent to.")
    fields = models.JSONField(help_text="The form: pairs of a name and its values.")
    to = models.CharField(max_length=200, help_text="What it does, after “Sign in to …”.")
    back = models.CharField(max_length=2000, blank=True, help_text="The page on which it was pressed.")
    pressed_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name_plural = "presses"

    def __str__(self) -> str:
        return self.to
