"""What the office types about the group's seats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from catalogue.forms import REASON_HELP, DayField, PersonChoice, UnitChoice
from integration.seen_forms import SeenForm
from steering.models import Seat

_MEMBER = ["function", "person", "deputy_function", "deputy", "email"]
_NO_ACCOUNT = "Leer, wenn es kein Konto gibt: Dann trägt die Geschäftsführung für den Sitz ein."


class SeatForm(SeenForm, forms.ModelForm):
    """A seat. The row as a whole is checked where it is saved (`seat_actions`)."""

    unit = UnitChoice(label="Stelle", help_text="Kurzbezeichnung oder Name, zum Beispiel „FB 51“.")
    person = PersonChoice(
        label="Konto des Mitglieds", required=False, help_text=f"Funktion oder Anmeldename. {_NO_ACCOUNT}"
    )
    deputy = PersonChoice(
        label="Konto der Stellvertretung", required=False, help_text="Funktion oder Anmeldename."
    )
    reason = forms.CharField(
        label="Grund der Änderung", required=False, max_length=500, help_text=REASON_HELP
    )

    class Meta:
        model = Seat
        fields = ["unit", "office", "is_voting", *_MEMBER, "valid_from", "valid_until", "reason"]
        field_classes = {"valid_from": DayField, "valid_until": DayField}
        help_texts = {
            "function": "Zum Beispiel „Leitung FB 51“. Ohne Funktion und Konto gilt der Sitz als unbesetzt.",
            "email": "Dorthin gehen Einladungen, wenn es kein Konto gibt.",
            "is_voting": "Ohne Haken: beratender Gast.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seat = self.instance
        if seat.unit_id:
            self.initial["unit"] = seat.unit.code or seat.unit.name
        for name in ("person", "deputy"):
            person = getattr(seat, name)
            self.initial[name] = person.username if person else ""

    def _post_clean(self) -> None:
        """Leave the checks of the whole to `save_seat`."""


class SuccessionForm(SeatForm):
    """Who takes a seat's place, and from which day."""

    class Meta(SeatForm.Meta):
        fields = [*_MEMBER, "valid_from", "reason"]

    unit = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["valid_from"] = timezone.localdate()


class EndForm(forms.Form):
    last_day = DayField(label="Letzter Tag", initial=timezone.localdate)
    reason = forms.CharField(label="Grund", required=False, max_length=500, help_text=REASON_HELP)


class DayForm(forms.Form):
    """The day of which the list of seats speaks: the GET parameter `am`."""

    am = DayField(label="Besetzung am", required=False)
