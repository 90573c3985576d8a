from django import forms

from storefront.context_processors import SCHEMES


class SchemeForm(forms.Form):
    scheme = forms.ChoiceField(choices=[(name, name) for name in ("auto", *SCHEMES)])
    next = forms.CharField(required=False)
