"""What a unit says of a measure before a meeting, what it needs, and what was granted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalogue.editing.form_fields import TextField
from catalogue.forms import UnitChoice
from catalogue.models import Measure, MeasureVersion
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.past.as_of import KnownDayField
from integration.seen_forms import SeenForm
from steering.models import ResourceRequest, Review
from steering.numbers import NumberField

_LONG = 5_000  # letters


class ReviewForm(SeenForm, forms.ModelForm):
    implementation = TextField(label="Wie weit ist die Umsetzung?", rows=4, required=True, max_length=_LONG)
    need = TextField(label="Was muss sich ändern?", rows=3, required=False, max_length=_LONG)
    difficulties = TextField(label="Was ist schwierig?", rows=3, required=False, max_length=_LONG)
    conditions = TextField(
        label="Welche Ressourcen und Rahmenbedingungen fehlen?",
        rows=3,
        required=False,
        max_length=_LONG,
        help_text="Beträge, Stellenanteile und Räume geben Sie unter „Ressourcenbedarf“ an.",
    )

    class Meta:
        model = Review
        fields = ["implementation", "need", "difficulties", "conditions"]

    def _post_clean(self) -> None:
        """Fill the row only where the form holds; the row as a whole is checked where it is saved."""
        if not self.errors:
            for name in self.Meta.fields:
                setattr(self.instance, name, self.cleaned_data[name])


class ResourceForm(SeenForm, forms.ModelForm):
    """What one of `measures` needs; `units` by key are those the person may speak for, None for all."""

    number = forms.IntegerField(label="Nummer der Maßnahme", min_value=0, max_value=10**9)
    unit = UnitChoice(
        label="Für welche Stelle?", help_text="Kurzbezeichnung oder Name, zum Beispiel „FB 51“."
    )
    budget_year = forms.IntegerField(label="Haushaltsjahr", min_value=2007, max_value=2100)
    asked = NumberField(
        label="Wie viel?",
        min_value=Decimal("0.01"),
        max_digits=12,
        help_text="Euro, Stellenanteile (zum Beispiel 0,5) oder Zahl der Räume.",
    )
    purpose = TextField(label="Wofür?", rows=3, required=True, max_length=_LONG)

    class Meta:
        model = ResourceRequest
        fields = ["unit", "kind", "budget_year", "asked", "purpose"]

    field_order = ["number", "unit", "kind", "budget_year", "asked", "purpose"]

    def __init__(
        self, *args: Any, measures: MeasureVersionQuerySet, units: set[int] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measures, self.units = measures, units

    def clean_number(self) -> Measure:
        number = self.cleaned_data["number"]
        version: MeasureVersion | None = self.measures.filter(number=number).select_related("measure").first()
        if version is None:
            raise ValidationError(f"Eine Maßnahme {number} gibt es hier nicht.")
        return version.measure

    def clean_unit(self) -> Any:
        unit = self.cleaned_data["unit"]
        if unit and self.units is not None and unit.pk not in self.units:
            raise ValidationError(
                f"Für {unit} können Sie nichts beantragen. Geben Sie Ihre eigene Stelle an."
            )
        return unit

    def _post_clean(self) -> None:
        if not self.errors:
            self.instance.measure = self.cleaned_data["number"]
            for name in self.Meta.fields:
                setattr(self.instance, name, self.cleaned_data[name])


class GrantForm(SeenForm, forms.ModelForm):
    """What was granted of a request: nothing at all is a decision, too."""

    rests_on = ("asked", "kind", "budget_year")
    granted = NumberField(
        label="Bewilligt",
        min_value=0,
        max_digits=12,
        help_text="0, wenn nichts bewilligt wurde.",
    )
    granted_on = KnownDayField(label="Entschieden am")
    granted_note = TextField(
        label="Bemerkung",
        rows=2,
        required=False,
        max_length=_LONG,
        help_text="Zum Beispiel „Haushaltsbeschluss vom 12.12.2017“.",
    )

    class Meta:
        model = ResourceRequest
        fields = ["granted", "granted_on", "granted_note"]

    def _post_clean(self) -> None:
        if not self.errors:
            for name in self.Meta.fields:
                setattr(self.instance, name, self.cleaned_data[name])
