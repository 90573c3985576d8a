"""What is typed about gift cards."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils import timezone

from storefront.money import money

AMOUNTS = (10, 25, 50, 100)
OTHER = "other"
FARTHEST = timedelta(days=366)  # that a card may be sent ahead


class GiftCodeForm(forms.Form):
    gift_code = forms.CharField(
        label="Code of the gift card",
        max_length=60,
        help_text="Sixteen letters and figures, as on the card.",
        error_messages={"required": "Please type the code first."},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    back = forms.ChoiceField(choices=[("cart", ""), ("review", "")], required=False, widget=forms.HiddenInput)


class GiftCardForm(forms.Form):
    """A card to buy."""

    worth = forms.ChoiceField(label="What shall it be worth?", widget=forms.RadioSelect, initial="25")
    amount = forms.DecimalField(label="Another amount", required=False, max_digits=8, decimal_places=2)
    recipient_name = forms.CharField(label="Who is it for?", max_length=100, required=False)
    recipient_email = forms.EmailField(
        label="Their e-mail address",
        max_length=254,
        required=False,
        help_text="We write to them once, with the card. Without it the card comes to you, to print and hand over.",
    )
    sender_name = forms.CharField(label="From", max_length=100, required=False, help_text="As it shall stand on it.")
    message = forms.CharField(label="A message", max_length=600, required=False, widget=forms.Textarea({"rows": 3}))
    send_on = forms.DateField(
        label="Send it on",
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text="If not today.",
    )
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text="For the receipt.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": "We need it to send you the receipt."},
    )
    attempt_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = settings.GIFT_CARD_LEAST, settings.GIFT_CARD_MOST
        offered = [amount for amount in AMOUNTS if self.least <= amount <= self.most]
        self.fields["worth"].choices = [(str(each), money(each)) for each in offered] + [(OTHER, "Another amount")]
        self.fields["amount"].help_text = f"From {money(self.least)} to {money(self.most)}."
        today = timezone.localdate()
        self.fields["send_on"].widget.attrs |= {"min": f"{today}", "max": f"{today + FARTHEST}"}

    def clean_send_on(self) -> Any:
        day, today = self.cleaned_data["send_on"], timezone.localdate()
        if day and day < today:
            raise forms.ValidationError("That day is over.")
        if day and day > today + FARTHEST:
            raise forms.ValidationError("That is more than a year away.")
        return day

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        worth = typed.pop("worth", "")
        if worth and worth != OTHER:
            typed["amount"] = Decimal(worth)
        elif (
            worth
            and "amount" in typed
            and not (typed["amount"] and self.least <= typed["amount"] <= self.most and typed["amount"].is_finite())
        ):
            self.add_error("amount", f"A gift card can be worth from {money(self.least)} to {money(self.most)}.")
        return typed
