"""The one form of an annual goal: what, for which measures, how, and by what it will be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from catalogue.editing.form_fields import TextField
from catalogue.editing.form_rows import JudgedForm, with_another_row
from catalogue.editing.measure_form import Problem, problems_of
from catalogue.models import Measure, MeasureVersion
from steering.minutes.minutes_forms import MeasuresField
from steering.models import AnnualGoal
from steering.talks.goal_rows import INDICATORS, STEPS, IndicatorRows, StepRows

_LONG = 5_000
_TEXTS = ("text", "is_beyond", "continues", "methods", "instruments", "support_asked", "support_promised")


class EarlierGoal(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.talk.year}: {obj.text}"[:160]


class GoalForm(JudgedForm):
    """Shows `goal`; one that does not exist yet may begin with what an earlier year's goal said."""

    text = TextField(label="Jahresziel", rows=2, required=True, max_length=_LONG)
    measures = MeasuresField(help_text="Nummern der Maßnahmen, denen das Ziel dient, zum Beispiel „7, 28“.")
    is_beyond = forms.BooleanField(
        label="Geht über den Katalog hinaus",
        required=False,
        help_text="Dann lässt sich daraus eine Maßnahme vorschlagen.",
    )
    continues = EarlierGoal(
        label="Führt fort", queryset=None, required=False, empty_label="kein früheres Ziel"
    )
    methods = TextField(label="Methoden", rows=2, max_length=_LONG)
    instruments = TextField(label="Instrumente", rows=2, max_length=_LONG)
    support_asked = TextField(label="Unterstützung durch 50.21, erbeten", rows=2, max_length=_LONG)
    support_promised = TextField(label="Unterstützung durch 50.21, zugesagt", rows=2, max_length=_LONG)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        goal: AnnualGoal,
        user: Any,
        offered: AnnualGoal | None = None,
        is_draft: bool = False,
    ) -> None:
        self.goal, self.user, self.sent = goal, user, data or QueryDict()
        begun = goal if goal.pk else offered
        super().__init__(data, is_draft=is_draft, initial=_initial(goal, begun))
        earlier = AnnualGoal.objects.filter(talk__unit=goal.talk.unit_id, talk__year__lt=goal.talk.year)
        self.fields["continues"].queryset = earlier.select_related("talk").order_by("-talk__year", "position")  # type: ignore[attr-defined]
        rows: dict[str, Any] = {"form_kwargs": {"is_draft": is_draft}, "goal": goal}
        again = [] if goal.pk or not offered else indicators_again(offered)
        self.steps = StepRows(data, prefix=STEPS, offered=[], **rows)
        self.indicators = IndicatorRows(data, prefix=INDICATORS, offered=again, **rows)

    def with_another_row(self, prefix: str) -> QueryDict:
        """Return what was sent with one more row of steps or indicators."""
        return with_another_row(self.sent, INDICATORS if prefix == INDICATORS else STEPS)

    @property
    def problems(self) -> Iterator[Problem]:
        """Yield all that is wrong, in the order of the page."""
        yield from problems_of(self, "")
        for rows, name in ((self.steps, "Schritt"), (self.indicators, "Indikator")):
            yield from (Problem(str(rows.prefix), name, str(error)) for error in rows.non_form_errors())
            for place, row in enumerate(rows.forms, 1):
                yield from problems_of(row, f"{name} {place}: ")

    # --- Cleaning

    def is_valid(self) -> bool:
        """Judge the form and all its rows, so that all errors are told together."""
        return all([super().is_valid(), self.steps.is_valid(), self.indicators.is_valid()])

    def clean_measures(self) -> list[Measure]:
        """Measures that the person sees, or that stood there before."""
        found: list[Measure] = self.cleaned_data["measures"]
        known = set(self.goal.measures.values_list("pk", flat=True)) if self.goal.pk else set()
        seen = MeasureVersion.objects.current().visible_to(self.user).filter(measure__in=found)
        known |= set(seen.values_list("measure", flat=True))
        if strange := [str(one.number) for one in found if one.pk not in known]:
            raise ValidationError(f"Ihre Stelle wirkt nicht mit an: Maßnahme {', '.join(strange)}.")
        return found

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.goal.pk and data.get("seen") and parse_datetime(data["seen"]) != self.goal.at:
            again = self.sent.copy()
            again[self.add_prefix("seen")] = self.goal.at.isoformat()
            self.data = again
            raise ValidationError(
                f"Inzwischen hat {self.goal.by_function or 'jemand anderes'} dieses Ziel geändert. "
                "Noch ist nichts gespeichert. Speichern Sie noch einmal, wenn Ihre Eingabe gelten soll."
            )
        return data

    def goal_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in _TEXTS}


def _initial(goal: AnnualGoal, begun: AnnualGoal | None) -> dict[str, Any]:
    """Return what the form shows at first: the goal, or what it continues."""
    if begun is None:
        return {}
    found = {name: getattr(begun, name) for name in _TEXTS} | {"measures": list(begun.measures.all())}
    if goal.pk is None:
        return {**found, "continues": begun.pk, "support_asked": "", "support_promised": ""}
    return {**found, "continues": goal.continues_id, "seen": goal.at.isoformat()}


def indicators_again(goal: AnnualGoal) -> list[dict[str, Any]]:
    """Return the indicators of an earlier goal for another year: where it ended, the next one begins."""
    copied = ("name", "kind", "measured_how", "source", "unit_of_measure", "direction", "criterion")
    found = []
    for one in goal.indicators.all():
        last = one.values.filter(withdrawn_at=None).order_by("day").last()
        start = (
            {"baseline": last.number, "baseline_day": last.day} if last and last.number is not None else {}
        )
        found.append({**{name: getattr(one, name) for name in copied}, **start})
    return found
