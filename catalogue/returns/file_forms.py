"""What people fill in about a returned file: the file, how it came, and whose it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalogue.forms import DayField, UnitChoice
from catalogue.models import Extract, UnitReturn
from integration.spreadsheets.upload import WorkbookField

_NAMED = 5  # Stichtage that a sentence names


class ReturnForm(forms.Form):
    """A filled-in extract; a department sends its own."""

    file = WorkbookField(
        label="Ausgefüllter Auszug",
        help_text="Die Excel-Datei (.xlsx), die Sie bekommen haben, höchstens 10 MB. Wie sie heißt und wie "
        "sie sortiert ist, spielt keine Rolle.",
    )


class MailedReturnForm(ReturnForm):
    """The same for Koordination, to whom the file has been sent."""

    received_on = DayField(
        label="Eingegangen am", required=False, help_text="Wenn die Datei nicht heute gekommen ist."
    )
    channel = forms.ChoiceField(
        label="Auf dem Weg", required=False, choices=[("", "nicht angegeben"), *UnitReturn.Channel.choices]
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_received_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["received_on"]
        if day and day > self.today:
            raise ValidationError(f"Der {day:%d.%m.%Y} liegt in der Zukunft.")
        return day


class AssignForm(forms.Form):
    """Of which extract a file without a token is the return."""

    unit = UnitChoice(label="Stelle", help_text="Kurzbezeichnung oder Name, zum Beispiel „FB 51“.")
    key_date = DayField(
        label="Stichtag des Auszugs", required=False, help_text="Ohne Angabe: der letzte Auszug der Stelle."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        unit = cleaned.get("unit")
        if unit and "key_date" in cleaned:
            cleaned["extract"] = self._extract(unit, cleaned["key_date"])
        return cleaned

    def _extract(self, unit: Any, day: dt.date | None) -> Extract | None:
        issued = list(unit.extracts.select_related("round").order_by("-round__at", "-pk"))
        if not issued:
            self.add_error("unit", f"Für {unit} ist noch kein Auszug ausgegeben.")
            return None
        found = next((one for one in issued if day in (None, one.round.key_date)), None)
        if found is None:
            days = ", ".join(f"{one.round.key_date:%d.%m.%Y}" for one in issued[:_NAMED])
            self.add_error("key_date", f"Zu diesem Stichtag gibt es keinen Auszug. Ausgegeben sind: {days}.")
        return found
