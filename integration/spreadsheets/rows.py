"""Rows of a workbook that is written in one go, each as one piece of XML.

openpyxl's own write-only sheet tries every styled cell as a plain value first and looks its style up anew;
that costs more than all the rest of writing it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from itertools import count
from typing import Any, NamedTuple

from lxml.etree import Element, SubElement
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from .located import column_letters

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Cell(NamedTuple):
    """A cell to be written: the number of its style in the workbook; a text, a number or nothing."""

    style: str
    value: str | float | None


class Line(list[Cell | None]):
    """A row's cells, None where it has none, and its height in points; 0 leaves the height to the reader."""

    height: float = 0


class RowSheet(WriteOnlyWorksheet):
    """A write-only sheet; `append` takes a list of `Cell`s or a `Line`."""

    def _write_rows(self) -> Generator[None, Iterable[Cell | None], None]:
        stream = self._writer.xf.send(True)
        with stream.element("sheetData"):
            try:
                for index in count(1):
                    stream.write(_row(str(index), (yield)))
            except GeneratorExit:
                pass  # that was the last row
        self._writer.xf.send(None)


def _row(index: str, cells: Iterable[Cell | None]) -> Any:
    row = Element("row", r=index)
    if height := getattr(cells, "height", 0):
        row.set("ht", str(height))
        row.set("customHeight", "1")
    for column, cell in enumerate(cells, 1):
        if cell is not None:
            _add_cell(row, column_letters(column) + index, cell)
    return row


def _add_cell(row: Any, reference: str, cell: Cell) -> None:
    style, value = cell
    if isinstance(value, str):
        written = SubElement(row, "c", r=reference, s=style, t="inlineStr")
        text = SubElement(SubElement(written, "is"), "t")
        text.text = value
        if value != value.strip():
            text.set(_SPACE, "preserve")
        return
    written = SubElement(row, "c", r=reference, s=style)
    if value is not None:
        SubElement(written, "v").text = str(value)
