"""What people send to an import: a workbook, and which of its changes are to be made."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from catalogue.models import Concept
from integration.spreadsheets.upload import WorkbookField


class UploadForm(forms.Form):
    file = WorkbookField(
        label="Arbeitsmappe",
        help_text="Eine Excel-Datei (.xlsx) mit dem Maßnahmenkatalog, höchstens 10 MB, ohne Makros und "
        "ohne Kennwort.",
    )
    concept = forms.ModelChoiceField(
        Concept.objects.all(),
        label="Integrationskonzept",
        required=False,
        empty_label="nicht angegeben",
        help_text="Seiten wie „S.15“ sind Seiten eines Konzepts. Ohne Angabe bleibt es bei dem, was der "
        "Katalog weiß; neue Katalogzeilen bleiben ohne Konzept.",
    )


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
