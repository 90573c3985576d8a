from django import forms

from wishlist.models import Wishlist


class HeartForm(forms.Form):
    isbn13 = forms.RegexField(r"^97[89][0-9]{10}$")
    next = forms.CharField(max_length=2000, required=False)


class NoteForm(forms.Form):
    note = forms.CharField(max_length=200, required=False)


class NameForm(forms.Form):
    name = forms.CharField(max_length=80)


class SharingForm(forms.Form):
    sharing = forms.ChoiceField(choices=Wishlist.Sharing.choices)


class MoveForm(forms.Form):
    to = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class WatchForm(forms.Form):
    """Whether to tell: pressed as one of two buttons."""

    watch = forms.TypedChoiceField(
        choices=[("yes", "Tell me"), ("no", "Do not tell me")], coerce=lambda word: word == "yes"
    )
