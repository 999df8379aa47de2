"""What was recognised in a workbook, as an import's draft keeps it for the page where people correct it."""

from __future__ import annotations

from typing import Any

from catalogue.importing import Plan
from catalogue.spreadsheet.decisions import LEAVE_OUT
from catalogue.spreadsheet.searching import NoNumberColumn, TableUnclear
from catalogue.spreadsheet.table import Table, shown
from integration.spreadsheets.located import column_letters
from integration.spreadsheets.refusal import Refused
from integration.spreadsheets.workbook import Workbook

SAMPLES = 3  # cells shown of each column
TOP = 20  # rows shown of a sheet, so that a person can point at the header
TOPS = 5  # sheets of which they are shown where it is not clear which has the table
_CELL, _SAMPLE = 60, 80  # characters

TopRows = list[list[Any]]  # [row number, {column letters: text}]


def recognised(planned: Plan, workbook: Workbook) -> dict[str, Any]:
    """Return what the reader took for the table, and the questions it leaves open."""
    table, other = planned.table, planned.other_catalogue
    return {
        "sheet": table.sheet,
        "header": list(table.header),
        "rows": len(table.rows),
        "columns": _columns(table),
        "sheets": _sheets(workbook),
        "questions": table.questions.to_json(),
        "other_catalogue": other.to_json() if other else None,
        "top": _top(workbook, table.sheet),
    }


def in_sight(refused: Refused, workbook: Workbook) -> dict[str, Any]:
    """Return what a person can choose from where no table, or more than one, was recognised."""
    candidates = refused.candidates if isinstance(refused, TableUnclear) else []
    names = [one.sheet for one in candidates] or [info.name for info in workbook.sheets]
    seen = {
        "sheets": _sheets(workbook),
        "candidates": [
            {
                "sheet": one.sheet,
                "header": [one.first_row, one.last_row],
                "hidden": one.hidden,
                "headings": list(one.headings),
            }
            for one in candidates
        ],
        "tops": {name: _top(workbook, name) for name in list(dict.fromkeys(names))[:TOPS]},
    }
    if isinstance(refused, NoNumberColumn):
        seen["questions"] = refused.questions.to_json()
    return seen


def _sheets(workbook: Workbook) -> list[dict[str, Any]]:
    return [info._asdict() for info in workbook.sheets]


def _columns(table: Table) -> list[dict[str, Any]]:
    """Return each column, those left out too, with the first different cells of those that are read."""
    samples: dict[str, list[str]] = {column.key: [] for column in table.columns.values()}
    for row in table.rows:
        for key, text in {"number": str(row.number), **row.cells}.items():
            of_column = samples.get(key, [])
            if len(of_column) < SAMPLES and text not in of_column:
                of_column.append(text[:_SAMPLE])
    return [
        {
            "column": column_letters(index),
            "key": column.key if column else LEAVE_OUT,
            "heading": heading,
            "meaning": list(dict.fromkeys(filter(None, column.headings))) if column else [],
            "samples": samples[column.key] if column else [],
        }
        for index, heading in sorted(table.headings.items())
        for column in (table.columns.get(index),)
    ]


def _top(workbook: Workbook, sheet: str) -> TopRows:
    """Return the first filled rows of a sheet; none of one that is damaged."""
    try:
        rows = workbook.top(sheet, TOP).rows
    except Refused:
        return []
    return [
        [
            row.index,
            {
                column_letters(index): shown(value, workbook.epoch)[:_CELL]
                for index, value in row.cells.items()
            },
        ]
        for row in rows[:TOP]
    ]
