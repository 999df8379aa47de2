"""What the browser sends of one cell of the table."""

from __future__ import annotations

from django import forms

from catalogue.editing.cell_edit import CellEdit
from catalogue.editing.conflicts import OURS, THEIRS
from catalogue.editing.form_fields import TextField
from catalogue.spreadsheet.numbers import HIGHEST, HIGHEST_SUB

_VERSIONS = 2**31 - 1


class CellForm(forms.Form):
    """`fassung` is the version that the page showed. After a conflict `gegen` is the version it was with,
    and `wahl` whose text shall count."""

    massnahme = forms.IntegerField(min_value=1, max_value=HIGHEST)
    zeile = forms.IntegerField(min_value=0, max_value=HIGHEST_SUB)
    spalte = forms.CharField(max_length=300)
    fassung = forms.IntegerField(min_value=1, max_value=_VERSIONS)
    text = TextField()
    begruendung = TextField()
    neu = forms.BooleanField(required=False)
    gegen = forms.IntegerField(required=False, min_value=1, max_value=_VERSIONS)
    wahl = forms.ChoiceField(required=False, choices=[(OURS, OURS), (THEIRS, THEIRS)])

    @property
    def sentence(self) -> str:
        """Return what is wrong."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)

    @property
    def cell(self) -> CellEdit:
        data = self.cleaned_data
        return CellEdit(data["zeile"], data["spalte"], data["text"], data["begruendung"], data["neu"])
