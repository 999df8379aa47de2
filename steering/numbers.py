"""Numbers as people here write and read them: 12.500,5."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms

_GERMAN = str.maketrans(",.", ".,")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")


def amount(value: Any) -> str:
    """Return a number as people read it, without digits that say nothing: 1.200, 12,5, -3."""
    return f"{value:,.2f}".rstrip("0").rstrip(".").translate(_GERMAN)


def euros(value: Decimal) -> str:
    """Return a sum of money as people read it: 12.500 or 12.500,50."""
    return f"{value:,.2f}".removesuffix(".00").translate(_GERMAN)


def shown(number: Decimal | None) -> str:
    """Return the same of a number that may be missing."""
    return "" if number is None else amount(number)


def plain(number: Decimal) -> str:
    """Return a number as spreadsheets and fields here take it: 1200, 12,5, -3."""
    return amount(number).replace(".", "")


def of_measures(numbers: Collection[int]) -> str:
    """Return how a line names measures: "Maßnahme 7", "Maßnahmen 7, 8", "" for none."""
    noun = "Maßnahme" if len(numbers) == 1 else "Maßnahmen"
    return f"{noun} {', '.join(map(str, numbers))}" if numbers else ""


class NumberField(forms.DecimalField):
    """A number as people write it: 12, 12,5, 12.500 or 12.500,50 €; as machines do, 12500.5, too."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"invalid": "Das ist keine Zahl. Geben Sie zum Beispiel 12 oder 12,5 ein."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, "localize": False, **kwargs})

    def to_python(self, value: Any) -> Any:
        text = str("" if value is None else value)
        for aside in ("\N{NO-BREAK SPACE}", " ", "€"):
            text = text.replace(aside, "")
        if "," in text or _THOUSANDS.fullmatch(text):
            text = text.replace(".", "").replace(",", ".")
        return super().to_python(text)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value
