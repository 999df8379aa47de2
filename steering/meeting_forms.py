"""What the office types about a meeting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.editing.form_fields import TextField
from catalogue.forms import DayField
from catalogue.upkeep.step_forms import Line
from integration.files.uploads import PaperField
from integration.seen_forms import SeenForm
from steering.models import Meeting


class ClockInput(forms.TimeInput):
    """The browser's own field for a time of day."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ClockField(forms.TimeField):
    widget = ClockInput
    default_error_messages = {"invalid": "Das ist keine Uhrzeit. Geben Sie sie zum Beispiel so an: 14:30."}


class MeetingForm(SeenForm, forms.ModelForm):
    """A meeting on one day. The row as a whole is checked where it is saved (`meeting_actions`)."""

    day = DayField(label="Tag")
    begins = ClockField(label="Beginn")
    ends = ClockField(label="Ende")

    video_link = forms.URLField(
        label="Videokonferenz",
        required=False,
        assume_scheme="https",
        help_text="Adresse der Videokonferenz, mit https://",
    )

    class Meta:
        model = Meeting
        fields = ["title", "day", "begins", "ends", "place", "video_link", "proposals_until"]
        field_classes = {"proposals_until": DayField}
        help_texts = {
            "place": "Zum Beispiel „Rathaus, Raum 12“. Ort oder Videokonferenz, oder beides.",
            "proposals_until": "Bis zu diesem Tag schlagen Mitglieder TOPs vor. Leer: bis zur Sitzung.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            starts, ends = (timezone.localtime(at) for at in (self.instance.starts_at, self.instance.ends_at))
            self.initial.update({"day": starts.date(), "begins": starts.time(), "ends": ends.time()})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("place") and not cleaned.get("video_link") and not self.errors:
            raise ValidationError("Geben Sie einen Ort oder eine Videokonferenz an.")
        return cleaned

    def meeting_fields(self) -> dict[str, Any]:
        """Return what the form says, as the model's fields."""
        fields = self.row_fields()
        day: dt.date = fields.pop("day")
        for name, clock in (("starts_at", "begins"), ("ends_at", "ends")):
            fields[name] = timezone.make_aware(dt.datetime.combine(day, fields.pop(clock)))
        return fields

    def _post_clean(self) -> None:
        """Leave the checks of the whole to `save_meeting`."""


class CancelForm(forms.Form):
    reason = TextField(
        label="Warum fällt die Sitzung aus?",
        rows=3,
        required=True,
        max_length=1_000,
        help_text="Steht auf der Seite der Sitzung und in der Absage.",
    )


class DocumentForm(forms.Form):
    title = forms.CharField(label="Titel", max_length=200, required=False, help_text="Leer: Name der Datei.")
    file = PaperField(label="Datei")


class GuestForm(forms.Form):
    """Somebody without a seat who is asked to the meeting."""

    function = Line(
        label="Funktion", max_length=150, help_text="Zum Beispiel „Leitung Stadtbibliothek“, keine Namen."
    )
    email = forms.EmailField(label="E-Mail")
