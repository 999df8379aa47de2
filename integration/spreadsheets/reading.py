"""One streaming pass over a sheet's XML. What the file says of itself (its dimension) is never trusted."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from .located import address, column_index, column_letters, position
from .package import MAX_UNPACKED, TRUE, Package, in_main
from .refusal import Refused
from .strings import SharedStrings
from .styles import CellStyles
from .texts import Runs, Struck, cell_text
from .values import ErrorValue, Truth, Value, as_text, number

MAX_ROWS = 200_000
MAX_COLUMNS = 512
MAX_CELLS = 1_000_000  # filled ones, and those that merged ranges cover
MAX_MERGES = 5_000

FAR_CELL = (
    "In Zelle {} steht etwas weit außerhalb jeder Tabelle (erlaubt sind 200.000 Zeilen und 512 Spalten). "
    "Bitte diese Zelle leeren und die Datei erneut hochladen."
)
MANY_CELLS = (
    "Das Blatt „{}“ enthält mehr als eine Million gefüllte Zellen oder Formeln. "
    "Bitte nur den Maßnahmenkatalog in eine neue Arbeitsmappe kopieren und diese hochladen."
)
MANY_MERGES = (
    "Das Blatt „{}“ enthält zu viele verbundene Zellen (erlaubt sind 5.000 Bereiche). "
    "Bitte in Excel den Zellverbund unterhalb der Überschriften aufheben und die Datei erneut hochladen."
)

_COLUMNS = {column_letters(column): column for column in range(1, MAX_COLUMNS + 1)}

Merge = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its number, its filled cells by column, whether it is hidden."""

    index: int
    cells: dict[int, Value]
    hidden: bool = False


@dataclass(slots=True)
class Sheet:
    """A sheet's contents. Rows and columns count from 1; empty cells and empty rows are left out.

    `merges` are (first row, first column, last row, last column), cut to where the sheet is filled.
    `formulas` are the (row, column) of cells that hold one; their value is the one last computed,
    and a formula that never was computed stands in no row.
    `comments` are texts by (row, column), of cells that hold nothing too.
    `struck` is, by (row, column), the text that is struck through; it still stands in the cell's value too.
    `unstruck` is what is left of the cells only a part of which is.
    """

    name: str
    rows: list[Row]
    merges: list[Merge]
    hidden_columns: set[int]
    formulas: set[tuple[int, int]]
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: dict[tuple[int, int], str] = field(default_factory=dict)
    unstruck: dict[tuple[int, int], str] = field(default_factory=dict)


def read_sheet(
    package: Package,
    part: str,
    name: str,
    strings: SharedStrings,
    styles: CellStyles,
    most: int | None = None,
) -> Sheet:
    """Return the sheet in `part`, without its comments: they are parts of their own.

    Reading ends after `most` filled rows; what stands behind the rows (merged ranges) is then missing.
    """
    reader = _Reader(Sheet(name, [], [], set(), set()), strings, styles, most)
    with suppress(_Enough):
        package.walk(part, reader.opened, reader.closed, limit=MAX_UNPACKED)
    reader.cut_merges()
    return reader.sheet


class _Enough(Exception):
    """As many rows have been read as were wanted."""


