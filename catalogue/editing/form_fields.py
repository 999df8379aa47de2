"""Form fields for what a record holds: texts and days as the catalogue stores them."""

from __future__ import annotations

from typing import Any

from django import forms

from catalogue.forms import DayField
from integration.spreadsheets.texts import MAX_TEXT
from integration.texts import clean_text


class TextField(forms.CharField):
    """A text that fits into a workbook's cell. Even a short one may have several lines there, which the
    browser's one-line field would lose; so the widget always is a text area, of `rows` lines at first."""

    def __init__(self, *, rows: int = 1, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, **({"class": "line"} if rows == 1 else {})})
        super().__init__(**{"required": False, "max_length": MAX_TEXT, "widget": widget, **kwargs})

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class RecordDayField(DayField):
    """A day, cleaned to its ISO form as records hold it, the empty text for none."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return day.isoformat() if day else ""
