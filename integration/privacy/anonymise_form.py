"""What Administration says before a leaver is anonymised: which contacts they are, and that it is meant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalogue.models import Contact
from integration.accounts.models import User
from integration.privacy.anonymising import own_contacts


class ContactChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, contact: Any) -> str:
        reached = " · ".join(filter(None, (contact.telephone, contact.email)))
        about = f", Maßnahme {contact.measure.number}" if contact.measure else ""
        return f"{contact.function}, {contact.unit}{about}" + (f" ({reached})" if reached else "")


class AnonymiseForm(forms.Form):
    contacts = ContactChoice(
        label="Diese Ansprechpersonen sind dieselbe Person",
        queryset=Contact.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Name, Telefon und E-Mail-Adresse werden geleert; die Funktion bleibt.",
    )
    confirmed = forms.CharField(
        label="Zur Bestätigung: Anmeldename der Person",
        max_length=150,
        help_text="Es gibt keinen Weg zurück.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        contacts = own_contacts(person)
        self.fields["contacts"].queryset = contacts  # type: ignore[attr-defined]
        same = [
            one.pk for one in contacts if person.email and one.email.casefold() == person.email.casefold()
        ]
        self.fields["contacts"].initial = same
        if not contacts:
            del self.fields["contacts"]

    def clean_confirmed(self) -> str:
        typed = User.normalize_username(self.cleaned_data["confirmed"].strip())
        if typed != self.person.username:
            raise ValidationError(
                f"Der Anmeldename ist „{self.person.username}“. Geben Sie ihn genau so ein."
            )
        return typed
