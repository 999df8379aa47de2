"""Steps and values that are due: the list of steps, and the figures on the overview. A reminder asks the same
querysets: `GoalStep.objects.due(on=…)`, `.overdue(on=…)`, `Indicator.objects.due(on=…)`, `.overdue(on=…)`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django import forms
from django.db.models import Count, F, Q
from django.urls import reverse

from steering.models import GoalStep, GoalTalk, Indicator
from steering.models.annual_goal import DUE_DAYS, GoalStepQuerySet

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


class Figure(NamedTuple):
    number: int
    label: str
    url: str
    is_late: bool


def due_figures(user: Any, *, today: dt.date) -> list[Figure]:
    """Return how much of a person's agreements in force is late or due soon: for the office, of all.

    Three queries, one where there is no such agreement.
    """
    if not user.has_perm("steering.change_annualgoal"):
        return []
    mine = GoalTalk.objects.editable_by(user).filter(state__in=GoalTalk.IN_FORCE)
    talks = list(mine.order_by().values_list("pk", flat=True))
    if not talks:
        return []
    steps, indicators = reverse("steering:goal-step-list"), reverse("steering:indicator-list")
    rows = GoalStep.objects.filter(goal__talk__in=talks)
    is_late, is_due = Q(due__lt=today), Q(due__gte=today, due__lte=today + dt.timedelta(days=DUE_DAYS))
    counted = rows.open().aggregate(late=Count("pk", filter=is_late), due=Count("pk", filter=is_due))
    standing: Any = Indicator.objects.filter(goal__talk__in=talks).with_standing(on=today).order_by()
    values = dict(standing.values_list("standing").annotate(number=Count("pk")))
    late, due = Indicator.Standing.OVERDUE.value, Indicator.Standing.DUE.value
    figures = [
        Figure(counted["late"], "Schritte überfällig", f"{steps}?stand=ueberfaellig", True),
        Figure(values.get(late, 0), "Werte überfällig", f"{indicators}?stand={late}", True),
        Figure(counted["due"], "Schritte bald fällig", f"{steps}?stand=faellig", False),
        Figure(values.get(due, 0), "Werte bald fällig", f"{indicators}?stand={due}", False),
    ]
    return [figure for figure in figures if figure.number]
