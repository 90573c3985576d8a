"""What every form of the shop says of what it cannot take, where the form has no word of its own.

Forms of the back office and of other people's apps speak as the shop does, without naming a sentence each.
"""

from typing import Any

from django import forms
from django.core import validators
from django.db import models

CHOOSE = "Please choose one of those that are offered."
NUMBER, WHOLE = "A number, please.", "A whole number, please."
DAY, TIME = "A day, please, as 2026-12-24.", "A time, please, as 14:30."

OF_FIELDS: dict[type, dict[str, str]] = {
    forms.Field: {"required": "Please fill this in."},
    forms.IntegerField: {"invalid": WHOLE},
    forms.FloatField: {"invalid": NUMBER},
    forms.DecimalField: {"invalid": NUMBER},
    forms.DateField: {"invalid": DAY},
    forms.TimeField: {"invalid": TIME},
    forms.DateTimeField: {"invalid": "A day and a time, please, as 2026-12-24 14:30."},
    forms.SplitDateTimeField: {"invalid_date": DAY, "invalid_time": TIME},
    forms.UUIDField: {"invalid": "This page is out of date. Please open it anew."},
    forms.ChoiceField: {"invalid_choice": CHOOSE},
    forms.MultipleChoiceField: {"invalid_choice": CHOOSE, "invalid_list": CHOOSE},
    forms.ModelChoiceField: {"invalid_choice": CHOOSE},
    forms.ModelMultipleChoiceField: {"invalid_choice": CHOOSE, "invalid_list": CHOOSE, "invalid_pk_value": CHOOSE},
    forms.FileField: {
        "missing": "Choose the file first.",
        "empty": "This file is empty.",
        "invalid": "The file did not come along. Please choose it again.",
    },
    forms.ImageField: {"invalid_image": "This is no picture that we can read."},
    models.Field: {
        "blank": "Please fill this in.",
        "null": "Please fill this in.",
        "unique": "There is a %(model_name)s with this %(field_label)s already.",
    },
}
OF_RULES: dict[type, str] = {
    validators.MaxLengthValidator: "At most %(limit_value)d letters, please: there are %(show_value)d.",
    validators.MinLengthValidator: "At least %(limit_value)d letters, please: there are %(show_value)d.",
    validators.MaxValueValidator: "At most %(limit_value)s, please.",
    validators.MinValueValidator: "At least %(limit_value)s, please.",
    validators.EmailValidator: "No mail would reach that. Addresses look like name@example.org.",
    validators.URLValidator: "The whole address, please, as https://example.org/.",
    validators.ProhibitNullCharactersValidator: "There is a letter in it that is none. Please type it anew.",
}
OF_DIGITS = {
    "invalid": NUMBER,
    "max_digits": "At most %(max)s digits, please.",
    "max_decimal_places": "At most %(max)s digits after the point, please.",
    "max_whole_digits": "At most %(max)s digits before the point, please.",
}


def speak() -> None:
    """Say so from now on. A field reads its sentences when it is made, so this comes before any form or model."""
    sentences: dict[str, Any]
    for field, sentences in OF_FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **sentences}
    for rule, sentence in OF_RULES.items():
        rule.message = sentence
    validators.DecimalValidator.messages = OF_DIGITS
