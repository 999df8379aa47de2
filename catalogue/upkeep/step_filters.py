"""How the lists of questions, needs, notes and follow-ups are narrowed down."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict

from catalogue.filter_options import FilterOptions
from catalogue.filters import UnitFilter
from catalogue.models import Clarification, NeedChange

_ALL = "alle"


class StepFilter(django_filters.FilterSet):
    """Shows one state at first; an unknown value finds nothing and stands at its field."""

    initial_state = ""

    def __init__(self, data: QueryDict, rows: QuerySet, day: dt.date) -> None:
        data = data.copy()
        data.setdefault("status", self.initial_state)
        super().__init__(data, rows)
        self.day, self.options = day, FilterOptions()

    def filter_queryset(self, rows: QuerySet) -> QuerySet:
        return rows.none() if self.errors else super().filter_queryset(rows)

    @property
    def narrows(self) -> bool:
        """True where more is asked than what the list shows by itself."""
        chosen = {name: value for name, value in self.data.items() if name in self.filters and value}
        return chosen not in ({}, {"status": self.initial_state})


class ClarificationFilter(StepFilter):
    initial_state = Clarification.State.OPEN.value

    status = django_filters.ChoiceFilter(
        label="Stand",
        method="in_state",
        empty_label=None,
        choices=[*Clarification.State.choices, ("ueberfaellig", "offen und überfällig"), (_ALL, "alle")],
    )
    stelle = UnitFilter(label="An die Stelle", method="of_unit", max_length=200)

    class Meta:
        model = Clarification
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet:
        if value == "ueberfaellig":
            return rows.overdue(on=self.day)
        return rows if value == _ALL else rows.filter(state=value)

    def of_unit(self, rows: QuerySet, name: str, units: set[int] | None) -> QuerySet:
        return rows.filter(unit__in=units) if units else rows


class NeedChangeFilter(StepFilter):
    initial_state = "unentschieden"

    status = django_filters.ChoiceFilter(
        label="Stand",
        method="in_state",
        empty_label=None,
        choices=[("unentschieden", "noch nicht entschieden"), ("entschieden", "entschieden"), (_ALL, "alle")],
    )
    massnahme = django_filters.NumberFilter(
        label="Nummer der Maßnahme", field_name="measure__number", min_value=0, max_value=10**9
    )

    class Meta:
        model = NeedChange
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet:
        if value == _ALL:
            return rows
        return rows.decided() if value == "entschieden" else rows.undecided()


class SettledFilter(StepFilter):
    """For what is done one day: notes for the next edition, follow-ups."""

    initial_state = "offen"

    status = django_filters.ChoiceFilter(
        label="Stand",
        method="in_state",
        empty_label=None,
        choices=[("offen", "offen"), ("erledigt", "erledigt"), (_ALL, "alle")],
    )

    def in_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == _ALL else rows.filter(done_at__isnull=value == "offen")
