"""Issued workbooks, filled in as a department fills them in."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from catalogue.extracts import extract_layout as layout
from catalogue.extracts.extract_workbook import write
from catalogue.models import Answer, Extract, UnitReturn
from catalogue.records import edits_from_json
from catalogue.returns import return_file
from catalogue.returns.return_reading import Reading, read_return
from integration.spreadsheets.opening import open_workbook
from tests.factories import make_returned_file

HEADER = 6  # the row of the lowest headings
STATUS, REASON, PROGRESS, SINCE, QUESTION, NOTE, UNCHANGED = (one.heading for one in layout.ASKED)
TEXT, GOAL, LABEL = (
    "Wie soll das Ziel umgesetzt werden",
    "Was soll erreicht werden?",
    "Übergeordnetes Thema / Handlungsfeld",
)
NR, KEY, REMARK, PARTNERS = "Nr", layout.KEY_HEADING, "Bemerkungen", "weitere / Kooperationspartner"


class Filled:
    """An issued workbook in a department's hands."""

    def __init__(self, extract: Extract) -> None:
        stream = io.BytesIO()
        write(extract, stream)
        self.issued = stream.getvalue()
        self.workbook = openpyxl.load_workbook(io.BytesIO(self.issued))
        self.sheet: Worksheet = self.workbook[layout.SHEET]
        self.keys: Worksheet = self.workbook[layout.KEYS_SHEET]

    @property
    def columns(self) -> dict[str, int]:
        found = {}
        for position in range(1, self.sheet.max_column + 1):
            texts = [self.sheet.cell(HEADER - level, position).value for level in range(3)]
            found[str(next((text for text in texts if text), ""))] = position
        return found

    def row(self, number: str) -> int:
        """Return the row of a number, or the first free one for "neu"."""
        for row in range(HEADER + 1, self.sheet.max_row + 1):
            if str(self.sheet.cell(row, 1).value).replace(".", ",") == number:
                filled = [self.sheet.cell(row, at).value for at in range(2, self.sheet.max_column + 1)]
                if number != layout.NEW_MARK or not any(filled):
                    return row
        raise LookupError(number)

    def cell(self, number: str, heading: str) -> Cell:
        return self.sheet.cell(self.row(number), self.columns[heading])

    def fill(self, number: str, **cells: Any) -> Filled:
        """Fill cells in, by heading; a heading that is no name comes in `{"…": value}` as `also`."""
        row, columns = self.row(number), self.columns
        for heading, value in {**cells.pop("also", {}), **cells}.items():
            self.sheet.cell(row, columns[heading]).value = value
        return self

    def bytes(self) -> bytes:
        stream = io.BytesIO()
        self.workbook.save(stream)
        return stream.getvalue()

    def copy_row(self, number: str) -> int:
        """Put a row below all others that says the same as that of `number`, and return its index."""
        source, below = self.row(number), self.sheet.max_row + 1
        for at in range(1, self.sheet.max_column + 1):
            self.sheet.cell(below, at).value = self.sheet.cell(source, at).value
        return below


def read(filled: Filled | bytes, extract: Extract, *, by_hand: bool = False) -> Reading:
    data = filled if isinstance(filled, bytes) else filled.bytes()
    return read_return(open_workbook(data), extract, by_hand=by_hand)


def answers(reading: Reading) -> dict[int, Answer]:
    """Return the answers by the measure's number; further measures are 0, -1 and so on."""
    found: dict[int, Answer] = {}
    for one in reading.answers:
        further = -sum(number <= 0 for number in found)
        found[one.base.number if one.base else further] = one
    return found


def edits(reading: Reading) -> dict[int, dict[tuple, Any]]:
    """Return what is edited, by the measure's number."""
    return {number: edits_from_json(one.edits) for number, one in answers(reading).items() if one.edits}


def messages(reading: Reading, *levels: str) -> list[tuple[str, str]]:
    return [(one.cell, one.message) for one in reading.findings if not levels or one.level in levels]


def received(data: bytes, *, by: Any = None, name: str = "Auszug.xlsx", **fields: Any) -> UnitReturn:
    """Return a returned file as its child leaves it; it is read here."""
    one = make_returned_file(data, by=by, name=name, **{"state": UnitReturn.State.READING, **fields})
    return_file.read(one)
    one.refresh_from_db()
    return one
