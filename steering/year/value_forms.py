"""What people type about values of indicators."""

from __future__ import annotations

from typing import Any

from django import forms

from catalogue.editing.form_fields import TextField
from catalogue.past.as_of import KnownDayField
from integration.files.uploads import PaperField
from steering.models import Indicator
from steering.numbers import NumberField
from steering.year.value_actions import Paper

_LONG = 5_000  # letters
_YES_NO = [("ja", "ja, erfüllt"), ("nein", "nein, noch nicht")]


class ValueForm(forms.Form):
    """A value of one indicator; its kind says whether a number is asked for or yes or no."""

    day = KnownDayField(label="Stand vom")
    source = TextField(label="Quelle", required=False, max_length=300)
    comment = TextField(label="Bemerkung", rows=2, required=False, max_length=_LONG)
    evidence = PaperField(label="Nachweis", required=False)

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        self.fields["source"].initial = indicator.source
        if indicator.kind == Indicator.Kind.NUMBER:
            unit = f" in {indicator.unit_of_measure}" if indicator.unit_of_measure else ""
            self.fields["number"] = NumberField(label=f"Wert{unit}")
        else:
            asked = indicator.criterion or f"{indicator}?"
            self.fields["is_met"] = forms.TypedChoiceField(
                label="Erfüllt?",
                choices=_YES_NO,
                coerce=lambda value: value == "ja",
                widget=forms.RadioSelect,
                help_text=asked,
            )
        self.order_fields(["day", "number", "is_met", "source", "comment", "evidence"])

    def said(self) -> dict[str, Any]:
        """Return what `enter_value` is told."""
        cleaned = dict(self.cleaned_data)
        file = cleaned.pop("evidence")
        paper: Paper | None = (file.name, file.read()) if file else None
        return {**cleaned, "evidence": paper}


class WithdrawForm(forms.Form):
    reason = TextField(
        label="Grund der Rücknahme",
        rows=2,
        required=True,
        max_length=1_000,
        help_text="Etwa „Zahlendreher, richtig sind 54“. Den richtigen Wert tragen Sie danach neu ein.",
    )
