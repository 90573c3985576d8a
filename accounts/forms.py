"""allauth's forms with our words, and no words twice: labels stand above the fields, not inside them. Then our own."""

from typing import Any

from allauth.account import forms
from allauth.account.models import EmailAddress
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as passkey
from django import forms as django_forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.models import Address, User
from storefront.addresses import PARTS, ByCountry

PASSWORD_RULE = "At least ten characters, and not one of the common passwords. Three words of your own are good."  # noqa: S105


class InOurWords:
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in {"email", "login"}:
                field.label = "E-mail address"
            if "password" in name:
                field.label = str(field.label).capitalize()
            if name == "password1":
                field.help_text = PASSWORD_RULE


class SignInForm(InOurWords, forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"  # browsers offer passkeys there


class SignUpForm(InOurWords, forms.SignupForm):
    def try_save(self, request: HttpRequest) -> Any:
        """A known address costs the same work as a new one, whose password is hashed: nobody learns it by the clock."""
        if self.account_already_exists and not self.by_passkey:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ForgottenForm(InOurWords, forms.ResetPasswordForm):
    def clean_email(self) -> str:
        person = User.objects.whose_address_is(self.cleaned_data["email"])
        self.users = [person] if person and person.is_active else []
        return self.cleaned_data["email"]

    def save(self, request: HttpRequest, **more: Any) -> str:
        """Making a link asks twice for the addresses of its person. For nobody, those of nobody are asked for."""
        if not self.users:
            nobodys = EmailAddress.objects.filter(user=0)
            nobodys.exists(), list(nobodys)
        return super().save(request, **more)


class NewPasswordForm(InOurWords, forms.ResetPasswordKeyForm): ...


class ChangePasswordForm(InOurWords, forms.ChangePasswordForm): ...


class SetPasswordForm(InOurWords, forms.SetPasswordForm): ...


class AskForCodeForm(InOurWords, forms.RequestLoginCodeForm):
    CODES_ENOUGH = "We have sent several codes there. Take the newest, or wait five minutes and ask again."

    def clean_email(self) -> str:
        """One question to the database, whoever is known. A closed account gets a code too: its owner reads why."""
        email = self.cleaned_data["email"]
        self._user = User.objects.whose_address_is(email)
        if not ratelimit.consume(context.request, action="request_login_code", key=email.lower()):
            raise django_forms.ValidationError(self.CODES_ENOUGH)
        return email


class CodeForm(InOurWords, forms.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class ProveForm(InOurWords, forms.ReauthenticateForm): ...


class NewAddressForm(InOurWords, forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New e-mail address"


class CodeInOurWords(InOurWords):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = "Code"
        code.widget.attrs |= {"inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false", "maxlength": 20}


class SecondStepForm(CodeInOurWords, second_step.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "From your authenticator app, or one of your recovery codes."


class ProveByCodeForm(CodeInOurWords, second_step.ReauthenticateForm): ...


class AddAppForm(CodeInOurWords, app.ActivateTOTPForm): ...


class AddPasskeyForm(InOurWords, passkey.AddWebAuthnForm):
    """Always one that knows its person by finger, face or PIN: so it may sign in alone."""

    passwordless = django_forms.BooleanField(required=False, initial=True, widget=django_forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "A name for it"
        self.fields["name"].max_length = 60

    def clean_passwordless(self) -> bool:
        return True

    def clean_name(self) -> str:
        return super().clean_name()[:60]


class NamePasskeyForm(InOurWords, passkey.EditWebAuthnForm):
    name = django_forms.CharField(max_length=60)


class AddressForm(ByCountry, django_forms.ModelForm):
    """One address of the book, with the parts that its country has."""

    class Meta:
        model = Address
        fields = ["label", *PARTS, "is_delivery_default", "is_billing_default"]
        labels = {
            "label": "Your name for it",
            "name": "Full name",
            "is_delivery_default": "Parcels usually go here",
            "is_billing_default": "Bills usually go here",
        }
        help_texts = {"label": "“Home”, “Work”, “Grandma”: only you see it."}
