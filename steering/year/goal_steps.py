"""Steps and values that are due: the list of steps, and the figures on the overview. A reminder asks the same
querysets: `GoalStep.objects.due(on=…)`, `.overdue(on=…)`, `Indicator.objects.due(on=…)`, `.overdue(on=…)`.
"""

from __future__ import annotations

import datetime as dt

from django import forms
from django.db.models import F

from steering.models import GoalTalk
from steering.models.annual_goal import GoalStepQuerySet

_STATES = [
    ("", "offen"),
    ("faellig", "bald fällig"),
    ("ueberfaellig", "überfällig"),
    ("erledigt", "erledigt"),
]


class StepFilter(forms.Form):
    """Which of the steps a person sees are shown; what makes no sense is left out."""

    stand = forms.ChoiceField(label="Stand", choices=_STATES, required=False)

    @property
    def narrows(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def chosen(self, rows: GoalStepQuerySet, today: dt.date) -> GoalStepQuerySet:
        self.is_valid()
        state = self.cleaned_data.get("stand")
        if state == "erledigt":
            done = rows.filter(goal__talk__state__in=GoalTalk.AGREED_STATES, done_on__isnull=False)
            return done.order_by("-done_on", "pk")
        open_ones = {"faellig": rows.due, "ueberfaellig": rows.overdue}
        asked = open_ones[state](on=today) if state in open_ones else rows.open()
        return asked.order_by(F("due").asc(nulls_last=True), "pk")
