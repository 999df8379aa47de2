"""What the Administration says of a system before it gets a token."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.forms import DayField, UnitChoice
from integration.texts import clean_text

LONGEST = 2 * 366  # days; a token is looked at again before it is forgotten


def _usual_end() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=365)


class TokenForm(forms.Form):
    name = forms.CharField(
        label="System",
        max_length=120,
        help_text="Zum Beispiel „Statistikportal“. Daran erkennen Sie das Token wieder.",
    )
    purpose = forms.CharField(
        label="Zweck", max_length=300, help_text="Wozu das System die Daten braucht, in einem Satz."
    )
    contact = forms.CharField(
        label="Ansprechstelle",
        max_length=200,
        help_text="Wer für das System zuständig ist, zum Beispiel „Ref. 0120, Statistik“. Bitte kein Name.",
    )
    unit = UnitChoice(
        label="Nur Maßnahmen der Stelle",
        required=False,
        help_text="Kurzbezeichnung oder Name; Stellen darunter gehören dazu. Leer: der ganze Katalog.",
    )
    valid_until = DayField(
        label="Gültig bis",
        initial=_usual_end,
        help_text="Höchstens zwei Jahre; danach vergeben Sie ein neues.",
    )

    def clean_valid_until(self) -> dt.date:
        day: dt.date = self.cleaned_data["valid_until"]
        today = timezone.localdate()
        if not today <= day <= today + dt.timedelta(days=LONGEST):
            raise ValidationError("Geben Sie einen Tag ab heute und innerhalb von zwei Jahren an.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {name: clean_text(one) if isinstance(one, str) else one for name, one in cleaned.items()}
