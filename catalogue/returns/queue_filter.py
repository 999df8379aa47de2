"""How the queue of suggestions is narrowed down."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from catalogue.filters import UnitFilter
from catalogue.models import Suggestion
from catalogue.upkeep.step_filters import StepFilter

_ALL = "alle"


class SuggestionFilter(StepFilter):
    initial_state = Suggestion.State.OPEN.value

    status = django_filters.ChoiceFilter(
        label="Stand",
        method="in_state",
        empty_label=None,
        choices=[*Suggestion.State.choices, (_ALL, "alle")],
    )
    art = django_filters.ChoiceFilter(
        label="Art", field_name="kind", choices=Suggestion.Kind.choices, empty_label="alle"
    )
    stelle = UnitFilter(label="Von der Stelle", method="of_unit", max_length=200)
    massnahme = django_filters.NumberFilter(
        label="Nummer der Maßnahme", field_name="answer__measure__number", min_value=0, max_value=10**9
    )
    rueckmeldung = django_filters.NumberFilter(
        label="Nummer der Rückmeldung", field_name="answer__unit_return", min_value=0, max_value=2**31 - 1
    )

    class Meta:
        model = Suggestion
        fields: list[str] = []

    def in_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == _ALL else rows.filter(state=value)

    def of_unit(self, rows: QuerySet, name: str, units: set[int] | None) -> QuerySet:
        return rows.filter(answer__unit_return__unit__in=units) if units else rows
