"""Workbooks that other people wrote, odd ones and plans of towns, opened or refused with a reason.

They are not ours to publish, so they lie beside the repository: WORKBOOKS_DIR says where.
"""

from __future__ import annotations

import datetime as dt
import os
import time
import warnings
from pathlib import Path

import pytest
from openpyxl import load_workbook

from integration.spreadsheets.opening import Refused, open_workbook
from integration.spreadsheets.texts import cell_text
from integration.spreadsheets.values import ErrorValue, Number, Truth, Value
from integration.texts import clean_text

ROOT = Path(__file__).resolve().parents[3]
WORKBOOKS = Path(os.environ.get("WORKBOOKS_DIR", ROOT.parent / "shared" / "data" / "workbooks"))
FILES = sorted(path for path in WORKBOOKS.glob("*/*") if path.is_file())
MISSING = f"Die Arbeitsmappen zum Prüfen fehlen in {WORKBOOKS} (Umgebungsvariable WORKBOOKS_DIR)."

REFUSALS = {
    "apache_SampleSS.strict.xlsx": "Strict Open XML",
    "apache_SampleSS.xls": "alten Format",
    "apache_SimpleMacro.xlsm": "Makros",
    "apache_invalid.xlsx": "ZIP-Archiv",
    "apache_poc-shared-strings.xlsx": "32.767 Zeichen",
    "apache_poc-xmlbomb.xlsx": "DOCTYPE",
    "apache_protected_passtika.xlsx": "Kennwort",
    "apache_xlsx-corrupted.xlsx": "beschädigt",
    "docx_renamed_to.xlsx": "Word",
    "xls_renamed_to.xlsx": "alten Format",
    "xlsm_renamed_to.xlsx": "Makros",
}
READABLE = [path for path in FILES if path.name not in REFUSALS]


def test_corpus_is_there() -> None:
    if FILES:
        assert {path.name for path in FILES} >= set(REFUSALS)
    elif os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    else:
        warnings.warn(MISSING, stacklevel=1)


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.name in REFUSALS], ids=lambda path: path.name
)
def test_corpus_refusal_says_what_the_file_is(path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(Refused) as refusal:
        read_all(path)
    assert REFUSALS[path.name] in str(refusal.value)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_corpus_is_read_as_openpyxl_reads_it(path: Path) -> None:
    ours = read_all(path)
    for sheet in load_workbook(path, data_only=True, keep_links=False).worksheets:
        theirs = {
            (cell.row, cell.column): cell
            for cell in sheet._cells.values()  # iter_rows would visit 17 billion in one of the files
            if cell.value is not None and str(cell.value).strip()
        }
        covered = {key for merge in sheet.merged_cells.ranges for key in merge.cells}
        assert set(theirs) <= set(ours[sheet.title]) <= set(theirs) | covered
        for key, cell in theirs.items():
            assert same(ours[sheet.title][key], cell.value), cell.coordinate


ANNOTATED = {"apache_comments.xlsx", "tet_plan_sans_axes.xlsx", "SheetJS_rich_text_stress.xlsx"}


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.name in ANNOTATED], ids=lambda path: path.name
)
def test_corpus_comments_and_strikes_are_read_as_openpyxl_reads_them(path: Path) -> None:
    workbook = open_workbook(path)
    found = 0
    for theirs in load_workbook(path, keep_links=False).worksheets:
        sheet, filled = workbook.read(theirs.title), theirs._cells.items()
        assert sheet.comments == {at: clean_text(cell.comment.text) for at, cell in filled if cell.comment}
        assert set(sheet.struck) - set(sheet.unstruck) == {
            at for at, cell in filled if cell.font.strike and cell.value is not None
        }
        found += len(sheet.comments) + len(sheet.struck)
    assert found


def read_all(path: Path) -> dict[str, dict[tuple[int, int], Value]]:
    workbook = open_workbook(path)
    return {
        info.name: {
            (row.index, column): value
            for row in workbook.read(info.name).rows
            for column, value in row.cells.items()
        }
        for info in workbook.sheets
    }


def same(ours: Value, theirs: object) -> bool:
    match ours:
        case Truth():
            return theirs is ours.value
        case ErrorValue():
            return theirs == ours.code
        case Number() if isinstance(theirs, dt.time | dt.timedelta):
            return not ours.is_date
        case Number():
            return ours.is_date if isinstance(theirs, dt.date) else float(ours.raw) == theirs
        case _:
            return ours in (cell_text(str(theirs)), clean_text(str(theirs)))  # escapes only now and then
