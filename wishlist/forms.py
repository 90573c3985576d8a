from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Address, User
from wishlist import importing, reading_lists
from wishlist.models import MOST_WANTED, ImportedRow, ReadingImport, Wishlist

MOST_SECRET = timedelta(days=3 * 366)


class HeartForm(forms.Form):
    isbn13 = forms.RegexField(r"^97[89][0-9]{10}$")
    next = forms.CharField(max_length=2000, required=False)


class FormatForm(forms.Form):
    isbn13 = forms.RegexField(r"^97[89][0-9]{10}$")


class NoteForm(forms.Form):
    note = forms.CharField(max_length=200, required=False)


class NameForm(forms.Form):
    name = forms.CharField(max_length=80)


class SharingForm(forms.Form):
    sharing = forms.ChoiceField(choices=Wishlist.Sharing.choices)


class MoveForm(forms.Form):
    to = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class PlaceForm(forms.Form):
    """Where on its list a wish should stand: one of the buttons, or a number."""

    WHERE = "Say at which place it should stand: 1 is the top."
    STEPS = {"first": {"at": 1}, "up": {"by": -1}, "down": {"by": 1}, "last": {"at": 2**31}}

    to = forms.ChoiceField(choices=[(step, step) for step in STEPS], required=False)
    place = forms.IntegerField(min_value=1, max_value=2**31, required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if not typed.get("to") and not typed.get("place"):
            raise forms.ValidationError(self.WHERE)
        return typed

    @property
    def wanted(self) -> dict[str, int]:
        """As wishing.place() takes it."""
        return self.STEPS.get(self.cleaned_data["to"]) or {"at": self.cleaned_data["place"]}


class WantedForm(forms.Form):
    wanted = forms.IntegerField(min_value=1, max_value=MOST_WANTED)


class GiftListForm(forms.Form):
    """What makes a list a gift list."""

    gift_for = forms.CharField(
        label="Who is it for?",
        max_length=60,
        help_text="The name your givers know you by.",
        error_messages={"required": "Your givers want to know whose list it is."},
    )
    occasion = forms.CharField(label="For what occasion?", max_length=80, required=False)
    reveal_on = forms.DateField(
        label="Keep the secret until",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="From this day on you see what you were given, and by whom. It can be put off, not brought forward.",
        error_messages={"required": "Choose the day.", "invalid": "Please give the day as 2026-12-24."},
    )
    deliver_to = forms.ModelChoiceField(
        Address.objects.none(),
        label="May givers send books straight to you?",
        required=False,
        empty_label="No, they bring them along",
        help_text="They read your name, and never your address.",
    )

    def __init__(self, *args: Any, owner: User, known: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["deliver_to"].queryset = Address.objects.of(owner)

    def clean_reveal_on(self) -> date:
        day, tomorrow = self.cleaned_data["reveal_on"], timezone.localdate() + timedelta(days=1)
        if day != self.known and not tomorrow <= day <= tomorrow + MOST_SECRET:
            raise forms.ValidationError("Choose a day from tomorrow on, within three years.")
        return day


class GiveForm(forms.Form):
    """What a giver says: how many, and what the one who gets it shall read."""

    quantity = forms.IntegerField(label="How many?", min_value=1, max_value=MOST_WANTED, initial=1)
    name = forms.CharField(
        label="Your name",
        max_length=60,
        help_text="As it is read after the day.",
        error_messages={"required": "Say whom it comes from."},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    message = forms.CharField(
        label="A message",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Read after the day, not before.",
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="We write to you once to confirm it, and if something changes. Nobody else sees it.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": "We need it to confirm that it is you."},
    )

    def __init__(self, *args: Any, needs_email: bool, left: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_email:
            del self.fields["email"]
        if left <= 1:
            self.fields["quantity"].widget = forms.HiddenInput()


class WatchForm(forms.Form):
    """Whether to tell: pressed as one of two buttons."""

    watch = forms.TypedChoiceField(
        choices=[("yes", "Tell me"), ("no", "Do not tell me")], coerce=lambda word: word == "yes"
    )


class ReadingListForm(forms.Form):
    file = forms.FileField(
        label="Your file",
        help_text="The CSV file as you got it, up to 10 MB and 20,000 books.",
        error_messages={"required": "Choose the file first.", "empty": "This file is empty."},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        """Read it, as self.reading_list."""
        file = self.cleaned_data["file"]
        try:
            # One byte more than is allowed tells that there is more.
            self.reading_list = reading_lists.read(file.read(reading_lists.MOST_BYTES + 1))
        except reading_lists.CannotRead as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class TargetsForm(forms.Form):
    """Which list each shelf of a reading list goes to."""

    def __init__(self, *args: Any, reading_import: ReadingImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelves = importing.shelves_of(reading_import)
        own = [(str(each.pk), f"“{each.name}”") for each in Wishlist.objects.of(reading_import.owner, None)]
        names = {name.strip("“”"): pk for pk, name in own}
        for place, (shelf, books) in enumerate(self.shelves.items()):
            name = importing.name_of(shelf)
            new = [] if name in names else [(importing.NEW_LIST, f"A new list, “{name}”")]
            wanted = importing.NEW_LIST if new else names[name]
            self.fields[f"shelf-{place}"] = forms.ChoiceField(
                label=f"{shelf or 'Without a shelf'} ({books} book{'' if books == 1 else 's'})",
                choices=[(importing.LEAVE_OUT, "Leave these out"), *own, *new],
                initial=wanted if shelf == "to-read" or len(self.shelves) == 1 else importing.LEAVE_OUT,
            )

    def clean(self) -> dict[str, Any]:
        if not self.errors and set(self.cleaned_data.values()) <= {importing.LEAVE_OUT}:
            raise forms.ValidationError("Choose a list for one shelf at least.")
        return self.cleaned_data

    @property
    def lists(self) -> dict[str, str]:
        return {shelf: self.cleaned_data[f"shelf-{place}"] for place, shelf in enumerate(self.shelves)}


class ChoicesForm(forms.Form):
    """Which of the offered books a row is, or none of them; what is not answered stays open."""

    def __init__(self, *args: Any, rows: list[ImportedRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            offered = [(str(pk), str(pk)) for pk in row.candidates]
            self.fields[f"row-{row.pk}"] = forms.ChoiceField(choices=[*offered, ("none", "")], required=False)

    @property
    def choices(self) -> dict[int, int | None]:
        said = {row.pk: self.cleaned_data[f"row-{row.pk}"] for row in self.rows}
        return {pk: None if choice == "none" else int(choice) for pk, choice in said.items() if choice}
