"""The board: which unit has which extract, and how far its Rückmeldung is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict

from catalogue.extracts.participation import participation
from catalogue.models import Extract, ExtractRound, MeasureVersion
from catalogue.models.extract import ExtractQuerySet
from catalogue.reference.unit_tree import Node, UnitTree

OVERDUE = "ueberfaellig"


class BoardForm(forms.Form):
    abfrage: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Abfrage", queryset=None, required=False, empty_label="jeweils die letzte"
    )
    stand = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[("", "alle"), *Extract.State.choices, (OVERDUE, "überfällig")],
    )


class Board:
    """The extracts that the form's choices leave, of those a person sees."""

    def __init__(self, extracts: ExtractQuerySet, data: QueryDict, *, today: dt.date) -> None:
        self.form = BoardForm(data)
        rounds = ExtractRound.objects.filter(pk__in=extracts.order_by().values("round"))
        self.form.fields["abfrage"].queryset = rounds  # type: ignore[attr-defined]
        self.form.full_clean()
        chosen = self.form.cleaned_data
        self.round: ExtractRound | None = chosen.get("abfrage")
        self.state: str = chosen.get("stand", "")
        extracts = extracts.filter(round=self.round) if self.round else extracts.latest_of_units()
        if self.state == OVERDUE:
            extracts = extracts.overdue(on=today)
        elif self.state:
            extracts = extracts.in_state(self.state)
        self.extracts = told(extracts)

    @property
    def narrows(self) -> bool:
        return bool(self.round or self.state)


def told(extracts: ExtractQuerySet) -> Any:
    """Return extracts with all that a row of the board says (one query), by unit."""
    rows = extracts.select_related("round", "unit", "handed_over_from").with_reminders()
    return rows.order_by("unit__slug", "-round__at")


def topmost() -> list[Node]:
    """Return the city's topmost units that take part in measures today (two queries)."""
    tree = UnitTree.load()
    shares = participation(MeasureVersion.objects.current(), tree)
    tops = (tree.nodes[pk] for pk in tree.children[None])
    return [node for node in tops if node.pk in shares and not node.is_outside]


def without_extract() -> list[Node]:
    """Return those of them that never got an extract."""
    known = set(Extract.objects.order_by().values_list("unit", flat=True))
    return [node for node in topmost() if node.pk not in known]
