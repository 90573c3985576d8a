"""What is typed into the catalogue: books by staff, questions by visitors."""

from typing import Any

from django import forms

from catalog.models import Book, Question
from catalog.pictures import reading


class PictureField(forms.FileField):
    """A picture of any usual kind. Its cleaned value is its bytes: nothing of the upload itself is kept."""

    def __init__(self, **more: Any) -> None:
        widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif,image/tiff"})
        super().__init__(widget=widget, **more)

    def to_python(self, data: Any) -> bytes | None:
        upload = super().to_python(data)
        if upload is None:
            return None
        if upload.size > reading.LARGEST_FILE:
            raise forms.ValidationError(str(reading.too_large()))
        content = upload.read()
        try:
            reading.read(content)
        except reading.NotAPicture as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return content


class BookForm(forms.ModelForm):
    picture = PictureField(
        required=False, label="New cover", help_text="JPEG, PNG, WebP, GIF or TIFF. Without a cover, one is composed."
    )
    without_picture = forms.BooleanField(required=False, label="Take the cover away")

    class Meta:
        model = Book
        exclude = ["cover"]  # noqa: DJ006 - staff may edit all of a book but this, which is written by catalog.pictures


MISSING = {
    "name": "What may we call you?",
    "email": "We need it to answer you.",
    "message": "What would you like to know?",
}


class QuestionForm(forms.ModelForm):
    """A question for a bookseller. `nickname` is for robots: people do not see it."""

    nickname = forms.CharField(required=False)

    class Meta:
        model = Question
        fields = ["message", "name", "email"]
        labels = {"message": "Your question"}
        help_texts = {"email": "For our answer, and nothing else."}
        widgets = {
            "name": forms.TextInput({"autocomplete": "name"}),
            "email": forms.EmailInput({"autocomplete": "email"}),
            "message": forms.Textarea({"rows": 6, "maxlength": 4000}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].max_length = 4000
        for name, sentence in MISSING.items():
            self.fields[name].error_messages["required"] = sentence

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.cleaned_data["nickname"])
