"""What people type about a talk itself: when and where it is, why it falls out, what is to be spoken of."""

from __future__ import annotations

from typing import Any

from django import forms

from catalogue.editing.form_fields import TextField
from catalogue.forms import DayField, UnitChoice
from catalogue.upkeep.step_forms import Line
from integration.seen_forms import SeenForm
from steering.appointment_form import AppointmentForm
from steering.models import GoalTalk, Side


class TalkForm(AppointmentForm):
    unit = UnitChoice(label="Zuständige Stelle", help_text="Kurzbezeichnung oder Name, zum Beispiel „51.3“.")
    year = forms.IntegerField(
        label="Jahr", min_value=2017, max_value=2100, help_text="Für dieses Jahr werden Ziele vereinbart."
    )
    participants = TextField(
        label="Teilnehmende",
        rows=3,
        max_length=2_000,
        help_text="Eine Funktion je Zeile, zum Beispiel „Leitung Abteilung 51.3“. Keine Namen.",
    )

    class Meta:
        model = GoalTalk
        fields = ["unit", "year", "day", "begins", "ends", "place", "video_link", "participants"]
        help_texts = {"place": "Ort oder Videokonferenz, oder beides."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["unit"]


class MinutesForm(SeenForm, forms.ModelForm):
    """Who was there, what was said, what the Steuerungsgruppe should know; checked by `write_minutes`."""

    participants = TextField(
        label="Teilnehmende",
        rows=3,
        max_length=2_000,
        help_text="Eine Funktion je Zeile, zum Beispiel „Leitung Abteilung 51.3“. Keine Namen.",
    )
    minutes = TextField(
        label="Protokoll",
        rows=10,
        max_length=50_000,
        help_text="**fett**, *kursiv*, Zeilen mit „- “ oder „1. “ werden zu Listen, „> “ zu einem Zitat.",
    )
    has_feedback = forms.BooleanField(
        label="Rückmeldung an die Steuerungsgruppe",
        required=False,
        help_text="Wird für die Tagesordnung der nächsten Sitzung vorgeschlagen.",
    )
    feedback = TextField(
        label="Was die Steuerungsgruppe erfahren oder entscheiden soll", rows=3, max_length=5_000
    )

    class Meta:
        model = GoalTalk
        fields = ["participants", "minutes", "has_feedback", "feedback"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("has_feedback") and not cleaned.get("feedback"):
            self.add_error("feedback", "Sagen Sie, worum es geht, oder nehmen Sie das Häkchen heraus.")
        return cleaned

    def _post_clean(self) -> None:
        """Leave the checks of the whole to `write_minutes`."""


class ConfirmForm(forms.Form):
    """That a person confirms what she has seen, for one of the `sides` she may speak for."""

    side = forms.ChoiceField(label="Für welche Seite?")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, sides: list[Side], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = [(side.value, side.label) for side in sides]  # type: ignore[attr-defined]
        if len(sides) == 1:
            self.fields["side"].widget = forms.HiddenInput()
            self.initial["side"] = sides[0].value


class EntryForm(forms.Form):
    """A confirmation that the office enters for a partner without an account."""

    entered_for = Line(
        label="Wer hat bestätigt, und wie?",
        max_length=300,
        help_text="Funktion und Weg, zum Beispiel „Leitung vhs, per E-Mail vom 12.03.2018“.",
    )
    confirmed_on = DayField(label="bestätigt am")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class AmendmentForm(forms.Form):
    reason = TextField(label="Was wird geändert, und warum?", rows=3, required=True, max_length=2_000)


class CancelForm(forms.Form):
    reason = TextField(
        label="Warum fällt das Gespräch aus?",
        rows=3,
        required=True,
        max_length=1_000,
        help_text="Steht auf der Seite des Gesprächs. Für das Jahr kann danach ein neues geplant werden.",
    )


class PointForm(forms.Form):
    """A point; only who may speak for both sides chooses one."""

    side = forms.ChoiceField(label="Für welche Seite?", choices=Side, initial=Side.COORDINATION)
    text = TextField(label="Punkt", rows=2, required=True, max_length=2_000)

    def __init__(self, *args: Any, both_sides: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not both_sides:
            del self.fields["side"]

    def chosen_side(self) -> Side:
        return Side(self.cleaned_data.get("side", Side.UNIT))


class WaiverForm(forms.Form):
    reason = TextField(
        label="Warum ist das Ziel trotzdem überprüfbar genug?", rows=2, required=True, max_length=1_000
    )