class _Reader:
    """Builds a sheet from the beginnings and ends of its elements."""

    def __init__(self, sheet: Sheet, strings: SharedStrings, styles: CellStyles, most: int | None) -> None:
        self.sheet, self.strings, self.styles, self.most = sheet, strings, styles, most
        self.shared, self.formats = strings.texts, styles.formats
        self.strikes = bool(styles.struck or strings.struck)  # few workbooks do; the others pay nothing
        self.row = self.column = self.filled = 0
        self.row_text, self.hidden = "", False
        self.cells: dict[int, Value] = {}
        self.attributes: dict[str, str] = {}
        self.raw = ""
        self.runs = Runs()
        self.texts: dict[str, str] = {}  # the same marks and names recur: clean each once
        opened = {
            "row": self.begin_row,
            "c": self.begin_cell,
            "f": self.note_formula,
            "col": self.note_columns,
            "mergeCell": self.note_merge,
            "rPh": self.runs.begin_phonetic,
            "rPr": self.runs.begin_format,
            "strike": self.note_strike,
        }
        closed = {
            "row": self.end_row,
            "c": self.end_cell,
            "v": self.note_value,
            "t": self.runs.add,
            "rPh": self.runs.end_phonetic,
        }
        self.opened, self.closed = in_main(opened), in_main(closed)

    def begin_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes.get("r", self.row + 1))
        if row <= self.row:
            raise ValueError("Rows stand in their order.")
        self.row, self.column, self.row_text = row, 0, str(row)
        self.hidden = attributes.get("hidden") in TRUE or (
            attributes.get("customHeight") in TRUE and _is_zero(attributes.get("ht"))
        )
        self.cells = {}

    def begin_cell(self, attributes: dict[str, str]) -> None:
        column = self.column_of(attributes["r"]) if "r" in attributes else self.column + 1
        if column <= self.column:
            raise ValueError("Cells stand in their order.")
        self.column, self.attributes, self.raw = column, attributes, ""
        if self.runs.pieces:
            self.runs.clear()

    def column_of(self, reference: str) -> int:
        letters = reference.removesuffix(self.row_text)
        return _COLUMNS.get(letters) or column_index(letters)

    def note_value(self, text: str) -> None:
        self.raw = text

    def note_formula(self, _: dict[str, str]) -> None:
        self.sheet.formulas.add((self.row, self.column))
        if len(self.sheet.formulas) > MAX_CELLS:
            raise Refused(MANY_CELLS.format(self.sheet.name))

    def end_cell(self, _: str) -> None:
        value = self.value()
        if value == "":
            return
        if self.row > MAX_ROWS or self.column > MAX_COLUMNS:
            raise Refused(FAR_CELL.format(address(self.row, self.column)))
        self.cells[self.column] = value
        if self.strikes and (struck := self.struck(value)) and struck.text:
            self.sheet.struck[self.row, self.column] = struck.text
            if struck.rest:
                self.sheet.unstruck[self.row, self.column] = struck.rest

    def value(self) -> Value:
        kind = self.attributes.get("t", "n")
        if kind == "inlineStr":
            return self.text(self.runs.joined())
        if kind in ("str", "d") or not (raw := self.raw.strip()):
            return self.text(self.raw)
        if kind == "s":
            return self.shared[_index(raw)]
        if kind == "n":
            return number(raw, self.formats[_index(self.attributes.get("s", "0"))])
        return Truth(raw in TRUE) if kind == "b" else ErrorValue(raw)

    def text(self, raw: str) -> str:
        text = self.texts.get(raw)
        if text is None:
            text = self.texts[raw] = cell_text(raw)
        return text

    def note_strike(self, attributes: dict[str, str]) -> None:
        self.strikes = True
        self.runs.strike(attributes)

    def struck(self, value: Value) -> Struck | None:
        kind, by_style = self.attributes.get("t"), int(self.attributes.get("s", "0")) in self.styles.struck
        struck = None
        if kind == "inlineStr":
            struck = self.runs.struck(by_style=by_style)
        elif kind == "s":
            strings = self.strings.struck_by_style if by_style else self.strings.struck
            struck = strings.get(int(self.raw))
        return struck or (Struck(as_text(value), "") if by_style else None)

    def end_row(self, _: str) -> None:
        if self.cells:
            self.filled += len(self.cells)
            if self.filled > MAX_CELLS:
                raise Refused(MANY_CELLS.format(self.sheet.name))
            self.sheet.rows.append(Row(self.row, self.cells, self.hidden))
            if len(self.sheet.rows) == self.most:
                raise _Enough

    def note_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in TRUE or _is_zero(attributes.get("width")):
            last = min(int(attributes["max"]), MAX_COLUMNS)
            self.sheet.hidden_columns.update(range(max(1, int(attributes["min"])), last + 1))

    def note_merge(self, attributes: dict[str, str]) -> None:
        if len(self.sheet.merges) == MAX_MERGES:
            raise Refused(MANY_MERGES.format(self.sheet.name))
        first, _, last = attributes["ref"].partition(":")
        self.sheet.merges.append(position(first) + position(last or first))

    def cut_merges(self) -> None:
        """Cut merged ranges to the filled part of the sheet: a whole merged column has a million cells."""
        last_row = self.sheet.rows[-1].index if self.sheet.rows else 0
        last_column = max((max(row.cells) for row in self.sheet.rows), default=0)
        cut = [
            (top, left, min(bottom, last_row), min(right, last_column))
            for top, left, bottom, right in self.sheet.merges
        ]
        self.sheet.merges = [merge for merge in cut if merge[:2] != merge[2:] and _area(merge)]
        if sum(map(_area, self.sheet.merges)) > MAX_CELLS:
            raise Refused(MANY_MERGES.format(self.sheet.name))


def _is_zero(size: str | None) -> bool:
    return size is not None and not size.strip("0.")


def _index(text: str) -> int:
    index = int(text)
    if index < 0:
        raise ValueError("An index counts from 0.")
    return index


def _area(merge: Merge) -> int:
    top, left, bottom, right = merge
    return max(0, bottom - top + 1) * max(0, right - left + 1)
