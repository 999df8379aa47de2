"""Form fields for what a record holds: texts as the catalogue stores them, days, names of units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from catalogue.forms import DateInput
from catalogue.references import References
from catalogue.unit_tree import UnitTree
from integration.spreadsheets.texts import MAX_TEXT
from integration.texts import clean_text

UNITS_LIST = "stellen"  # the id of the page's one <datalist> of units
_DAYS = [MinValueValidator(dt.date(1900, 1, 1)), MaxValueValidator(dt.date(2200, 1, 1))]


class TextField(forms.CharField):
    """A text that fits into a workbook's cell. Even a short one may have several lines there, which the
    browser's one-line field would lose; so the widget always is a text area, of `rows` lines at first."""

    def __init__(self, *, rows: int = 1, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, **({"class": "line"} if rows == 1 else {})})
        super().__init__(**{"required": False, "max_length": MAX_TEXT, "widget": widget, **kwargs})

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class DayField(forms.DateField):
    """A day, cleaned to its ISO form as records hold it, the empty text for none."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "validators": _DAYS, **kwargs})

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return day.isoformat() if day else ""


class UnitField(forms.CharField):
    """A unit by code, name or any known spelling, typed with the page's list; cleaned to its slug."""

    def __init__(self, refs: References, tree: UnitTree, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": UNITS_LIST, "autocomplete": "off"})
        super().__init__(**{"required": False, "max_length": 300, "widget": widget, **kwargs})
        self._refs, self._tree = refs, tree

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        if slug := self._refs.find_unit(text):
            return slug
        if node := self._tree.find(text):
            return node.slug
        similar = " oder ".join(f"„{node}“" for node in self._tree.like(text, 3))
        way_out = f"Meinen Sie {similar}?" if similar else "Legen Sie sie zuerst unter „Stellen“ an."
        raise ValidationError(f"Eine Stelle „{text}“ gibt es nicht. {way_out}")


def spelling(slug: str, refs: References) -> str:
    """Return how a form names the unit: such that reading it again finds the same."""
    name = str(refs.units[slug])
    return name if refs.find_unit(name) == slug else slug
