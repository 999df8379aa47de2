"""What people type to find change sets, and to take one back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from catalogue.filter_options import FilterOptions
from catalogue.filter_panel import Chip
from catalogue.filters import UnitFilter
from catalogue.forms import DayField
from catalogue.models import Responsibility
from catalogue.models.version import MeasureVersionQuerySet, end_of
from catalogue.past.history import sets_of, sets_of_measure
from integration.history.models import ChangeSet, ChangeSetQuerySet, ReferenceChange
from integration.texts import clean_text

_DAY = dt.timedelta(days=1)


class DayFilter(django_filters.Filter):
    field_class = DayField


class NumberFilter(django_filters.Filter):
    field_class = forms.IntegerField


class ChangeSetFilter(django_filters.FilterSet):
    """Narrows the change sets that touched any of `versions`; fields are named like the GET parameters.

    The sets of `references` count too. An unknown value finds nothing and stands at its field.
    """

    weg = django_filters.ChoiceFilter(
        label="Weg", field_name="way", choices=ChangeSet.Way.choices, empty_label="alle"
    )
    von = DayFilter(label="Von", method="since")
    bis = DayFilter(label="Bis", method="until")
    stelle = UnitFilter(label="Stelle", method="as_it_is", max_length=200)
    massnahme = NumberFilter(label="Nummer der Maßnahme", method="as_it_is", min_value=0, max_value=10**9)

    class Meta:
        model = ChangeSet
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict,
        versions: MeasureVersionQuerySet,
        references: QuerySet[ReferenceChange] | None = None,
    ) -> None:
        super().__init__(data, ChangeSet.objects.in_order())
        self.versions, self.references = versions, references
        self.options = FilterOptions()
        self.is_bound = True

    def filter_queryset(self, sets: ChangeSetQuerySet) -> ChangeSetQuerySet:
        return sets.none() if self.errors else super().filter_queryset(self._sets())

    def _sets(self) -> ChangeSetQuerySet:
        """Return the sets that touched what unit and number ask for; asking twice would cost twice."""
        versions, chosen = self.versions, self.form.cleaned_data
        if units := chosen["stelle"]:
            rows = Responsibility.objects.filter(unit__in=units)
            versions = versions.filter(pk__in=rows.values("version"))
        if (number := chosen["massnahme"]) is not None:
            return sets_of_measure(number, versions)
        return sets_of(versions, None if units else self.references)

    def as_it_is(self, sets: ChangeSetQuerySet, name: str, value: Any) -> ChangeSetQuerySet:
        """Leave the sets alone: `_sets` has seen to this parameter."""
        return sets

    def since(self, sets: ChangeSetQuerySet, name: str, day: dt.date) -> ChangeSetQuerySet:
        return sets.filter(at__gte=end_of(day - _DAY))

    def until(self, sets: ChangeSetQuerySet, name: str, day: dt.date) -> ChangeSetQuerySet:
        return sets.filter(at__lt=end_of(day))

    @property
    def chips(self) -> list[Chip]:
        """Return one chip for each parameter that narrows, with the address without it."""
        return [
            Chip(f"{self.filters[name].label}: {self._label(name, value)}", self._without(name))
            for name in self.filters
            if (value := self.data.get(name, "").strip())
        ]

    def _label(self, name: str, value: str) -> str:
        cleaned = self.form.cleaned_data.get(name) if name not in self.errors else None
        if isinstance(cleaned, dt.date):
            return f"{cleaned:%d.%m.%Y}"
        if name == "stelle" and cleaned:
            return str(self.options.units.find(value))
        return str(dict(ChangeSet.Way.choices).get(value, value[:60]))

    def _without(self, name: str) -> str:
        rest = self.data.copy()
        for one in (name, "page"):
            rest.pop(one, None)
        return f"?{rest.urlencode()}"


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Grund", required=False, max_length=500)

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"])


class UndoForm(ReasonForm):
    reason = forms.CharField(
        label="Grund der Rücknahme",
        required=False,
        max_length=500,
        help_text="Steht später im Verlauf, zum Beispiel „falsche Datei eingelesen“.",
    )


class RestoreForm(ReasonForm):
    """`seen` is the number of the version that the earlier one shall replace, 0 where there is none."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    reason = forms.CharField(
        label="Grund der Wiederherstellung",
        required=False,
        max_length=400,
        help_text="Steht später im Verlauf, zum Beispiel „versehentlich überschrieben“.",
    )
