"""Whose extract a returned file is: the token on its hidden sheet, and what it is where that is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from catalogue.extracts.extract_layout import FORMAT, KEYS_HEADER_ROW, TOKEN_LABEL, number_of_key
from catalogue.models import Extract
from integration.spreadsheets.reading import Sheet
from integration.spreadsheets.refusal import Refused
from integration.spreadsheets.values import as_text
from integration.spreadsheets.workbook import Workbook

WITHOUT_STAMP = (
    "In der Datei fehlt das ausgeblendete Blatt mit der Kennung des Auszugs. Die Koordination kann sie einem "
    "Auszug zuordnen; dann wird sie nach den Nummern der Maßnahmen gelesen."
)
TAMPERED = (
    "Die Kennung des Auszugs in der Datei wurde verändert: Zu ihr passt keiner der ausgegebenen Auszüge. Die "
    "Koordination kann die Datei einem Auszug zuordnen; dann wird sie nach den Nummern der Maßnahmen gelesen."
)
OTHER_INSTALLATION = (
    "Die Datei stammt nicht von hier: Den Auszug mit ihrer Kennung hat diese Installation nicht ausgegeben. "
    "Bitte senden Sie sie dorthin zurück, woher sie kam, oder laden Sie den Auszug von hier herunter."
)
OTHER_FORMAT = (
    "Die Datei ist in einem Aufbau ausgegeben, den diese Fassung der Anwendung nicht kennt. Bitte laden Sie "
    "den Auszug neu herunter und tragen Sie die Angaben dort ein."
)
NOT_YOURS = (
    "Die Datei ist der Auszug einer anderen Stelle. Zurücksenden kann ihn, wer zu dieser Stelle gehört, oder "
    "die Koordination. Bitte prüfen Sie, ob es die richtige Datei ist."
)
_READ = KEYS_HEADER_ROW + 3  # filled rows of the hidden sheet that are looked at


class Unassigned(Exception):
    """The file is readable, but which extract it answers is for a person to say."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the hidden sheet says: the token, the layout, and a row's key by which the token is told."""

    token: str
    format: str
    key: str


def stamp_of(workbook: Workbook) -> Stamp | None:
    """Return the stamp of an issued workbook, wherever its sheet stands now; None where there is none."""
    for info in sorted(workbook.sheets, key=lambda info: not info.hidden):
        sheet = workbook.top(info.name, _READ)
        if _text(sheet, 1, 1) == TOKEN_LABEL:
            keys = [_text(sheet, row.index, 1) for row in sheet.rows if row.index > KEYS_HEADER_ROW]
            return Stamp(_text(sheet, 1, 2), _text(sheet, 2, 2), next(iter(keys), ""))
    return None


def _text(sheet: Sheet, row: int, column: int) -> str:
    return next((as_text(one.cells.get(column)) for one in sheet.rows if one.index == row), "")


def extract_of(workbook: Workbook, *, by: Any, on: dt.date) -> Extract:
    """Return the extract that a file answers, if `by` may send it on the day `on`.

    Raises `Unassigned` for a file without a token or with one that was changed, `Refused` for one that is
    not from here, or another unit's.
    """
    stamp = stamp_of(workbook)
    if stamp is None or not stamp.token:
        raise Unassigned(WITHOUT_STAMP)
    extract = Extract.objects.select_related("unit", "round").filter(token=stamp.token).first()
    fits = not stamp.key or number_of_key(stamp.token, stamp.key) is not None
    if not fits:
        raise Unassigned(TAMPERED)
    if extract is None:
        if not stamp.key:
            raise Unassigned(TAMPERED)
        raise Refused(OTHER_INSTALLATION)
    if stamp.format != FORMAT:
        raise Refused(OTHER_FORMAT)
    if by is not None and not Extract.objects.visible_to(by, on=on).filter(pk=extract.pk).exists():
        raise Refused(NOT_YOURS)
    return extract
