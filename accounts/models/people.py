"""People who sign in: shoppers and staff alike, known by their e-mail address."""

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone


class UserQuerySet(models.QuerySet["User"]):
    def never_came(self) -> Self:
        """Whoever typed an address, never proved it and so never was in: nothing belongs to them."""
        return self.filter(last_login=None, is_staff=False).exclude(emailaddress__verified=True)

    def whose_address_is(self, email: str) -> "User | None":
        """Who has proved it; else whose account is known by it. Nobody who merely typed it. One query in any case."""
        email = UserManager.normalize_email(email)
        proved = self.filter(emailaddress__email=email, emailaddress__verified=True)
        known = self.filter(email=email)
        both = proved.annotate(place=Value(0)).union(known.annotate(place=Value(1)), all=True)
        return both.order_by("place").first()


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


NO_ADDRESS = RegexValidator(r"@|://", "A name, please: no address.", inverse_match=True)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("e-mail address", unique=True, max_length=254)
    name = models.CharField("name", max_length=200, blank=True, help_text="As the person writes it, in one field.")
    display_name = models.CharField(
        "name on reviews",
        max_length=40,
        blank=True,
        validators=[NO_ADDRESS],
        help_text="Other readers see it. Chosen by the person, never the e-mail address.",
    )
    is_staff = models.BooleanField("works here", default=False, help_text="May open the back office.")
    is_active = models.BooleanField(
        "active",
        default=True,
        help_text="Whether they may sign in. The account is closed and opened above, with a reason that is kept.",
    )
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
