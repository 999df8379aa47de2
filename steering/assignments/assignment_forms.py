"""What people type about Aufträge, and how their list is narrowed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.editing.form_fields import TextField
from catalogue.forms import DayField
from catalogue.models import Unit
from catalogue.models.unit import keys_below
from steering.models.assignment import AssignmentQuerySet

_STATES = [
    ("", "offen"),
    ("ueberfaellig", "überfällig"),
    ("verlaengerung", "Verlängerung erbeten"),
    ("erledigt", "erledigt"),
    ("alle", "alle"),
]


class AnswerForm(forms.Form):
    answer = TextField(label="Ergebnis", rows=4, required=True, max_length=5_000)


class ExtensionForm(forms.Form):
    due = DayField(label="Neue Frist")
    because = TextField(label="Grund", rows=2, required=True, max_length=1_000)

    def clean_due(self) -> dt.date:
        due: dt.date = self.cleaned_data["due"]
        if due < timezone.localdate():
            raise ValidationError(f"Der {due:%d.%m.%Y} ist schon vorbei.")
        return due


class ReasonForm(forms.Form):
    reason = TextField(label="Grund", rows=2, required=True, max_length=1_000)


class AssignmentFilter(forms.Form):
    """Which of the Aufträge a person may see are shown; what makes no sense is left out."""

    stand = forms.ChoiceField(label="Stand", choices=_STATES, required=False)
    stelle: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Stelle", queryset=None, to_field_name="slug", required=False, empty_label="alle"
    )
    bis = DayField(label="fällig bis", required=False)

    def __init__(self, data: Any, rows: AssignmentQuerySet) -> None:
        super().__init__(data)
        units = Unit.objects.without_tree_fields().filter(pk__in=rows.order_by().values("unit"))
        self.fields["stelle"].queryset = units  # type: ignore[attr-defined]
        self.rows = rows

    @property
    def narrows(self) -> bool:
        """True where more is asked than what the list shows by itself."""
        return self.is_valid() and any(self.cleaned_data.values())

    def chosen(self, today: dt.date) -> AssignmentQuerySet:
        self.is_valid()
        data, rows = self.cleaned_data, self.rows
        if unit := data.get("stelle"):
            rows = rows.filter(unit__in=keys_below(Unit.objects.filter(pk=unit.pk)))
        if until := data.get("bis"):
            rows = rows.filter(due__lte=until)
        state = data.get("stand")
        if state == "erledigt":
            return rows.filter(done_at__isnull=False).order_by("-done_at", "pk")
        if state == "alle":
            return rows
        rows = rows.filter(done_at__isnull=True)
        if state == "ueberfaellig":
            return rows.overdue(on=today)
        return rows.filter(wished_due__isnull=False) if state == "verlaengerung" else rows
