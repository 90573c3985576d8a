"""What people who work here may do: three groups, made and kept up whenever tables change.

Only ever granted, never taken away: what an administrator adds to a group stays.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

BOOKSELLER = {
    "catalog": ("view", "add", "change", "delete"),
    "notices": ("view",),
    "orders": ("view", "move"),
    "prebooks": ("view", "move", "add", "change"),
    "reviews": ("view", "moderate"),
    "storefront": ("view", "add", "change"),
    "wishlist": ("view", "change"),
}
MANAGER = {**BOOKSELLER, "orders": ("view", "move", "refund", "add", "change", "delete")}
ADMINISTRATOR = {**MANAGER, "accounts": ("view", "add", "change", "export"), "auth": ("view",)}
GROUPS = {"bookseller": BOOKSELLER, "manager": MANAGER, "administrator": ADMINISTRATOR}


def grant(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Give the groups their permissions over one app (a receiver of post_migrate)."""
    if sender.label not in ADMINISTRATOR:
        return
    create_permissions(sender, verbosity=0, using=using)
    permissions = list(Permission.objects.using(using).filter(content_type__app_label=sender.label))
    for name, verbs_by_app in GROUPS.items():
        verbs = verbs_by_app.get(sender.label, ())
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*[each for each in permissions if each.codename.partition("_")[0] in verbs])
