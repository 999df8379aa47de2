from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from integration.spreadsheets.opening import open_workbook
from integration.spreadsheets.styling import (
    Styles,
    add_sheet,
    csv_text,
    new_workbook,
    set_up_page,
    styled_cell,
    text_cell,
)
from integration.spreadsheets.texts import MAX_TEXT
from integration.spreadsheets.values import Number
from integration.texts import clean_text

AT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def new() -> Workbook:
    return new_workbook(title="Maßnahmenkatalog", creator="Koordination 50.21", at=AT)


def saved(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def written(texts: list[str], *, styled: bool = True) -> bytes:
    workbook = new()
    sheet = add_sheet(workbook, "Katalog")
    style = Styles(sheet).text if styled else None
    for text in texts:
        sheet.append([text_cell(sheet, text, style)])
    return saved(workbook)


def column(data: bytes) -> list[object]:
    return [row.cells.get(1) for row in open_workbook(data).read("Katalog").rows]


TEXTS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+49 5321",
    "-",
    "- Punkt",
    "@SUM(1)",
    "#N/A",
    "#REF!",
    "7,10",
    "10.2",
    "2017-04-24",
    "WAHR",
    "_x0041_",
    "__x0041_",
    "😀 Willkommen",
    "Zeile\nZeile",
    "a\tb",
    "'Anführung",
    "<b>&amp;",
]


@pytest.mark.parametrize("styled", [True, False])
def test_text_cell_stays_the_text_it_is(styled: bool) -> None:
    data = written(TEXTS, styled=styled)
    assert column(data) == TEXTS
    assert open_workbook(data).read("Katalog").formulas == set()


def test_text_cell_marks_what_looks_like_a_formula_as_quoted() -> None:
    sheet = load_workbook(io.BytesIO(written(TEXTS)))["Katalog"]
    quoted = [cell.value for (cell,) in sheet.iter_rows() if cell.quotePrefix]
    assert quoted == ["=1+1", "=cmd|' /C calc'!A0", "+49 5321", "-", "- Punkt", "@SUM(1)"]
    assert {cell.data_type for (cell,) in sheet.iter_rows()} == {"s"}
    assert {cell.alignment.wrap_text for (cell,) in sheet.iter_rows()} == {True}


@settings(deadline=None)
@given(st.lists(st.text().map(clean_text).filter(bool), min_size=1))
def test_text_cell_survives_writing_and_reading(texts: list[str]) -> None:
    assert column(written(texts, styled=False)) == column(written(texts)) == texts


def test_text_cell_drops_what_xml_cannot_hold() -> None:
    assert column(written(["a\x00b\x1f\ud800\ufffec"])) == ["abc"]


def test_text_cell_holds_as_much_as_excel_does() -> None:
    assert column(written(["ß" * MAX_TEXT])) == ["ß" * MAX_TEXT]
    with pytest.raises(ValueError, match="32768 Zeichen"):
        written(["ß" * (MAX_TEXT + 1)])


def test_styled_cell_holds_numbers_days_and_nothing() -> None:
    workbook = new()
    sheet = add_sheet(workbook, "Katalog")
    styles = Styles(sheet)
    sheet.append([styled_cell(sheet, dt.date(2017, 4, 24), styles.date), styled_cell(sheet, 7, styles.mark)])
    sheet.append([styled_cell(sheet, None, styles.header)])
    data = saved(workbook)
    (row,) = open_workbook(data).read("Katalog").rows
    assert isinstance(row.cells[1], Number)
    assert row.cells[1].day() == dt.date(2017, 4, 24)
    assert row.cells[2] == Number("7")
    assert load_workbook(io.BytesIO(data))["Katalog"]["A2"].border.left.style == "thin"


def test_add_sheet_accepts_any_title() -> None:
    workbook = new()
    add_sheet(workbook, "'Katalog: 2016/2017 [Entwurf] mit einem langen Namen'")
    assert workbook.sheetnames == ["Katalog  2016 2017  Entwurf  mi"]


def test_new_workbook_is_a_german_document() -> None:
    workbook = new()
    add_sheet(workbook, "Katalog")
    properties = load_workbook(io.BytesIO(saved(workbook))).properties
    assert (properties.title, properties.creator) == ("Maßnahmenkatalog", "Koordination 50.21")
    assert (properties.language, properties.created) == ("de-DE", AT.replace(tzinfo=None))


def test_set_up_page_prints_on_a3_with_repeated_headings() -> None:
    workbook = new()
    sheet = add_sheet(workbook, "Katalog")
    set_up_page(sheet, header_rows=(1, 3), freeze="E4", footer="Katalog A & B", area="A1:AB9")
    sheet.append([text_cell(sheet, "Nr")])
    data = saved(workbook)
    read = load_workbook(io.BytesIO(data))["Katalog"]
    assert (read.freeze_panes, read.print_title_rows) == ("E4", "$1:$3")
    assert (read.page_setup.orientation, read.page_setup.paperSize) == ("landscape", 8)
    assert (read.page_setup.fitToWidth, read.page_setup.fitToHeight) == (1, 0)
    assert read.sheet_properties.pageSetUpPr.fitToPage
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<oddFooter>&amp;LKatalog A &amp;&amp; B&amp;RSeite &amp;P von &amp;N</oddFooter>" in xml


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_text_disarms_formulas(start: str) -> None:
    assert csv_text(f"{start}cmd|x") == f"'{start}cmd|x"


def test_csv_text_leaves_other_values_alone() -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerow(map(csv_text, [None, "", "a=b", -7, 2.5, "Ziel"]))
    assert file.getvalue() == ";;a=b;-7;2.5;Ziel\r\n"
