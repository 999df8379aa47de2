"""A form's field for a workbook that somebody uploads; what is in it is looked at elsewhere, in a child."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .opening import EMPTY, TOO_BIG
from .package import MAX_PACKED


class WorkbookField(forms.FileField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": ".xlsx"})
        super().__init__(**{"widget": widget, "error_messages": {"empty": EMPTY}, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > MAX_PACKED:
            raise ValidationError(TOO_BIG)
        return file
