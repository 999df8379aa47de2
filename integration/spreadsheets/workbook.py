"""An opened workbook: its sheets, its shared strings and its number formats."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS

from .package import MAX_UNPACKED, TOO_LARGE, Package
from .reading import MAIN, TRUE, Sheet, read_sheet
from .refusal import BROKEN, Refused
from .texts import Runs, cell_text
from .values import EPOCH_1900, EPOCH_1904

MAX_STRINGS = 1_000_000

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
        opened = {MAIN + "sheet": self._note_sheet, MAIN + "workbookPr": self._note_epoch}
        package.walk(part, opened, {})
        if not self.sheets:
            raise Refused(NO_SHEET)

    def read(self, name: str) -> Sheet:
        """Return the contents of the sheet called `name`."""
        if name not in self._parts:
            raise Refused(UNKNOWN_SHEET.format(name, ", ".join(sheet.name for sheet in self.sheets)))
        return read_sheet(self._package, self._parts[name], name, self._strings, self._formats)

    def _note_sheet(self, attributes: dict[str, str]) -> None:
        relation = self._relations.get(attributes[_ID])
        name = cell_text(attributes["name"])
        if relation and relation.kind == "worksheet" and name not in self._parts:  # charts are sheets too
            self._parts[name] = relation.target
            self.sheets.append(SheetInfo(name, attributes.get("state", "visible") != "visible"))

    def _note_epoch(self, attributes: dict[str, str]) -> None:
        if attributes.get("date1904") in TRUE:
            self.epoch = EPOCH_1904

    def _part_of_kind(self, kind: str) -> str | None:
        parts = (relation.target for relation in self._relations.values() if relation.kind == kind)
        return next((part for part in parts if part in self._package), None)

    @cached_property
    def _strings(self) -> list[str]:
        strings: list[str] = []
        runs = Runs()

        def begin(_: dict[str, str]) -> None:
            runs.clear()
            if len(strings) == MAX_STRINGS:
                raise Refused(TOO_LARGE)

        def end(_: str) -> None:
            strings.append(cell_text(runs.joined()))

        if part := self._part_of_kind("sharedStrings"):
            opened = {MAIN + "si": begin, MAIN + "rPh": runs.begin_phonetic}
            closed = {MAIN + "si": end, MAIN + "rPh": runs.end_phonetic, MAIN + "t": runs.add}
            self._package.walk(part, opened, closed, limit=MAX_UNPACKED)
        return strings

    @cached_property
    def _formats(self) -> list[str]:
        """The number format code of every cell style, in the order in which cells cite them."""
        codes = dict(BUILTIN_FORMATS)
        styles: list[str] = []
        inside = False  # <cellXfs>: <cellStyleXfs> holds <xf> too

        def enter(_: dict[str, str]) -> None:
            nonlocal inside
            inside = True

        def leave(_: str) -> None:
            nonlocal inside
            inside = False

        def note_code(attributes: dict[str, str]) -> None:
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]

        def note_style(attributes: dict[str, str]) -> None:
            if inside:
                styles.append(codes.get(int(attributes.get("numFmtId", "0")), "General"))

        if part := self._part_of_kind("styles"):
            opened = {"cellXfs": enter, "numFmt": note_code, "xf": note_style}
            handlers = {MAIN + name: handler for name, handler in opened.items()}
            self._package.walk(part, handlers, {MAIN + "cellXfs": leave})
        return styles or ["General"]
