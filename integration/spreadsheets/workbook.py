"""An opened workbook: its sheets, and what they share."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import NamedTuple

from .comments import read_comments
from .package import TRUE, Package, in_main
from .reading import Sheet, read_sheet
from .refusal import BROKEN, Refused
from .strings import SharedStrings, read_strings
from .styles import CellStyles, read_styles
from .texts import cell_text
from .values import EPOCH_1900, EPOCH_1904

NO_SHEET = "Die Arbeitsmappe enthält kein Tabellenblatt. Bitte prüfen Sie, ob es die richtige Datei ist."
UNKNOWN_SHEET = "Ein Blatt „{}“ gibt es in der Arbeitsmappe nicht. Vorhanden: {}."

_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"


class SheetInfo(NamedTuple):
    """A sheet before it is read."""

    name: str
    hidden: bool


class Workbook:
    """A workbook that passed `open_workbook`. Reading may still find it damaged: `Refused`."""

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._relations = package.relations(part)
        self._parts: dict[str, str] = {}  # of the sheets, by name
        self.sheets: list[SheetInfo] = []
        self.epoch: dt.date = EPOCH_1900  # the day from which its date cells count
        if part not in package:
            raise Refused(BROKEN)
        opened = {"sheet": self._note_sheet, "workbookPr": self._note_epoch}
        package.walk(part, in_main(opened), {})
        if not self.sheets:
            raise Refused(NO_SHEET)

    def read(self, name: str) -> Sheet:
        """Return the contents of the sheet called `name`."""
        part = self._part(name)
        sheet = read_sheet(self._package, part, name, self._strings, self._styles)
        sheet.comments = read_comments(self._package, part, name)
        return sheet

    def top(self, name: str, rows: int = 60) -> Sheet:
        """Return the first filled rows of the sheet called `name`: enough to see whether a table is there.

        Its merged ranges and comments are missing: they stand behind the rows, which are not read further.
        So damage there only shows when the sheet is read whole.
        """
        return read_sheet(self._package, self._part(name), name, self._strings, self._styles, rows)

    def _part(self, name: str) -> str:
        if name not in self._parts:
            raise Refused(UNKNOWN_SHEET.format(name, ", ".join(sheet.name for sheet in self.sheets)))
        return self._parts[name]

    def _note_sheet(self, attributes: dict[str, str]) -> None:
        relation = self._relations.get(attributes[_ID])
        name = cell_text(attributes["name"])
        if relation and relation.kind == "worksheet" and name not in self._parts:  # charts are sheets too
            self._parts[name] = relation.target
            self.sheets.append(SheetInfo(name, attributes.get("state", "visible") != "visible"))

    def _note_epoch(self, attributes: dict[str, str]) -> None:
        if attributes.get("date1904") in TRUE:
            self.epoch = EPOCH_1904

    @cached_property
    def _strings(self) -> SharedStrings:
        part = self._package.part_of_kind(self._relations, "sharedStrings")
        return read_strings(self._package, part, styles_strike=bool(self._styles.struck))

    @cached_property
    def _styles(self) -> CellStyles:
        return read_styles(self._package, self._package.part_of_kind(self._relations, "styles"))
