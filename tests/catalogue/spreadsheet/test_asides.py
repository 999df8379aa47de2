"""What a sheet holds beside plain values: said with its address, and decided by people."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from catalogue.reference.references import References
from catalogue.spreadsheet.columns import layout
from catalogue.spreadsheet.decisions import (
    COLUMN,
    COMMENTS,
    HIDDEN_ROWS,
    LEAVE_OUT,
    OWN,
    REMARK,
    STRUCK,
    Decisions,
)
from catalogue.spreadsheet.reading import read_table
from catalogue.spreadsheet.table import Table
from integration.spreadsheets.opening import open_workbook
from tests.catalogue import workbooks
from tests.catalogue.workbooks import GOAL, NR, Cells, saved, workbook

pytestmark = pytest.mark.usefixtures("reference_data")


def book(*rows: Cells, merges: tuple[str, ...] = ()) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook(rows, merges=merges)))


def read(source: Any, answers: Mapping[str, Mapping[str, str]] | None = None) -> Table:
    refs = References.load()
    data = source if isinstance(source, bytes) else saved(source)
    return read_table(open_workbook(data), layout(refs), refs, Decisions(answers=answers or {}))


def said(table: Table) -> list[tuple[str, str, str]]:
    return [(one.level, one.cell, one.message) for one in table.findings]


def reported(table: Table) -> set[str]:
    return {one.cell for one in table.findings if one.reported}


def one_cell(table: Table) -> Mapping[str, str]:
    (row,) = table.rows
    return row.cells


# --- Hidden rows and columns


def hidden_row() -> Any:
    source = book({NR: "7,0", GOAL: "a"}, {NR: "8,0", GOAL: "b"})
    source.active.row_dimensions[5].hidden = True
    return source


def test_hidden_rows_are_read_and_said() -> None:
    table = read(hidden_row())
    assert [str(row.number) for row in table.rows] == ["7,0", "8,0"]
    assert said(table) == [
        ("warning", "A5", "1 ausgeblendete Zeile, gelesen wie andere; die erste ist diese.")
    ]
    asked = table.questions.asked[HIDDEN_ROWS, ""]
    assert (asked.shown, asked.count, asked.cells) == ("1 ausgeblendete Zeile", 1, ["A5"])


def test_hidden_rows_can_be_left_out() -> None:
    table = read(hidden_row(), {HIDDEN_ROWS: {"": LEAVE_OUT}})
    assert [str(row.number) for row in table.rows] == ["7,0"]
    assert ("info", "C5", "Ausgeblendete Zeile. Nicht übernommen: b") in said(table)
    assert (table.filled, reported(table)) == (4, {"A5", "C5"})


def test_a_hidden_column_with_content_is_said() -> None:
    source = book({NR: "7,0", GOAL: "a"})
    for letters in ("C", "D"):
        source.active.column_dimensions[letters].hidden = True
    ((level, cell, message),) = said(read(source))
    assert (level, cell) == ("warning", "C3")
    assert message.startswith("Die Spalte „Ziel › Was soll erreicht werden?“ ist ausgeblendet")


# --- Formulas, covered cells


def with_result(source: bytes) -> bytes:
    """Return the workbook with "12" as the last result of the formula =A4."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, re.sub(rb"<f>A4</f><v\s*/>|<f>A4</f><v></v>", b"<f>A4</f><v>12</v>", old.read(name))
            )
    return result.getvalue()


def test_formulas_results_are_taken_and_said() -> None:
    source = book({NR: "7,0"})
    source.active["C4"], source.active["D4"] = "=A4", "=B4"
    table = read(with_result(saved(source)))
    assert one_cell(table) == {"goal": "12"}
    assert said(table) == [
        ("info", "C4", "1 Formel, gelesen mit dem zuletzt gerechneten Ergebnis; die erste ist diese."),
        ("info", "", "1 Formel ohne Ergebnis, gelesen als leer; die erste in D4."),
    ]


def test_cells_covered_by_a_merge_are_read_and_said() -> None:
    source = book({NR: "7,0", GOAL: "a"}, {NR: "8,0", GOAL: "verdeckt"})
    source.active.merged_cells.add("C4:C5")
    table = read(source)
    assert [row.cells["goal"] for row in table.rows] == ["a", "verdeckt"]
    assert said(table) == [
        ("warning", "C5", "Von verbundenen Zellen verdeckt und dennoch gelesen: „verdeckt“")
    ]


