"""The rows of a goal's form: its steps, and by what it will be seen that it is reached."""

from __future__ import annotations

from typing import Any

from django import forms

from catalogue.editing.form_fields import TextField
from catalogue.editing.form_rows import RowForm, RowSet
from catalogue.forms import DayField
from catalogue.upkeep.step_forms import Line
from steering.models import AnnualGoal, Indicator
from steering.numbers import NumberField

_Kind, _Direction = Indicator.Kind, Indicator.Direction
_OF_NUMBERS = ("baseline", "target", "direction")
STEPS, INDICATORS = "steps", "indicators"  # the prefixes of the rows


class StoredRow(RowForm):
    """A row that knows which stored one it is, as far as the goal has such a one."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def fields_said(self) -> dict[str, Any]:
        """Return what the row says, as the model's fields; of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}


class StepForm(StoredRow):
    text = Line(label="Schritt", max_length=500, error_messages={"required": "Was ist zu tun?"})
    due = DayField(label="bis", required=False)
    function = Line(label="wer (Funktion)", required=False, max_length=150)


class IndicatorForm(StoredRow):
    name = Line(
        label="Woran erkennbar?",
        max_length=300,
        error_messages={"required": "Woran wird erkennbar, ob das Ziel erreicht ist?"},
    )
    due = DayField(label="bis wann", required=False)
    kind = forms.ChoiceField(label="Art", choices=_Kind, initial=_Kind.NUMBER)
    measured_how = TextField(label="Wie gemessen", rows=1, max_length=2_000)
    source = Line(label="Quelle", required=False, max_length=300)
    unit_of_measure = Line(label="Einheit", required=False, max_length=50)
    baseline = NumberField(label="Ausgangswert", required=False)
    baseline_day = DayField(label="Ausgangswert vom", required=False)
    target = NumberField(label="Zielwert", required=False)
    direction = forms.ChoiceField(
        label="Richtung", choices=[("", "nicht angegeben"), *_Direction.choices], required=False
    )
    criterion = TextField(label="Erfüllt, wenn", rows=2, max_length=2_000)

    @property
    def is_opened(self) -> bool:
        """True where more than the one line is filled in, or wrong."""
        shown = [name for name in self.fields if name not in ("pk", "name", "due", "kind", "DELETE")]
        kind = self["kind"].value() or _Kind.NUMBER
        return kind != _Kind.NUMBER or any(self[name].value() or self[name].errors for name in shown)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        due, since = data.get("due"), data.get("baseline_day")
        if due and since and due <= since:
            self.add_error("due", "Der Tag des Ziels liegt vor dem des Ausgangswerts.")
        if data.get("kind") == _Kind.NUMBER:
            self._judge_direction(data)
        else:
            for name in _OF_NUMBERS:
                if data.get(name) not in (None, ""):
                    self.add_error(
                        name, "Das gehört zu einer Zahl. Wählen Sie diese Art, oder leeren Sie das Feld."
                    )
        return data

    def _judge_direction(self, data: dict[str, Any]) -> None:
        before, target = data.get("baseline"), data.get("target")
        if before is None or target is None:
            return
        if data.get("direction") == _Direction.UP and target < before:
            self.add_error("target", "Der Wert soll steigen, doch das Ziel liegt unter dem Ausgangswert.")
        if data.get("direction") == _Direction.DOWN and target > before:
            self.add_error("target", "Der Wert soll sinken, doch das Ziel liegt über dem Ausgangswert.")


class StoredRows(RowSet):
    """Rows of which the first are those that the goal has."""

    def __init__(self, *args: Any, goal: AnnualGoal, offered: list[dict[str, Any]], **kwargs: Any) -> None:
        self.offered = offered
        stored = list(self.stored(goal)) if goal.pk else []
        self.known = {row.pk for row in stored}
        names = list(self.form.base_fields)
        initial = [{name: getattr(row, name) for name in names} for row in stored] or offered
        self.extra = 0 if initial else 1
        super().__init__(*args, **{**kwargs, "initial": initial})

    def stored(self, goal: AnnualGoal) -> Any:
        raise NotImplementedError

    def said(self) -> list[dict[str, Any]]:
        """Return what the rows that stay say, each with the key of the stored one it is, or None."""
        rows = [row.fields_said() for row in self.staying]  # type: ignore[attr-defined]
        return [{**row, "pk": row["pk"] if row["pk"] in self.known else None} for row in rows]


class StepRows(StoredRows):
    form: type[RowForm] = StepForm

    def stored(self, goal: AnnualGoal) -> Any:
        return goal.steps.all()


class IndicatorRows(StoredRows):
    form: type[RowForm] = IndicatorForm

    def stored(self, goal: AnnualGoal) -> Any:
        return goal.indicators.all()
