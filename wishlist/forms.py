from django import forms


class HeartForm(forms.Form):
    isbn13 = forms.RegexField(r"^97[89][0-9]{10}$")
    next = forms.CharField(max_length=2000, required=False)


class NoteForm(forms.Form):
    note = forms.CharField(max_length=200, required=False)
