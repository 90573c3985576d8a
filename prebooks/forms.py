"""What somebody says who pre-books."""

import re
from typing import Any

from django import forms

from accounts.models import UserManager
from catalog import isbn
from catalog.models import Book


class PlaceForm(forms.Form):
    """The address only of somebody who is not signed in."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="We write to you when it is your turn. You will be asked to confirm it.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, is_guest: bool, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"] = forms.IntegerField(label="Copies", min_value=1, max_value=most, initial=1)
        self.order_fields(["quantity", "email"])
        if not is_guest:
            del self.fields["email"]

    def clean_email(self) -> str:
        return UserManager.normalize_email(self.cleaned_data["email"])


class PhoneForm(forms.Form):
    """What a bookseller writes down on the telephone."""

    isbn13 = forms.CharField(label="ISBN")
    name = forms.CharField(max_length=200)
    phone = forms.CharField(label="Telephone", max_length=40)
    email = forms.EmailField(label="E-mail address", max_length=254, required=False)
    quantity = forms.IntegerField(label="Copies", min_value=1, max_value=5, initial=1)

    def clean_isbn13(self) -> str:
        try:
            number = isbn.isbn13(self.cleaned_data["isbn13"])
        except isbn.InvalidIsbn as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        self.book = Book.objects.filter(isbn13=number).first()
        if self.book is None:
            raise forms.ValidationError("There is no such book in the catalogue.")
        return number


class PriorityForm(forms.Form):
    priority = forms.IntegerField(min_value=-100, max_value=100, help_text="Higher goes first; 0 is everybody.")
    reason = forms.CharField(max_length=400, help_text="It is kept, and shown to whoever explains the queue.")


class CancelForm(forms.Form):
    why = forms.CharField(max_length=400, help_text="It is kept, and the person is told that it was cancelled.")


class Numbers(forms.MultipleChoiceField):
    """ISBNs of any books."""

    def valid_value(self, value: str) -> bool:
        return re.fullmatch("97[89][0-9]{10}", value) is not None


class SeveralForm(forms.Form):
    """Which books, and the page they were pressed on."""

    isbn13 = Numbers()
    next = forms.CharField(max_length=2000, required=False)
