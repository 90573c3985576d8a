"""What a person wishes to hear: kind by channel, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from accounts import consent
from accounts.models import User
from notices import kinds
from notices.models import MailHours, Wish


def keep_word(whose: User | str, kind: kinds.Kind, mail: str, *, where: str, by: User | None) -> None:
    """One more line in the history of what was agreed to."""
    how = "once a day" if mail == kinds.DAILY else "at once"
    words = f"{kind.label}: {'by mail, ' + how if mail != kinds.NEVER else 'by mail'}"
    consent.keep(whose, what=kind.name, words=words, is_given=mail != kinds.NEVER, where=where, by=by)


class WishesForm(forms.ModelForm):
    """A select and a tick for each kind, and the hours."""

    class Meta:
        model = MailHours
        fields = ["digest_at", "quiet_from", "quiet_to"]
        labels = {"digest_at": "The daily mail comes at", "quiet_from": "Quiet from", "quiet_to": "Quiet until"}
        widgets = {name: forms.TimeInput({"type": "time"}, format="%H:%M") for name in fields}

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        hours = MailHours.objects.filter(person=person).first() or MailHours(person=person)
        super().__init__(*args, instance=hours, **kwargs)
        self.chosen = {wish.kind: wish for wish in Wish.objects.filter(person=person)}
        for kind in kinds.all_kinds():
            wish = self.chosen.get(kind.name)
            self.fields[f"mail-{kind.name}"] = forms.ChoiceField(
                label=f"{kind.label}: by mail", choices=Wish.Mail.choices, initial=wish.mail if wish else kind.mail
            )
            self.fields[f"inbox-{kind.name}"] = forms.BooleanField(
                label=f"{kind.label}: in the shop", required=False, initial=wish.inbox if wish else True
            )

    @property
    def rows(self) -> list[tuple[kinds.Kind, BoundField, BoundField, Wish | None]]:
        return [
            (kind, self[f"mail-{kind.name}"], self[f"inbox-{kind.name}"], self.chosen.get(kind.name))
            for kind in kinds.all_kinds()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("quiet_from")) != bool(cleaned.get("quiet_to")):
            name = "quiet_to" if cleaned.get("quiet_from") else "quiet_from"
            if name not in self.errors:
                self.add_error(name, "Give both, or neither.")
        return cleaned

    def save(self, commit: bool = True) -> MailHours:
        hours = super().save(commit)
        for kind in kinds.all_kinds():
            chosen = {
                "mail": self.cleaned_data[f"mail-{kind.name}"],
                "inbox": self.cleaned_data[f"inbox-{kind.name}"],
            }
            wish = self.chosen.get(kind.name)
            before = {"mail": wish.mail, "inbox": wish.inbox} if wish else {"mail": kind.mail, "inbox": True}
            if chosen != before:
                Wish.objects.update_or_create(
                    person=hours.person, kind=kind.name, defaults={**chosen, "since": timezone.now()}
                )
                keep_word(hours.person, kind, chosen["mail"], where="settings", by=hours.person)
        return hours
