"""What people choose to compare two days: the GET parameters of the comparison (design.md §6)."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from catalogue.filters import UnitField
from catalogue.past.as_of import KnownDayField
from catalogue.past.comparison import KINDS
from catalogue.reference.unit_tree import UnitTree

USUAL = dt.timedelta(days=30)
GROUPS = (("handlungsfeld", "Handlungsfeld"), ("stelle", "federführender Stelle"))


class Preset(NamedTuple):
    """A pair of days one often asks for."""

    label: str
    since: dt.date
    until: dt.date


class ComparisonForm(forms.Form):
    """Which days, narrowed to a unit or to what became of measures, and listed under what.

    Without days the last 30 are compared. `cleaned_data` holds both days if the form is valid, `stelle` as
    the keys of the unit and those below it.
    """

    von = KnownDayField(label="Vom Ende des", required=False)
    bis = KnownDayField(label="bis zum Ende des", required=False)
    art = forms.ChoiceField(
        label="Was geschah", required=False, choices=[("", "alles"), *((kind, kind) for kind in KINDS)]
    )
    nach = forms.ChoiceField(label="Geordnet nach", required=False, choices=GROUPS)

    def __init__(self, data: QueryDict, units: UnitTree) -> None:
        super().__init__(data if data.get("von") or data.get("bis") else _usual(data))
        self.fields["stelle"] = UnitField(units=lambda: units, label="Stelle", required=False, max_length=200)
        self.units = units

    def clean_nach(self) -> str:
        return self.cleaned_data["nach"] or GROUPS[0][0]

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, Any] = self.cleaned_data
        if not {"von", "bis"} & set(self.errors):
            chosen["bis"] = chosen["bis"] or timezone.localdate()
            chosen["von"] = chosen["von"] or chosen["bis"] - USUAL
            if chosen["von"] >= chosen["bis"]:
                self.add_error("von", ValidationError("Der erste Tag muss vor dem zweiten liegen."))
        return chosen

    @property
    def slugs(self) -> set[str] | None:
        """Return the units the person narrows to, None for all."""
        keys = self.cleaned_data["stelle"]
        return {self.units.nodes[key].slug for key in keys} if keys else None


def _usual(data: QueryDict) -> QueryDict:
    today, filled = timezone.localdate(), data.copy()
    filled["von"], filled["bis"] = (today - USUAL).isoformat(), today.isoformat()
    return filled


def presets(today: dt.date) -> list[Preset]:
    quarter = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - dt.timedelta(days=1)
    return [
        Preset("letzte 30 Tage", today - USUAL, today),
        Preset("seit Ende des letzten Quartals", quarter, today),
        Preset("dieses Jahr", dt.date(today.year - 1, 12, 31), today),
    ]
