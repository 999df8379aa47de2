"""When and where people meet: the part of a form that meetings and Zielgespräche share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.forms import DayField
from integration.seen_forms import SeenForm


class ClockInput(forms.TimeInput):
    """The browser's own field for a time of day."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ClockField(forms.TimeField):
    widget = ClockInput
    default_error_messages = {"invalid": "Das ist keine Uhrzeit. Geben Sie sie zum Beispiel so an: 14:30."}


class AppointmentForm(SeenForm, forms.ModelForm):
    """A row with `starts_at` and `ends_at` on one day. As a whole it is checked where it is saved."""

    day = DayField(label="Tag")
    begins = ClockField(label="Beginn")
    ends = ClockField(label="Ende")
    video_link = forms.URLField(
        label="Videokonferenz",
        required=False,
        assume_scheme="https",
        help_text="Adresse der Videokonferenz, mit https://",
    )

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

    def appointment_fields(self) -> dict[str, Any]:
        """Return what the form says, as the model's fields."""
        fields = self.row_fields()
        day: dt.date = fields.pop("day")
        for name, clock in (("starts_at", "begins"), ("ends_at", "ends")):
            fields[name] = timezone.make_aware(dt.datetime.combine(day, fields.pop(clock)))
        return fields

    def _post_clean(self) -> None:
        """Leave the checks of the whole to the action that saves."""
