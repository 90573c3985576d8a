"""What a shopper types on the way to an order."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Address
from catalog.availability import MOST_OF_A_LINE
from catalog.models import Branch
from orders.delivery.collection import Point
from orders.delivery.countries import countries
from orders.delivery.ways import Way
from orders.models import BillingAddress, Checkout, DeliveryMethod, Dispatch, OrderLine, Return, ReturnLine
from orders.recipients import Recipient
from orders.returns import Returnable
from storefront.addresses import PARTS, ByCountry


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


class DispatchForm(forms.Form):
    dispatch = forms.ChoiceField(choices=Dispatch.choices)


class CountryForm(forms.Form):
    country = forms.ChoiceField(label="Delivery to", choices=countries)


class MarksField(forms.MultipleChoiceField):
    """Any marks: one that fits nothing marks nothing."""

    def valid_value(self, value: str) -> bool:
        return len(value) < 60


class SeenForm(forms.Form):
    """Which changes its reader has read (Row.mark)."""

    mark = MarksField(required=False)


class EmailForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text="For the confirmation of your order, and nothing else.",
        error_messages={
            "required": "We need it to tell you about your order.",
            "invalid": "No mail would reach that. Addresses look like name@example.org.",
        },
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class DeliveryAddressForm(ByCountry, forms.ModelForm):
    """Where the books go: a country that we send to, and the parts of an address there."""

    keep_address = forms.BooleanField(label="Keep this address for next time", required=False)

    class Meta:
        model = Checkout
        fields = list(PARTS)
        labels = {"name": "Full name"}

    def __init__(self, *args: Any, can_keep: bool, **kwargs: Any) -> None:
        """can_keep: somebody is signed in, who has an address book."""
        super().__init__(*args, countries=countries(), **kwargs)
        self.order_fields([*self.fields, "keep_address"])
        if not can_keep:
            del self.fields["keep_address"]

    @property
    def address(self) -> dict[str, str]:
        """The parts by name; empty where the country has none. The form is valid."""
        return {part: self.cleaned_data.get(part, "") for part in PARTS}


class PickForm(forms.Form):
    """One of the addresses that somebody has kept."""

    address = forms.ModelChoiceField(Address.objects.none())

    def __init__(self, *args: Any, saved: QuerySet[Address], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].queryset = saved


class RecipientForm(forms.Form):
    """Somebody whose address is not shown, and what stands on the slip in the parcel."""

    recipient = forms.ChoiceField(widget=forms.HiddenInput)
    gift_message = forms.CharField(
        label="A message on the slip in the parcel",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": "There is room for 500 letters."},
    )

    def __init__(self, *args: Any, recipients: Sequence[Recipient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recipients = {each.key: each for each in recipients}
        self.fields["recipient"].choices = [(each.key, each.name) for each in recipients]

    @property
    def told(self) -> dict[str, str]:
        """For drafts.keep; the form is valid. Of the address only the country, which bears the delivery."""
        chosen = self.recipients[self.cleaned_data["recipient"]]
        nowhere = dict.fromkeys(PARTS, "")
        return {
            **nowhere,
            "country": chosen.address["country"],
            "recipient": chosen.key,
            "recipient_name": chosen.name,
            "gift_message": self.cleaned_data["gift_message"],
        }


class CollectionForm(forms.ModelForm):
    """Where it is collected, and by whom."""

    class Meta:
        model = Checkout
        fields = ["branch", "name", "phone"]
        labels = {"branch": "Where do you collect it?", "name": "Full name"}
        help_texts = {"name": "Whoever comes says it, or the number of the order.", "phone": "To ring you about it."}
        widgets = {
            "branch": forms.RadioSelect,
            "name": forms.TextInput({"autocomplete": "name"}),
            "phone": forms.TextInput({"autocomplete": "tel", "type": "tel", "inputmode": "tel"}),
        }
        error_messages = {
            "branch": {
                "required": "Please choose where you collect it.",
                "invalid_choice": "Please choose again: it cannot be had there.",
            },
            "name": {"required": "Who shall we keep it for?"},
        }

    def __init__(self, *args: Any, points: Sequence[Point], **kwargs: Any) -> None:
        """points: those where all of it can be had."""
        super().__init__(*args, **kwargs)
        self.points = {point.branch: point for point in points}
        field = self.fields["branch"]
        field.required, field.empty_label = True, None
        field.queryset = Branch.objects.filter(pk__in=[point.branch.pk for point in points])

    def choices_of_branch(self) -> list[tuple[Any, Point]]:
        return [(choice, self.points[choice.data["value"].instance]) for choice in self["branch"]]


class OptionsForm(forms.Form):
    delivery = forms.ModelChoiceField(
        DeliveryMethod.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        label="Delivery",
        error_messages={
            "required": "Please choose how it shall reach you.",
            "invalid_choice": "Please choose again: parcels go there in other ways.",
        },
    )

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        """ways: those that lead to where it goes."""
        super().__init__(*args, **kwargs)
        self.ways = {way.method: way for way in ways}
        self.fields["delivery"].queryset = DeliveryMethod.objects.filter(pk__in=[way.method.pk for way in ways])

    def choices_of_delivery(self) -> list[tuple[Any, Way]]:
        """Each radio button with what stands beside it, the cheapest first."""
        buttons = {choice.data["value"].instance: choice for choice in self["delivery"]}
        return [(buttons[method], way) for method, way in self.ways.items() if method in buttons]


class BilledForm(forms.Form):
    billed = forms.ChoiceField(
        choices=Checkout.Billed.choices,
        widget=forms.RadioSelect,
        label="Where does the bill go?",
        error_messages={"required": "Please choose where the bill goes."},
    )

    def __init__(self, *args: Any, is_sent: bool, hides_address: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hides_address:
            self.fields["billed"].choices = [(Checkout.Billed.OTHER, "To you, at this address")]
        if not is_sent:
            here = "To you by mail, with your name on it"
            self.fields["billed"].choices = [(Checkout.Billed.SAME, here), Checkout.Billed.choices[1]]


class BillingAddressForm(ByCountry, forms.ModelForm):
    class Meta:
        model = BillingAddress
        fields = [part for part in PARTS if part != "phone"]
        labels = {"name": "Full name"}


class PlaceForm(forms.Form):
    """What the button “Place order” sends: which attempt it is, and the total that stood on it."""

    attempt_key = forms.UUIDField()
    shown_total = forms.DecimalField(max_digits=10, decimal_places=2)
    shown_to_pay = forms.DecimalField(max_digits=10, decimal_places=2, required=False)  # what gift cards leave
    newsletter = forms.BooleanField(required=False)  # apart from the order, and never ticked for anybody


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
