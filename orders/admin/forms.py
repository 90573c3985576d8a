"""What staff are asked before a step is taken."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils import timezone

from catalog.models import Branch
from orders.counter import How
from orders.dispatch import missing, open_lines
from orders.models import Carrier, Order, OrderLine, Parcel, Return
from orders.refunds import refundable

KEPT_FOR = timedelta(days=7)  # behind the counter, unless staff say otherwise


class StepForm(forms.Form):
    """Made for the thing that the step is about. `words()` is what the operation is called with."""

    def __init__(self, *args: Any, target: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target

    def words(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class WhyForm(StepForm):
    why = forms.CharField(max_length=200, help_text="A sentence. The customer reads it.")

    def clean_why(self) -> str:
        said = self.cleaned_data["why"].strip()
        return said if said.endswith((".", "?", "…")) else f"{said}."


class ShipForm(StepForm):
    carrier = forms.ModelChoiceField(Carrier.objects.filter(is_active=True), required=False)
    tracking_number = forms.CharField(max_length=60, required=False)


class ReadyForm(StepForm):
    until = forms.DateField(label="Kept until", widget=AdminDateWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + KEPT_FOR


class TakeMoneyForm(StepForm):
    how = forms.ChoiceField(choices=How.choices, widget=forms.RadioSelect, label="Paid by", initial=How.CARD)


class MoveDateForm(WhyForm):
    to = forms.DateField(label="Leaves on", widget=AdminDateWidget)
    field_order = ["to", "why"]


class SplitForm(StepForm):
    lines = forms.ModelMultipleChoiceField(
        OrderLine.objects.none(), widget=forms.CheckboxSelectMultiple, label="These go ahead"
    )

    def __init__(self, *args: Any, target: Parcel, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        lines = open_lines(target)
        absent = missing(lines)
        self.fields["lines"].queryset = target.lines.open()
        self.fields["lines"].initial = [line for line in lines if line not in absent]


class RefundForm(StepForm):
    amount = forms.DecimalField(max_digits=10, decimal_places=2)
    reason = forms.CharField(max_length=200, help_text="A few words. The customer reads them.")
    key = forms.UUIDField(widget=forms.HiddenInput)  # the second press finds the first refund

    def __init__(self, *args: Any, target: Order, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        self.fields["amount"].initial = refundable(target)
        self.fields["key"].initial = uuid4


class ReceiveForm(StepForm):
    """How many copies of each line go back on which shelf; the others are lost."""

    branch = forms.ModelChoiceField(Branch.objects.all(), empty_label=None, label="Here")

    def __init__(self, *args: Any, target: Return, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        self.rows = {f"copies-{line.pk}": line for line in target.lines.select_related("order_line")}
        for name, line in self.rows.items():
            label = f"Fit to be sold, of {line.quantity} × {line.order_line.title}"
            self.fields[name] = forms.IntegerField(
                min_value=0, max_value=line.quantity, initial=line.quantity, label=label
            )

    def words(self) -> dict[str, Any]:
        restocked = {line: self.cleaned_data[name] for name, line in self.rows.items()}
        return {"restocked": restocked, "branch": self.cleaned_data["branch"]}
