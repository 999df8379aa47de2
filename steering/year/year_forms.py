"""What people type at mid-year and at the end of an agreement's year."""

from __future__ import annotations

from django import forms

from catalogue.editing.form_fields import TextField
from integration.seen_forms import SeenForm
from steering.models import AnnualGoal, GoalTalk

_LONG = 5_000  # letters


class CheckForm(SeenForm, forms.ModelForm):
    check_note = TextField(
        label="Ergebnis des Zwischenstands",
        rows=4,
        required=True,
        max_length=_LONG,
        help_text="Wie es steht, was hakt und was bis zum Jahresende geschieht. Aufzählungen mit „- “.",
    )

    class Meta:
        model = GoalTalk
        fields = ["check_note"]

    def _post_clean(self) -> None:
        """Leave the row alone: it is written, and checked as a whole, by the action."""


class EvaluationForm(SeenForm, forms.ModelForm):
    attainment = forms.ChoiceField(
        label="Zielerreichung", choices=AnnualGoal.Attainment.choices, widget=forms.RadioSelect
    )
    attainment_because = TextField(
        label="Begründung",
        rows=4,
        required=True,
        max_length=_LONG,
        help_text="Woran es zu sehen ist und woran es lag.",
    )
    consequence = forms.ChoiceField(
        label="Was folgt daraus?", choices=AnnualGoal.Consequence.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = AnnualGoal
        fields = ["attainment", "attainment_because", "consequence"]

    def _post_clean(self) -> None:
        """Leave the row alone: it is written, and checked as a whole, by the action."""


class ReopenForm(forms.Form):
    reason = TextField(label="Grund", rows=2, required=True, max_length=1_000)
