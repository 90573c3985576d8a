"""allauth's forms with our words, and no words twice: labels stand above the fields, not inside them."""

from typing import Any

from allauth.account import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

PASSWORD_RULE = "At least ten characters, and not one of the common passwords. Three words of your own are good."  # noqa: S105


class InOurWords:
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in {"email", "login"}:
                field.label = "E-mail address"
            if name == "password1":
                field.help_text = PASSWORD_RULE


class SignInForm(InOurWords, forms.LoginForm): ...


class SignUpForm(InOurWords, forms.SignupForm):
    def try_save(self, request: HttpRequest) -> Any:
        """A known address costs the same work as a new one, whose password is hashed: nobody learns it by the clock."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ForgottenForm(InOurWords, forms.ResetPasswordForm): ...


class NewPasswordForm(InOurWords, forms.ResetPasswordKeyForm): ...


class ChangePasswordForm(InOurWords, forms.ChangePasswordForm): ...


class SetPasswordForm(InOurWords, forms.SetPasswordForm): ...


class AskForCodeForm(InOurWords, forms.RequestLoginCodeForm): ...


class CodeForm(InOurWords, forms.ConfirmLoginCodeForm): ...


class ProveForm(InOurWords, forms.ReauthenticateForm): ...


class NewAddressForm(InOurWords, forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New e-mail address"
