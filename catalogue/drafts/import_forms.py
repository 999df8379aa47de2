"""What people send to an import: a workbook, and which of its changes are to be made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from catalogue.models import Concept
from integration.spreadsheets.opening import EMPTY, TOO_BIG
from integration.spreadsheets.package import MAX_PACKED


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Arbeitsmappe",
        help_text="Eine Excel-Datei (.xlsx) mit dem Maßnahmenkatalog, höchstens 10 MB, ohne Makros und "
        "ohne Kennwort.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": EMPTY},
    )
    concept = forms.ModelChoiceField(
        Concept.objects.all(),
        label="Integrationskonzept",
        required=False,
        empty_label="nicht angegeben",
        help_text="Seiten wie „S.15“ sind Seiten eines Konzepts. Ohne Angabe bleibt es bei dem, was der "
        "Katalog weiß; neue Katalogzeilen bleiben ohne Konzept.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_PACKED:
            raise ValidationError(TOO_BIG)
        return file


def chosen(sent: QueryDict) -> dict[int, set[str]]:
    """Return the boxes that are set on each measure's card; none where the measure is left out.

    `massnahme` names the cards that were shown, `ganz` those to be taken, `aenderung-<number>` their paths.
    """
    whole = set(sent.getlist("ganz"))
    return {
        int(number): set(sent.getlist(f"aenderung-{number}")) if number in whole else set()
        for number in sent.getlist("massnahme")
        if number.isascii() and number.isdigit() and len(number) < 10
    }
