"""Staff's view of lists that are shown to others: to find one by its link, and to close it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from wishlist.models import Happening, Pledge, Wishlist


class OnlyToLookAt(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Wishlist)
class WishlistAdmin(OnlyToLookAt):
    list_display = ["name", "owner", "sharing", "reveal_on", "books", "is_closed", "created_at"]
    list_filter = ["sharing", "is_closed", ("reveal_on", admin.EmptyFieldListFilter)]
    list_select_related = ["owner"]
    search_fields = ["name", "secret", "owner__email"]
    fields = readonly_fields = [
        "name",
        "owner",
        "sharing",
        "share_url",
        "gift_for",
        "occasion",
        "reveal_on",
        "is_closed",
        "created_at",
    ]
    actions = ["close", "open"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Wishlist]:
        books = Count("wishes", filter=Q(wishes__removed_at=None))
        return super().get_queryset(request).exclude(sharing=Wishlist.Sharing.PRIVATE).annotate(books=books)

    @admin.display(ordering="books")
    def books(self, wishlist: Wishlist) -> int:
        return wishlist.books

    @admin.action(description="Close these lists to others", permissions=["change"])
    def close(self, request: HttpRequest, lists: QuerySet[Wishlist]) -> None:
        self._say(request, Wishlist.objects.filter(pk__in=lists.values("pk")).update(is_closed=True), "closed")

    @admin.action(description="Open these lists again", permissions=["change"])
    def open(self, request: HttpRequest, lists: QuerySet[Wishlist]) -> None:
        self._say(request, Wishlist.objects.filter(pk__in=lists.values("pk")).update(is_closed=False), "open again")

    def _say(self, request: HttpRequest, number: int, what: str) -> None:
        messages.success(request, f"{number} list{' is' if number == 1 else 's are'} {what}.")


@admin.register(Pledge)
class PledgeAdmin(OnlyToLookAt):
    """Gifts, for a giver who rings. Whoever works here sees nothing of their own lists before the day either."""

    list_display = ["book", "wishlist", "quantity", "giver", "is_promised", "order", "pledged_at", "ended_at"]
    list_filter = ["is_promised", "pledged_at"]
    list_select_related = ["book", "wishlist", "order"]
    search_fields = ["book__title", "book__isbn13", "wishlist__name", "person__email", "email", "name"]
    fields = ["wishlist", "book", "quantity", "person", "email", "name", "is_promised", "order"]
    fields = readonly_fields = [*fields, "pledged_at", "ended_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pledge]:
        secret = Q(wishlist__owner=request.user.pk, wishlist__reveal_on__gt=timezone.localdate())
        return super().get_queryset(request).exclude(secret)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Happening)
class HappeningAdmin(OnlyToLookAt):
    """What wishers are told, and how far the telling is."""

    list_display = ["book", "what", "price", "happened_at", "wishes", "told", "finished_at"]
    list_filter = ["what", "happened_at"]
    list_select_related = ["book"]
    search_fields = ["book__title", "book__isbn13"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