def test_a_merged_cell_of_a_row_left_out_counts_for_the_others() -> None:
    table = read(book({GOAL: "gemeinsam", "UMF": "x"}, {NR: "8,0"}, merges=("C4:C5",)))
    assert one_cell(table) == {"goal": "gemeinsam"}
    assert (table.filled, reported(table)) == (3, {"E4"})


# --- Comments


def commented() -> Any:
    source = book({NR: "7,0", GOAL: "a", workbooks.REMARK: "S.9"}, {GOAL: "ohne Nummer"})
    source.active["C4"].comment = Comment("wirklich?", "")
    source.active["D4"].comment = Comment("leer", "")
    source.active["C5"].comment = Comment("verloren", "")
    return source


def test_comments_are_said_and_left_out() -> None:
    table = read(commented())
    assert [one for one in said(table) if "Kommentar" in one[2]] == [
        ("info", "C4", "Kommentar, nicht übernommen: wirklich?"),
        ("info", "D4", "Kommentar, nicht übernommen: leer"),
        ("info", "C5", "Kommentar, nicht übernommen: verloren"),
    ]
    asked = table.questions.asked[COMMENTS, ""]
    assert (asked.shown, asked.count, asked.answer) == ("3 Kommentare", 3, LEAVE_OUT)
    assert (table.filled, reported(table)) == (4, {"C5"})


def test_comments_can_go_into_the_remark() -> None:
    table = read(commented(), {COMMENTS: {"": REMARK}})
    assert one_cell(table)["remark"] == "S.9 [Kommentar: wirklich?] [Kommentar: leer]"
    assert ("info", "C4", "Kommentar, in die Bemerkung übernommen: wirklich?") in said(table)
    assert ("info", "C5", "Kommentar, nicht übernommen: verloren") in said(table)
    assert (table.filled, reported(table)) == (4, {"C5"})


def test_comments_stay_out_where_there_is_no_remark() -> None:
    table = read(commented(), {COMMENTS: {"": REMARK}, COLUMN: {"bemerkungen": OWN}})
    assert "remark" not in one_cell(table)
    assert ("info", "C4", "Kommentar, nicht übernommen: wirklich?") in said(table)


# --- Struck-through text


def struck() -> Any:
    source = book({NR: "7,0", GOAL: "ganz"})
    source.active["C4"].font = Font(strike=True)
    parts = CellRichText("bleibt ", TextBlock(InlineFont(strike=True), "fällt weg"))
    source.active["D4"] = parts
    return source


def test_struck_text_is_read_and_said() -> None:
    table = read(struck())
    assert one_cell(table) == {"goal": "ganz", "text": "bleibt fällt weg"}
    assert said(table) == [
        ("warning", "C4", "Durchgestrichen, gelesen wie anderer Text: „ganz“"),
        ("warning", "D4", "Durchgestrichen, gelesen wie anderer Text: „fällt weg“"),
    ]
    asked = table.questions.asked[STRUCK, ""]
    assert (asked.shown, asked.count) == ("2 durchgestrichene Texte", 2)


def test_struck_text_can_be_left_out() -> None:
    table = read(struck(), {STRUCK: {"": LEAVE_OUT}})
    assert one_cell(table) == {"text": "bleibt"}
    assert ("warning", "C4", "Durchgestrichen, nicht übernommen: ganz") in said(table)
    assert ("warning", "D4", "Zum Teil durchgestrichen, nicht übernommen: fällt weg") in said(table)
    assert (table.filled, reported(table)) == (3, {"C4"})


def test_a_row_whose_number_is_struck_can_be_left_out() -> None:
    source = struck()
    source.active["A4"].font = Font(strike=True)
    table = read(source, {STRUCK: {"": LEAVE_OUT}})
    assert table.rows == []
    assert reported(table) == {"A4", "C4", "D4"}


# --- Names of persons


@pytest.mark.parametrize("heading", [GOAL, workbooks.TEXT, workbooks.REMARK])
def test_names_of_persons_in_texts_are_pointed_out(heading: str) -> None:
    (finding,) = read(book({NR: "7,0", heading: "Anruf bei Frau Muster-Beispiel, eilig"})).findings
    assert finding.message == "Möglicherweise ein Personenname „Frau Muster-Beispiel“, bitte prüfen."
    assert (finding.level, finding.reported) == ("info", False)


def test_women_and_lords_are_no_names() -> None:
    text = "Frauen stärken; herrschende Meinung; Frau."
    assert read(book({NR: "7,0", GOAL: text})).findings == []
