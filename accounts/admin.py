"""People, as staff look after them, and what they agreed to."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts import consent, standing
from accounts.models import Consent, User
from storefront.spreadsheets import as_text

admin.site.unregister(Group)


@admin.register(Group)
class WhatPeopleMayAdmin(GroupAdmin):
    """Whoever writes groups could give themselves everything: only superusers do."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser


@dataclass(frozen=True)
class Step:
    """A button that asks before it does; the operation looks again who may."""

    name: str
    label: str
    do: Callable[..., None]
    says: str
    warns: str
    is_offered: Callable[[User], bool] = lambda person: True
    needs_reason: bool = False
    tells: bool = False
    needs_request: bool = False


STEPS = [
    Step(
        "close",
        "Close the account",
        standing.close,
        "{} is closed and signed out.",
        "They are signed out at once, on every device, and cannot sign in. Orders, lists and reviews stay.",
        lambda person: person.is_active and not person.is_superuser,
        needs_reason=True,
        tells=True,
    ),
    Step(
        "open",
        "Open it again",
        standing.reopen,
        "{} is open again.",
        "They can sign in again, afresh on each device.",
        lambda person: not person.is_active,
        needs_reason=True,
    ),
    Step(
        "sign-out",
        "Sign out on all devices",
        standing.sign_out_everywhere,
        "{} is signed out everywhere.",
        "They can sign in again at once.",
    ),
    Step(
        "proof",
        "Send the proof of address again",
        standing.send_proof,
        "A mail is on its way to {}.",
        "The mail goes to the address that is not proved yet.",
        lambda person: bool(standing.unproved(person)),
        needs_request=True,
    ),
    Step(
        "reset",
        "Start a password reset",
        standing.send_reset,
        "A mail is on its way to {}.",
        "They get the mail of “forgotten your password”. The old password counts until they choose another.",
        lambda person: person.is_active,
        needs_request=True,
    ),
    Step(
        "note",
        "Write a note",
        standing.note,
        "Kept.",
        "Only staff read it here; it goes into the person’s own archive if they ask for it.",
        needs_reason=True,
    ),
]
BY_NAME = {step.name: step for step in STEPS}


class ReasonForm(forms.Form):
    why = forms.CharField(label="Reason, kept with it", max_length=1000, widget=forms.Textarea({"rows": 3}))
    said = forms.CharField(
        label="What they read at sign-in",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="“Two orders were paid with somebody else’s card.” Empty: only that it is closed, and whom to ask.",
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = step.needs_reason
        if not step.tells:
            del self.fields["said"]


@admin.register(User)
class PersonAdmin(UserAdmin):
    """What is done about a person is a step with a confirmation, never a tick in a form; there is nothing in bulk."""

    list_display = ["email", "name", "is_staff", "is_active", "joined_at"]
    list_filter = ["is_active", "is_staff", "groups", "joined_at"]
    search_fields = ["email", "name", "=orders__number"]
    search_help_text = "By e-mail address, name or the whole number of an order."
    ordering = ["-joined_at"]
    list_per_page = 20
    actions = None
    readonly_fields = ["joined_at", "last_login", "is_active"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("May", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("When", {"fields": ["joined_at", "last_login"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]
    change_form_template = "admin/accounts/user_change.html"

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only superusers say what people may, or change the address or password that opens somebody's account."""
        fixed = list(self.readonly_fields)
        if obj and (obj == request.user or obj.is_superuser):
            fixed += ["is_staff", "is_superuser"]
        if not request.user.is_superuser:
            fixed += ["is_staff", "is_superuser", "groups"]
            fixed += ["email"] if obj else []
        return fixed

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or request.user.is_superuser:
            return fieldsets
        return [(None, {"fields": ["email", "name"]}), *fieldsets[1:]]

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and standing.is_above(obj, request.user))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # closed instead: orders stay

    def get_urls(self) -> list[Any]:
        step = path("<int:pk>/<slug:name>/", self.admin_site.admin_view(self.step_view), name="person-step")
        known = super().get_urls()
        return [*known[:-1], step, known[-1]]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context: dict[str, Any] = {}
        person = self.get_object(request, object_id)
        if person and self.has_view_or_change_permission(request, person):
            may = standing.may_touch(person, request.user)
            context["steps"] = [step for step in STEPS if may and step.is_offered(person)]
            context["deeds"] = person.deeds.select_related("by")[:50]
            context["consents"] = Consent.objects.of(person)[:20]
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Asks on GET, which changes nothing; does it on POST."""
        person = self.get_object(request, str(pk))
        step = BY_NAME.get(name)
        if person is None or step is None:
            raise Http404("There is no such step.")
        if not standing.may_touch(person, request.user):
            raise PermissionDenied
        form = ReasonForm(request.POST if request.method == "POST" else None, step=step)
        back = reverse("admin:accounts_user_change", args=[person.pk])
        if form.is_valid():
            more = {"request": request} if step.needs_request else {}
            try:
                step.do(person, **form.cleaned_data, by=request.user, **more)
            except standing.NotAllowed as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, step.says.format(person.email))
            return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{step.label}: {person.email}",
            "person": person,
            "step": step,
            "form": form,
            "back": back,
        }
        return TemplateResponse(request, "admin/accounts/step.html", context, status=422 if form.is_bound else 200)


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    """The history, to read. The addresses that get the newsletter leave as a file; nothing is sent from here."""

    list_display = ["happened_at", "email", "words", "is_given", "where"]
    list_filter = ["what", "is_given", "where", "happened_at"]
    search_fields = ["email", "person__name"]
    actions = None
    change_list_template = "admin/accounts/consent_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        export = path("newsletter/", self.admin_site.admin_view(self.export_view), name="newsletter-export")
        return [export, *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Says on GET how many there are; the file comes on POST, and the record of changes says who took it."""
        if not request.user.has_perm("accounts.export_newsletter"):
            raise PermissionDenied
        agreed = consent.readers()
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": "The newsletter’s addresses",
                "many": agreed.count(),
            }
            return TemplateResponse(request, "admin/accounts/newsletter.html", context)
        rows = list(agreed)
        LogEntry.objects.create(
            user=request.user,
            action_flag=CHANGE,
            content_type=ContentType.objects.get_for_model(Consent),
            object_repr="The newsletter’s addresses",
            change_message=f"Took along {len(rows)} addresses.",
        )
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="newsletter.csv"'
        response["Cache-Control"] = "no-store"
        table = csv.writer(response)
        table.writerow(["email", "agreed_at", "where", "wording", "unsubscribe"])
        for row in rows:
            said = row.happened_at.isoformat(timespec="seconds")
            table.writerow([as_text(row.email), said, row.where, row.version, consent.stop_url(row.email)])
        return response
