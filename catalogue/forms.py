"""What the catalogue's forms have in common."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q

from catalogue.models import Unit
from catalogue.reference.unit_tree import UnitTree
from integration.seen_forms import SeenForm
from integration.texts import clean_text

UNITS_LIST = "stellen"  # the id of the page's one <datalist> of units
REASON_HELP = "Steht später im Verlauf, zum Beispiel „Organisationsverfügung vom 01.04.2016“."


class DateInput(forms.DateInput):
    """The browser's own date field; it wants ISO, and shows what its language is used to."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DayField(forms.DateField):
    """A day of the time that the catalogue can speak of."""

    widget = DateInput
    default_validators = [
        MinValueValidator(dt.date(1900, 1, 1), "Geben Sie einen Tag ab 1900 an."),
        MaxValueValidator(dt.date(2200, 1, 1), "Geben Sie einen Tag vor 2200 an."),
    ]


class UnitField(forms.CharField):
    """A unit by its code, name or any spelling known for it; the page's list offers those of today.

    Cleaned to its slug. Without a `tree` the units are read when they are needed.
    """

    widget = forms.TextInput(attrs={"list": UNITS_LIST, "autocomplete": "off"})

    def __init__(self, tree: UnitTree | None = None, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 300, **kwargs})
        self._tree = tree

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return ""
        tree = self._tree or UnitTree.load()
        if node := tree.find(text):
            return node.slug
        similar = " oder ".join(f"„{node}“" for node in tree.like(text, 3))
        way_out = f"Meinen Sie {similar}?" if similar else "Legen Sie sie zuerst unter „Stellen“ an."
        raise ValidationError(f"Eine Stelle „{text}“ gibt es nicht. {way_out}")


class UnitChoice(UnitField):
    """The same, cleaned to the unit itself."""

    def clean(self, value: Any) -> Unit | None:
        slug = super().clean(value)
        return Unit.objects.get(slug=slug) if slug else None


class PersonChoice(forms.CharField):
    """A person by function or user name, never a list of everybody; cleaned to the account."""

    default_help = "Funktion oder Anmeldename, wie unter „Personen“ angegeben."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 150, "help_text": self.default_help, **kwargs})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        people = get_user_model().objects.filter(is_active=True)
        found = list(people.filter(Q(username__iexact=text) | Q(function__iexact=text))[:2])
        if not found:
            raise ValidationError(
                f"Eine Person „{text}“ gibt es nicht. Laden Sie sie zuerst unter „Personen“ ein."
            )
        if len(found) > 1:
            raise ValidationError(f"Mehrere Personen heißen „{text}“. Geben Sie den Anmeldenamen ein.")
        return found[0]


class ReferenceForm(SeenForm, forms.ModelForm):
    """A row of reference data. The row as a whole is checked where it is saved (`reference_actions`)."""

    reason = forms.CharField(
        label="Grund der Änderung", required=False, max_length=500, help_text=REASON_HELP
    )

    def _post_clean(self) -> None:
        """Leave the checks of the whole row to where it is saved, which sees slug and tree as well."""


class AliasesField(forms.CharField):
    """Other spellings of a row, one a line; cleaned to a list."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, noun: str) -> None:
        help_text = f"Eine je Zeile. Der Import erkennt {noun} auch unter diesen Namen."
        super().__init__(label="Weitere Schreibweisen", required=False, help_text=help_text)

    def prepare_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]
