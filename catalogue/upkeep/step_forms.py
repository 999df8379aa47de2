"""What people type beside a measure's record: questions, needs, notes, follow-ups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.editing.form_fields import TextField
from catalogue.forms import DayField, UnitChoice
from catalogue.models import ActionField, Clarification, Measure, MeasureVersion, NeedChange
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.past.as_of import PastDayField
from integration.seen_forms import SeenForm
from integration.texts import clean_text

_SHORT, _LONG = 500, 5_000  # letters


class Line(forms.CharField):
    """A text of one line, cleaned as the catalogue stores it."""

    def to_python(self, value: Any) -> str:
        return " ".join(clean_text(super().to_python(value) or "").split())


class AddresseeForm(forms.Form):
    """To whom a question goes, and by which day it wants an answer."""

    unit = UnitChoice(
        label="An welche Stelle?",
        required=False,
        help_text="Kurzbezeichnung oder Name, zum Beispiel „FB 51“.",
    )
    due = DayField(label="Antwort bis", required=False)


class AddressForm(SeenForm, AddresseeForm):
    """The same for a question that is there already."""


class QuestionForm(AddresseeForm):
    question = TextField(
        label="Was ist zu klären?",
        rows=3,
        required=True,
        max_length=_SHORT,
        help_text="Eine Frage. Sie steht auch in der Spalte „offen / Klärungsbedarf“ der Tabelle.",
    )
    field_order = ["question", "unit", "due"]


class AnswerForm(forms.Form):
    answer = TextField(label="Antwort", rows=4, required=True, max_length=_LONG)


class WithdrawalForm(forms.Form):
    reason = Line(label="Warum entfällt die Frage?", max_length=_SHORT)


class AnyFollowUpForm(forms.Form):
    due = DayField(label="Wiedervorlage am")
    reason = Line(label="Wegen", max_length=_SHORT, help_text="Zum Beispiel „Rückmeldung von 51.3 prüfen“.")

    def clean_due(self) -> dt.date:
        due: dt.date = self.cleaned_data["due"]
        if due < timezone.localdate():
            raise ValidationError(f"Der {due:%d.%m.%Y} ist schon vorbei.")
        return due


class FollowUpForm(AnyFollowUpForm):
    """One on a measure, or on a question about it."""

    clarification: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Zur Frage", queryset=None, required=False, empty_label="zur Maßnahme insgesamt"
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = Clarification.objects.open().filter(measure=measure).by_age()
        self.fields["clarification"].queryset = questions  # type: ignore[attr-defined]
        if not questions:
            del self.fields["clarification"]


class RevisionNoteForm(forms.Form):
    reason = TextField(
        label="Was soll die Fortschreibung aufgreifen, und warum?", rows=4, required=True, max_length=_LONG
    )


class NeedChangeForm(SeenForm, forms.ModelForm):
    """A changed need on one of `measures`, or on an action field."""

    number = forms.IntegerField(
        label="Nummer der Maßnahme",
        required=False,
        min_value=0,
        max_value=10**9,
        help_text="Oder leer lassen und unten ein Handlungsfeld wählen.",
    )
    action_field: forms.ModelChoiceField = forms.ModelChoiceField(
        label="oder Handlungsfeld", queryset=None, required=False, empty_label="keins: zur Maßnahme"
    )
    day = PastDayField(label="Festgestellt am")
    source = Line(
        label="Quelle",
        max_length=200,
        help_text="Woher Sie es wissen, zum Beispiel „Elternbefragung“ oder „Statistik der Kitas“.",
    )
    description = TextField(label="Was hat sich verändert?", rows=5, required=True, max_length=_LONG)

    class Meta:
        model = NeedChange
        fields = ["action_field", "day", "source", "description"]

    field_order = ["number", "action_field", "day", "source", "description"]

    def __init__(self, *args: Any, measures: MeasureVersionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures = measures
        offered = ActionField.objects.filter(merged_into__isnull=True, valid_until__isnull=True)
        offered |= ActionField.objects.filter(pk=self.instance.action_field_id)
        self.fields["action_field"].queryset = offered  # type: ignore[attr-defined]
        if self.instance.measure:
            self.initial["number"] = self.instance.measure.number

    def clean_day(self) -> dt.date:
        return self.cleaned_data["day"] or timezone.localdate()  # the field gives today as None

    def clean_number(self) -> Measure | None:
        number = self.cleaned_data["number"]
        if number is None:
            return None
        version: MeasureVersion | None = self.measures.filter(number=number).select_related("measure").first()
        if version is None:
            raise ValidationError(f"Eine Maßnahme {number} gibt es hier nicht.")
        return version.measure

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        measure, action_field = cleaned.get("number"), cleaned.get("action_field")
        if "number" in cleaned and "action_field" in cleaned and bool(measure) == bool(action_field):
            sentence = "Geben Sie entweder die Nummer einer Maßnahme oder ein Handlungsfeld an."
            self.add_error("action_field" if measure else "number", sentence)
        self.instance.measure = measure
        return cleaned

    def _post_clean(self) -> None:
        """Fill the row only where the form holds; the row as a whole is checked where it is saved."""
        if not self.errors:
            for name in self.Meta.fields:
                setattr(self.instance, name, self.cleaned_data[name])


class DecisionForm(SeenForm, forms.ModelForm):
    """What was decided about a changed need."""

    rests_on = ("action_field", "measure", "day", "source", "description")

    decision = TextField(label="Was wurde entschieden?", rows=4, required=True, max_length=_LONG)
    decided_by = Line(
        label="Durch wen?",
        max_length=200,
        help_text="Gremium oder Funktion, etwa „Steuerungsgruppe“.",
    )
    decided_on = PastDayField(label="Wann?")

    class Meta:
        model = NeedChange
        fields = ["decision", "decided_by", "decided_on"]

    def clean_decided_on(self) -> dt.date:
        return self.cleaned_data["decided_on"] or timezone.localdate()

    def _post_clean(self) -> None:
        if not self.errors:
            for name in self.Meta.fields:
                setattr(self.instance, name, self.cleaned_data[name])
