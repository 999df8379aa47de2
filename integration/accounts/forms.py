"""What people type about themselves and about each other."""

from __future__ import annotations

import json
from threading import Thread
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth import forms as auth_forms
from django.core.cache import cache
from django.core.validators import MaxLengthValidator
from django.template.loader import render_to_string

from integration.accounts import password_rules, second_factor
from integration.accounts.models import User
from integration.accounts.roles import Role
from integration.seen_forms import SeenForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest


class SignInForm(auth_forms.AuthenticationForm):
    error_messages = {
        "invalid_login": "Anmeldename und Passwort passen nicht zusammen. Bitte prüfen Sie beide Eingaben.",
        "inactive": "Dieses Konto ist deaktiviert.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Anmeldename"
        self.fields["password"].label = "Passwort"
        self.fields["username"].widget.attrs.pop("autofocus", None)

    def clean_username(self) -> str:
        # Attempts are counted by name: another spelling must not open another account of attempts.
        return User.normalize_username(self.cleaned_data["username"])


class PasswordForm(forms.Form):
    """Asks the signed-in person for their password before something that only they may do."""

    password = forms.CharField(
        label="Ihr Passwort",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        user = self.request.user
        if second_factor.is_locked(self.request, user):
            raise forms.ValidationError("Zu viele falsche Versuche. Bitte warten Sie eine Viertelstunde.")
        if not user.check_password(password):
            second_factor.note_failure(self.request, user)
            raise forms.ValidationError("Das ist nicht Ihr Passwort. Bitte geben Sie es noch einmal ein.")
        return password


def _code_field(label: str, hint: str) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(
        label=label, max_length=20, help_text=hint, widget=forms.TextInput(attrs=attributes)
    )


class CodeForm(forms.Form):
    code = _code_field("Code", "Sechs Ziffern aus Ihrer App, oder einer Ihrer Ersatzcodes.")


class SecondFactorForm(PasswordForm):
    """Proves that the app has taken the secret over, and that it is the person who sits there."""

    code = _code_field("Code aus der App", "Die sechs Ziffern, die Ihre App jetzt zeigt.")
    field_order = ["code", "password"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not second_factor.is_right(second_factor.offered_secret(self.request), code):
            raise forms.ValidationError(
                "Dieser Code passt nicht. Geben Sie den nächsten ein; stimmt auch der nicht, prüfen Sie, ob "
                "Datum und Uhrzeit des Geräts richtig sind."
            )
        return code


class _NewPasswordMixin:
    """German labels for Django's two fields of a new password, and what it must be."""

    fields: dict[str, Any]
    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        rules = password_rules.told_to_the_browser(self.user)
        first.label, first.rules = "Neues Passwort", json.dumps(rules)
        # No maxlength in the page: a browser would cut off what is pasted, unseen.
        first.validators.append(MaxLengthValidator(128, "Höchstens 128 Zeichen; das sind %(show_value)s."))
        first.help_text = render_to_string("accounts/password_rules.html", {"rules": rules})
        second.label, second.help_text = "Neues Passwort wiederholen", ""


class NewPasswordForm(_NewPasswordMixin, auth_forms.SetPasswordForm):
    error_messages = {"password_mismatch": "Die beiden Passwörter sind verschieden."}


class PasswordChangeForm(_NewPasswordMixin, auth_forms.PasswordChangeForm):
    error_messages = NewPasswordForm.error_messages | {
        "password_incorrect": "Das ist nicht Ihr bisheriges Passwort. Bitte geben Sie es noch einmal ein."
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Bisheriges Passwort"
        self.fields["old_password"].widget.attrs.pop("autofocus", None)


class PasswordResetForm(auth_forms.PasswordResetForm):
    MAILING = "mails a link for a new password"  # the thread's name

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-Mail-Adresse Ihres Kontos"

    def get_users(self, email: str) -> Iterator[User]:
        """Yield whom to mail, each once in five minutes: nobody shall flood another's inbox."""
        return (
            user for user in super().get_users(email) if cache.add(f"password-reset-{user.pk}", True, 300)
        )

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send beside the answer: how long a mail server takes would tell that there is an account."""
        Thread(target=super().send_mail, args=args, kwargs=kwargs, name=self.MAILING).start()


class UserForm(SeenForm, forms.ModelForm):
    reason = forms.CharField(
        label="Grund der Änderung",
        required=False,
        max_length=500,
        help_text="Steht später im Verlauf, zum Beispiel „Wechsel der Stelle“.",
    )

    class Meta:
        model = User
        fields = ["username", "function", "email", "role", "is_active"]
        labels = {"username": "Anmeldename", "email": "E-Mail-Adresse", "is_active": "Darf sich anmelden"}
        error_messages = {"username": {"unique": "Diesen Anmeldenamen gibt es schon."}}
        help_texts = {
            "username": "Kleinbuchstaben, Ziffern und die Zeichen @ . + - _",
            "function": "So sehen andere die Person, zum Beispiel „Stelle 51.3“. Bitte kein Name.",
            "role": "Wer keine Rolle hat, sieht die Maßnahmen der eigenen Stellen.",
            "is_active": "Ohne Häkchen ist das Konto deaktiviert; der Verlauf bleibt erhalten.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "keine"), *Role.choices]  # type: ignore[attr-defined]
        self.fields["function"].required = True
        self.fields["email"].required = not self.instance.directory  # which may know of none
        self.fields["username"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none"}
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        if self.instance.directory and settings.DIRECTORY and settings.DIRECTORY.roles:
            self.fields["role"].disabled = True
            self.fields["role"].help_text = "Die Rolle folgt bei jeder Anmeldung dem Verzeichnis der Stadt."

    def clean_username(self) -> str:
        return User.normalize_username(self.cleaned_data["username"])
