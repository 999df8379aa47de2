"""What people type to find change sets, and to take one back."""

from __future__ import annotations

import datetime as dt

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from catalogue.forms import DateInput
from catalogue.history import sets_of, sets_of_measure
from catalogue.models.version import MeasureVersionQuerySet, end_of
from integration.history.models import ChangeSet, ChangeSetQuerySet
from integration.texts import clean_text

_DAY = dt.timedelta(days=1)
_DAYS = [MinValueValidator(dt.date(1900, 1, 1)), MaxValueValidator(dt.date(2200, 1, 1))]


class NumberFilter(django_filters.Filter):
    field_class = forms.IntegerField


class ChangeSetFilter(django_filters.FilterSet):
    """Narrows the change sets that touched any of `versions`; fields are named like the GET parameters.

    An unknown value finds nothing and stands at its field.
    """

    # The first, because it replaces what the others start from: asking twice would cost twice.
    massnahme = NumberFilter(label="Nummer der Maßnahme", method="of_measure", min_value=0, max_value=10**9)
    weg = django_filters.ChoiceFilter(
        label="Weg", field_name="way", choices=ChangeSet.Way.choices, empty_label="alle"
    )
    von = django_filters.DateFilter(label="Von", method="since", widget=DateInput, validators=_DAYS)
    bis = django_filters.DateFilter(label="Bis", method="until", widget=DateInput, validators=_DAYS)

    class Meta:
        model = ChangeSet
        fields: list[str] = []

    def __init__(self, data: QueryDict, versions: MeasureVersionQuerySet) -> None:
        super().__init__(data, sets_of(versions))
        self.versions = versions
        self.is_bound = True

    def filter_queryset(self, sets: ChangeSetQuerySet) -> ChangeSetQuerySet:
        return sets.none() if self.errors else super().filter_queryset(sets)

    def of_measure(self, sets: ChangeSetQuerySet, name: str, number: int) -> ChangeSetQuerySet:
        return sets_of_measure(number, self.versions)

    def since(self, sets: ChangeSetQuerySet, name: str, day: dt.date) -> ChangeSetQuerySet:
        return sets.filter(at__gte=end_of(day - _DAY))

    def until(self, sets: ChangeSetQuerySet, name: str, day: dt.date) -> ChangeSetQuerySet:
        return sets.filter(at__lt=end_of(day))


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
