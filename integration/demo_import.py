"""How the demo city's catalogue came in: the import of 2017, and a workbook that waits for a decision."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl

from catalogue.drafts import drafting
from catalogue.models import Concept, ImportDraft, MeasureVersion, Unit
from catalogue.spreadsheet.columns import HEADER_ROWS
from catalogue.spreadsheet.writing import write_workbook
from integration.accounts.models import User
from integration.files.models import StoredFile

_UNIT = "FB-40"
_PROGRESS = {  # what it wrote, by measure
    "34": "Die Anlaufstelle berät seit August auch in den Räumen der Volkshochschule.",
    "35": "Zwei Schulen haben sich beworben; die Auswahl trifft die Schulleitungsrunde.",
}


def import_catalogue(workbook: Path, *, by: User, at: dt.datetime) -> None:
    """Bring the city's first catalogue in, as the page does it."""
    draft = _draft(workbook.name, workbook.read_bytes(), by=by, at=at)
    drafting.read(draft)
    drafting.write(draft, at=at)
    _date(draft, at)


def leave_waiting(*, by: User, at: dt.datetime) -> None:
    """Upload what a department wrote into its part of the catalogue; nobody has decided about it yet."""
    stream = io.BytesIO()
    write_workbook(MeasureVersion.objects.current().for_units(Unit.objects.filter(slug=_UNIT)), stream)
    book = openpyxl.load_workbook(stream)
    sheet = book.worksheets[0]
    progress = next(cell.column for cell in sheet[HEADER_ROWS] if cell.value == "Sachstand")
    for row in sheet.iter_rows(min_row=HEADER_ROWS + 1):
        if told := _PROGRESS.get(str(row[0].value).replace(".", ",").partition(",")[0]):
            sheet.cell(row[0].row, progress, told)
    changed = io.BytesIO()
    book.save(changed)
    draft = _draft(f"Massnahmenkatalog_{_UNIT}.xlsx", changed.getvalue(), by=by, at=at)
    drafting.read(draft)
    _date(draft, at)


def _draft(name: str, data: bytes, *, by: User, at: dt.datetime) -> ImportDraft:
    file = StoredFile.objects.store(name=name, data=data, by=by)
    concept = Concept.objects.get(slug="fluechtlinge")
    return ImportDraft.objects.create(
        file=file, concept=concept, by=by, by_function=by.function, created_at=at, touched_at=at
    )


def _date(draft: ImportDraft, at: dt.datetime) -> None:
    """Give the draft and its file the demo's time in place of this moment's."""
    ImportDraft.objects.filter(pk=draft.pk).update(touched_at=at)
    StoredFile.objects.filter(pk=draft.file_id).update(stored_at=at)
