"""What readers would like to have one day. A wish is for a work: any edition of it counts as being on the list."""

from __future__ import annotations

import secrets
from datetime import timedelta
from decimal import Decimal
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Address, User
from catalog.models import Book, Work

UNDO_WITHIN = timedelta(minutes=30)  # a wish that was taken off can be put back for so long
MOST_LISTS = 50  # of one reader
MOST_WANTED = 20  # copies of one book, on a gift list


def new_secret() -> str:
    return secrets.token_urlsafe(16)


class WishlistQuerySet(models.QuerySet["Wishlist"]):
    def of(self, person: User | None, visitor: UUID | None) -> Self:
        """A person's lists; a visitor's, by the key in their cookie; nobody has none."""
        if person is not None:
            return self.filter(owner=person)
        return self.filter(visitor=visitor) if visitor else self.none()

    def shared(self) -> Self:
        """Open to whoever has the link. Those of a closed account are closed with it, and open again with it."""
        return self.exclude(sharing=Wishlist.Sharing.PRIVATE).exclude(owner__is_active=False).filter(is_closed=False)

    def locked(self) -> Self:
        return self.order_by("pk").select_for_update(of=("self",))


class Wishlist(models.Model):
    """Made by the first wish, never by looking. A visitor's is known by the key in a cookie."""

    class Sharing(models.TextChoices):
        PRIVATE = "private", "Only you"
        LINK = "link", "Anyone with the link"
        PUBLIC = "public", "Public"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="wishlists"
    )
    visitor = models.UUIDField(null=True, blank=True, editable=False)
    name = models.CharField(max_length=80, default="Wishlist")
    is_default = models.BooleanField(default=True, help_text="Where the heart saves to.")
    sharing = models.CharField(max_length=8, choices=Sharing.choices, default=Sharing.PRIVATE)
    secret = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)
    is_closed = models.BooleanField(
        "closed to others", default=False, db_default=False, help_text="By a bookseller: only its owner sees it."
    )
    is_watched = models.BooleanField(
        "tell me", default=True, db_default=True, help_text="Of lower prices, what is back, and what is published."
    )
    reveal_on = models.DateField(
        "secret until", null=True, blank=True, help_text="Of a gift list: from when its owner sees what is taken."
    )
    occasion = models.CharField(max_length=80, blank=True)
    gift_for = models.CharField("for whom", max_length=60, blank=True, help_text="What givers read.")
    deliver_to = models.ForeignKey(
        Address,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Givers can send books here, and never see where it is.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WishlistQuerySet.as_manager()

    class Meta:
        ordering = ["-is_default", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None, visitor__isnull=False) | Q(owner__isnull=False, visitor=None),
                name="wishlist_is_a_persons_or_a_visitors",
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(is_default=True, owner__isnull=False),
                name="wishlist_default_is_one_a_person",
            ),
            models.UniqueConstraint(
                fields=["visitor"],
                condition=Q(is_default=True, visitor__isnull=False),
                name="wishlist_default_is_one_a_visitor",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="wishlist_has_a_name"),
            models.CheckConstraint(
                condition=Q(reveal_on=None) | (Q(owner__isnull=False) & ~Q(gift_for="")),
                name="gift_list_is_for_somebody",
            ),
        ]
        indexes = [models.Index(fields=["visitor"], name="wishlist_of_a_visitor")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("wishlist:home") if self.is_default else reverse("wishlist:list-detail", args=[self.pk])

    @property
    def is_shared(self) -> bool:
        return self.sharing != self.Sharing.PRIVATE

    @property
    def is_gift_list(self) -> bool:
        return self.reveal_on is not None

    @property
    def is_secret(self) -> bool:
        """Whether its owner must not see yet what is taken."""
        return self.reveal_on is not None and timezone.localdate() < self.reveal_on

    @property
    def is_revealed(self) -> bool:
        """Whether its owner may ask what was given. Nothing shows it unasked: the day may not be over yet."""
        return self.is_gift_list and not self.is_secret

    @property
    def share_url(self) -> str:
        return settings.SITE_URL + reverse("wishlist:list-shared", args=[self.secret])


class WishQuerySet(models.QuerySet["Wish"]):
    def kept(self) -> Self:
        """Without those that were taken off and can still be put back."""
        return self.filter(removed_at=None)

    def watched(self) -> Self:
        """Those whose owner, somebody with an account, wants to hear what becomes of the book."""
        return self.kept().filter(is_watched=True, wishlist__is_watched=True, wishlist__owner__is_active=True)

    def for_page(self) -> Self:
        """What the page of a list shows, in a constant number of queries: wishes, and what was just taken off."""
        shown = self.filter(Q(removed_at=None) | Q(removed_at__gte=timezone.now() - UNDO_WITHIN), book__is_hidden=False)
        editions = Book.objects.shown().order_by("-published_on", "pk")
        return shown.select_related("work").prefetch_related(
            models.Prefetch("book", Book.objects.for_cards()), models.Prefetch("work__editions", editions)
        )


class Wish(models.Model):
    wishlist = models.ForeignKey(Wishlist, on_delete=models.CASCADE, related_name="wishes")
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+", help_text="The edition they pressed.")
    price_when_added = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    wanted = models.PositiveSmallIntegerField(default=1, db_default=1, help_text="How many copies, on a gift list.")
    position = models.IntegerField(default=0, help_text="The lowest stands first; alike, the newest.")
    is_watched = models.BooleanField("tell me", default=True, db_default=True)
    told_price = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True, help_text="The lower price they last heard of."
    )
    told_price_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["position", "-added_at", "-pk"]
        verbose_name_plural = "wishes"
        constraints = [
            models.UniqueConstraint(fields=["wishlist", "work"], name="wish_is_one_a_list_and_work"),
            models.CheckConstraint(
                condition=Q(wanted__gte=1, wanted__lte=MOST_WANTED), name="wish_is_for_one_to_twenty"
            ),
        ]
        indexes = [models.Index(fields=["book", "id"], condition=Q(removed_at=None), name="wishes_for_a_book")]

    def __str__(self) -> str:
        return f"{self.book} on {self.wishlist}"

    @property
    def saving(self) -> Decimal | None:
        """How much less it costs than when it was added; below nought if it costs more, None if nothing changed."""
        if self.price_when_added is None or self.book.price is None or self.price_when_added == self.book.price:
            return None
        return self.price_when_added - self.book.price

    @property
    def other_editions(self) -> list[Book]:
        """Of the same work, for a list that asked for_page()."""
        return [book for book in self.work.editions.all() if book.pk != self.book_id]

    @property
    def rise(self) -> Decimal | None:
        return -self.saving if self.saving is not None and self.saving < 0 else None
