"""A catalogue as it was found in a workbook."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from catalogue.spreadsheet.columns import Column
from catalogue.spreadsheet.decisions import Decisions, Questions
from catalogue.spreadsheet.findings import Finding
from catalogue.spreadsheet.numbers import CatalogueNumber
from integration.spreadsheets.located import address
from integration.spreadsheets.values import EPOCH_1900, Number, Value, as_text

LOST = "abweichend: "  # before the heading of a column that holds cells without another place


@dataclass(frozen=True, slots=True)
class TableRow:
    """One numbered row: `cells` maps column key to text, `columns` the key to its index in the sheet."""

    index: int
    number: CatalogueNumber
    cells: dict[str, str]
    columns: dict[str, int]

    def at(self, key: str) -> str:
        """Return the address of the row's cell in the column `key`."""
        return address(self.index, self.columns[key])


@dataclass(slots=True)
class Table:
    """A catalogue found in a workbook: its columns by index, its rows, and what could not be read."""

    sheet: str
    columns: dict[int, Column]
    headings: dict[int, str]  # of all columns, those left out too, without names of persons
    questions: Questions = field(default_factory=lambda: Questions(Decisions()))
    rows: list[TableRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    filled: int = 0  # non-empty cells below the header; a merge counts once
    epoch: dt.date = EPOCH_1900  # the day from which the workbook counts its dates
    header: tuple[int, int] = (0, 0)  # its first and its last row
    fingerprint: str = ""  # of the headings, wherever their columns stand

    @property
    def keys(self) -> set[str]:
        return {column.key for column in self.columns.values()}

    def report(self, level: str, cell: str, message: str, *, reported: bool = False) -> None:
        self.findings.append(Finding(level, cell, message, reported))


def counted(count: int, one: str, many: str) -> str:
    """Return a number and what it counts: "1 Formel", "2 Formeln"."""
    return f"{count} {one if count == 1 else many}"


def shown(value: Value, epoch: dt.date = EPOCH_1900, *, code: bool = False) -> str:
    """Return a value as people read it: a date as 24.04.2017, a number as 51,3, but as 51.3 if it is a
    unit's code."""
    if isinstance(value, Number) and (day := value.day(epoch)):
        return f"{day:%d.%m.%Y}"
    return value.plain if code and isinstance(value, Number) else as_text(value)
