"""People who sign in: shoppers and staff alike, known by their e-mail address."""

import uuid
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone


class UserQuerySet(models.QuerySet["User"]):
    def never_came(self) -> Self:
        """Whoever typed an address, never proved it and so never was in: nothing belongs to them."""
        return self.filter(last_login=None, is_staff=False).exclude(emailaddress__verified=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)["User"]):  # type: ignore[misc]
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """The one spelling in which an address is kept: trimmed and lower case, the local part too."""
        return (email or "").strip().lower()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in. Without a password, only by other means. Raises ValueError without an address."""
        email = self.normalize_email(email)
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("e-mail address", unique=True, max_length=254)
    name = models.CharField("name", max_length=200, blank=True, help_text="As the person writes it, in one field.")
    is_staff = models.BooleanField("works here", default=False, help_text="May open the back office.")
    is_active = models.BooleanField("active", default=True, help_text="Untick instead of deleting: orders stay.")
    joined_at = models.DateTimeField("joined", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            # Together with the unique index: one account an address, however it is typed.
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = UserManager.normalize_email(self.email)


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
