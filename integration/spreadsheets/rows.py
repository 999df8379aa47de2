"""Rows of a workbook that is written in one go, each as one piece of XML.

openpyxl's own write-only sheet tries every styled cell as a plain value first and looks its style up anew;
that costs more than all the rest of writing it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from itertools import count
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from lxml.etree import fromstring
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from .located import column_letters


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
    """Return a row's element. Parsing its text is far cheaper than making an element of each cell."""
    height = getattr(cells, "height", 0)
    size = f' ht="{height}" customHeight="1"' if height else ""
    written = [
        _cell(column_letters(column) + index, *cell)
        for column, cell in enumerate(cells, 1)
        if cell is not None
    ]
    return fromstring(f'<row r="{index}"{size}>{"".join(written)}</row>')


def _cell(reference: str, style: str, value: str | float | None) -> str:
    if isinstance(value, str):
        text = f'<t xml:space="preserve">{escape(value)}</t>'
        return f'<c r="{reference}" s="{style}" t="inlineStr"><is>{text}</is></c>'
    content = "" if value is None else f"<v>{value}</v>"
    return f'<c r="{reference}" s="{style}">{content}</c>'
