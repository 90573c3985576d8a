"""What a reader says of a book."""

from typing import Any

from django import forms

from reviews.models import LONGEST, Review

STARS = [(1, "1 star: not for me"), (2, "2 stars: it has its moments"), (3, "3 stars: good")]
STARS += [(4, "4 stars: very good"), (5, "5 stars: I press it on friends")]


class ReviewForm(forms.ModelForm):
    stars = forms.TypedChoiceField(
        label="Your stars",
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one to five stars.", "invalid_choice": "Choose one to five stars."},
    )
    text = forms.CharField(
        label="Your review",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
        help_text=f"What would you tell a friend? Up to {LONGEST:,} letters.",
    )
    name = forms.CharField(
        label="Signed by",
        required=False,
        max_length=60,
        widget=forms.TextInput({"autocomplete": "nickname"}),
        help_text="As others will read it. Empty: “A reader”.",
    )

    class Meta:
        model = Review
        fields = ["stars", "text", "name"]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if "@" in name:
            raise forms.ValidationError("Choose a name rather than an address: everybody can read it.")
        return name

    def said(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in self.Meta.fields}


class ReasonForm(forms.Form):
    why = forms.CharField(label="Why", max_length=400, help_text="It is kept with the review.")


class ShowForm(forms.Form):
    why = forms.CharField(label="Why", max_length=400, required=False, help_text="It is kept with the review.")
