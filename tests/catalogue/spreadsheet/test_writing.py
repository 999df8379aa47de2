"""The export: the original's layout, texts that stay texts, and a file that comes back unchanged."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from catalogue.importing import plan
from catalogue.models import ActionField, Concept, MeasureVersion, Unit
from catalogue.spreadsheet.writing import write_csv
from tests import office
from tests.catalogue.workbooks import (
    GOAL,
    HEADINGS,
    LABEL,
    MERGES,
    NR,
    ORIGINAL,
    PARTNERS,
    PATRONS,
    REMARK,
    TEXT,
    Cells,
    bring_in,
    bring_in_rows,
    differences,
    exported,
    record,
    saved,
    workbook,
)

pytestmark = pytest.mark.usefixtures("reference_data")

FORMULAS = ["=cmd|' /C calc'!A0", "=1+1", "+49 5321", "-5 Plätze", "@SUM(1)", "#REF!", "😀 ẞ ş"]


def sheet_of(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def csv_rows() -> list[list[str]]:
    stream = io.BytesIO()
    write_csv(MeasureVersion.objects.current(), stream)
    return list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig")), delimiter=";"))


# --- The layout


def test_export_has_the_originals_headings() -> None:
    bring_in_rows({NR: "7,0"})
    sheet = sheet_of(exported())
    for level in range(3):
        assert [sheet.cell(level + 1, position).value or "" for position in range(1, 29)] == [
            column[level] for column in ORIGINAL
        ]
    assert set(MERGES) <= {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet.cell(1, 29).value == "Ergänzende Angaben"


def test_export_names_no_person_in_its_headings() -> None:
    columns = [*HEADINGS, "Rückfragen (Frau Beispiel)"]
    columns[21] += " (Herr Muster)"
    bring_in_rows({NR: "7,0", columns[-1]: "ja", columns[21]: "x"}, columns=columns)
    headings = " ".join(str(cell.value) for row in sheet_of(exported())["A1:AZ3"] for cell in row)
    assert "Rückfragen" in headings
    assert "Muster" not in headings
    assert "Beispiel" not in headings
    assert list(record(7).units) == ["koordination-ehrenamt"]


def test_export_is_ready_to_print() -> None:
    bring_in_rows({NR: "7,0"})
    sheet = sheet_of(exported())
    assert sheet.freeze_panes == "E4"
    assert sheet.print_title_rows == "$1:$3"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 8)
    assert sheet.column_dimensions["C"].width > sheet.column_dimensions["E"].width


def test_export_writes_numbers_as_the_original_and_as_text_from_10_on() -> None:
    bring_in_rows({NR: "29,2"}, {NR: "29,10"}, {NR: 7})
    sheet = sheet_of(exported())
    cells = [sheet.cell(row, 1) for row in (4, 5, 6)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(7, "n"), (29.2, "n"), ("29,10", "s")]
    assert cells[0].number_format == "0.0"
    assert [row[0] for row in csv_rows()[1:]] == ["7,0", "29,2", "29,10"]


# --- The cells


@pytest.mark.parametrize("text", FORMULAS)
def test_export_writes_text_and_never_a_formula(text: str) -> None:
    bring_in_rows({NR: "7,0", LABEL: text, GOAL: text, "FB 51": text, REMARK: text})
    data = exported()
    sheet = sheet_of(data)
    cell = sheet["C4"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@"))
    assert [sheet[address].data_type for address in ("B4", "T4", "AB4")] == ["s"] * 3
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert differences(plan(data)) == {}
    assert csv_rows()[1][2] == (f"'{text}" if text.startswith(("=", "+", "-", "@")) else text)


def test_export_puts_a_stubs_mark_on_the_main_row() -> None:
    bring_in_rows({NR: "29,1", GOAL: "Ziel"}, {NR: "29,2", PATRONS: "x"})
    sheet = sheet_of(exported())
    assert [sheet[address].value for address in ("A4", "Z4", "A5", "Z5")] == [29.1, "x", 29.2, None]
    assert differences(plan(exported())) == {}


def test_export_puts_what_lost_back_into_its_cell() -> None:
    rows: list[Cells] = [{NR: "29,1", GOAL: "eins"}, {NR: "29,2", GOAL: "zwei"}, {NR: "7,0", PARTNERS: "x"}]
    bring_in_rows(*rows)
    sheet = sheet_of(exported())
    assert [sheet[address].value for address in ("C5", "C6", "X4")] == ["eins", "zwei", "x"]
    planned = plan(exported())
    assert (differences(planned), planned.cells["reported"]) == ({}, 0)


def test_export_gives_a_column_to_what_stands_beside_a_filled_cell() -> None:
    bring_in_rows({NR: "7,0", PARTNERS: "vhs; +++"})
    sheet = sheet_of(exported())
    headings = {cell.value: cell.column for cell in sheet[3]}
    lost = headings["abweichend: weitere / Kooperationspartner"]
    assert (sheet["X4"].value, sheet.cell(4, lost).value) == ("vhs", "+++")
    assert differences(plan(exported())) == {}


def test_export_of_equal_headings_is_read_back() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([{NR: "7,0"}, {NR: "8,0"}])))
    book.active["AC3"] = book.active["AD3"] = "Kosten"
    book.active["AD4"], book.active["AC5"] = "hoch", "niedrig"
    bring_in(saved(book))
    assert record(7).listings[0].extra == {"Kosten 2": "hoch"}
    assert record(8).listings[0].extra == {"Kosten": "niedrig"}
    assert differences(plan(exported())) == {}


def test_export_follows_renaming() -> None:
    bring_in_rows({NR: "7,0", LABEL: "Bildung", GOAL: "Ziel", "FB 51": "x"}, concept="fluechtlinge")
    ActionField.objects.filter(slug="bildung").update(name="Lernen")
    Concept.objects.filter(slug="fluechtlinge").update(name="Integrationskonzept 2016")
    Unit.objects.filter(slug="FB-51").update(code="FB 52")
    assert differences(plan(exported())) == {}


def test_export_names_a_lead_so_that_it_is_found_again() -> None:
    columns = [*HEADINGS, "Federführung"]
    Unit.objects.create(slug="leitung-a", name="Leitung", kind="stelle")
    Unit.objects.create(slug="leitung-b", name="Leitung", kind="stelle")
    rows = [{NR: 7, "Federführung": "leitung-a"}, {NR: 8, "Federführung": "leitung-b"}]
    bring_in_rows(*rows, columns=columns)
    assert (record(7).lead, record(8).lead) == ("leitung-a", "leitung-b")
    assert differences(plan(exported())) == {}


# --- LibreOffice


def test_export_comes_back_from_libreoffice_unchanged(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {NR: "29,1", LABEL: "IKO (Bildung)", GOAL: FORMULAS[0], TEXT: "zwei\nZeilen", "FB 51": "51.3"},
        {NR: "29,2", GOAL: "anderes Ziel", REMARK: "S.15, 😀 J\u0323\u030c"},
        {NR: "29,10", "geplant": "x", PARTNERS: "vhs (Kurse); Jobcenter"},
        {NR: "7,0", GOAL: "+49", REMARK: "S.09"},
    ]
    bring_in_rows(*rows, concept="fluechtlinge")
    planned = plan(office.resaved(exported(), tmp_path))
    assert differences(planned) == {}
    assert planned.measures == {"unchanged": 2}
    assert planned.cells["reported"] == 0
