"""Believable catalogues of any size, the same ones every time.

A row draws its parts from rows of the demo city's workbook: what it says from one, whom it is for from
another, who does it from a third. So it is filled like a real one, and no two say the same.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from django.core.management import call_command
from django.db import connection
from openpyxl import Workbook, load_workbook

from catalogue.importing import carry_out, plan

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo-massnahmenkatalog.xlsx"
CONCEPT = "fluechtlinge"
COLUMNS = 28
CHUNK = 10_000  # rows of a workbook; an upload may have 10 MB
_HEADER = slice(2, 5)
_BODY = slice(5, None)
_GOAL, _TEXT = 2, 3
_PARTS = (slice(1, 4), slice(4, 14), slice(14, 27), slice(27, COLUMNS))

Cells = list[Any]


def rows(numbers: range, edition: int = 1) -> Iterator[Cells]:
    """Yield one row of 28 cells for each number of a measure; every edition words goal and text anew."""
    _, body = _demo()
    for number in numbers:
        draw = Random(number)
        row: Cells = [number]
        for part in _PARTS:
            row += draw.choice(body)[part]
        of_edition = f", {edition}. Fassung" if edition > 1 else ""
        for column in (_GOAL, _TEXT):
            if row[column]:
                row[column] = f"{row[column]} (Vorhaben {number}{of_edition})"
        yield row


def workbook(numbers: range, edition: int = 1) -> bytes:
    """Return a workbook in the original layout with a row for each number."""
    head, _ = _demo()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Maßnahmenkatalog")
    for row in (*head, *rows(numbers, edition)):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill(numbers: range, at: dt.datetime | None = None) -> None:
    """Import measures of these numbers into the database, the way a catalogue gets there, `at` a moment."""
    for start in range(numbers.start, numbers.stop, CHUNK):
        chunk = workbook(range(start, min(start + CHUNK, numbers.stop)))
        carry_out(plan(chunk, concept=CONCEPT), by=None, reason="Bestand für Messungen", at=at)
    settle()


def settle() -> None:
    """Let the database take stock; PostgreSQL's autovacuum would do so within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")


def empty() -> None:
    """Bring the database back to an empty installation's."""
    call_command("flush", interactive=False, verbosity=0)
    call_command("loaddata", "reference", verbosity=0)


@cache
def _demo() -> tuple[list[Cells], list[Cells]]:
    """Return the demo workbook's header, and its rows that carry a measure rather than refer to one."""
    sheet = load_workbook(DEMO, read_only=True).worksheets[0]
    everything = [list(row[:COLUMNS]) for row in sheet.iter_rows(values_only=True)]
    return everything[_HEADER], [row for row in everything[_BODY] if row[_GOAL] or row[_TEXT]]
