"""What is crossed with what: the GET parameters of the evaluation beside the list's."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from catalogue.evaluation.dimensions import ACTION_FIELD, DIMENSIONS, STATUS, Dimension

ROWS, COLUMNS = "zeilen", "spalten"
_CHOICES = [(one.name, one.label) for one in DIMENSIONS.values()]
_UNKNOWN = {"invalid_choice": "„%(value)s“ gibt es hier nicht."}


class EvaluationForm(forms.Form):
    """Without parameters, action fields by state. Two different dimensions, or it is refused."""

    zeilen = forms.ChoiceField(label="Zeilen", choices=_CHOICES, error_messages=_UNKNOWN)
    spalten = forms.ChoiceField(label="Spalten", choices=_CHOICES, error_messages=_UNKNOWN)

    def __init__(self, data: QueryDict) -> None:
        filled = data.copy()
        for name, usual in ((ROWS, ACTION_FIELD), (COLUMNS, STATUS)):
            filled[name] = data.get(name) or usual.name
        super().__init__(filled)

    def clean_spalten(self) -> str:
        chosen: str = self.cleaned_data[COLUMNS]
        if chosen == self.cleaned_data.get(ROWS):
            raise forms.ValidationError("Wählen Sie für Zeilen und Spalten Verschiedenes.")
        return chosen

    @property
    def sides(self) -> tuple[Dimension, Dimension] | None:
        """Return the dimensions of rows and columns, None where the choice is refused."""
        if not self.is_valid():
            return None
        return DIMENSIONS[self.cleaned_data[ROWS]], DIMENSIONS[self.cleaned_data[COLUMNS]]
