"""The workbook that goes out: what it tells, what may be filled in, and that LibreOffice leaves it whole."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from catalogue.extracts import extract_layout as layout
from catalogue.extracts.extract_workbook import write
from catalogue.models import Extract, Unit
from integration.spreadsheets.located import column_letters
from integration.spreadsheets.opening import open_workbook
from integration.spreadsheets.values import as_text
from tests import office
from tests.city import build_city
from tests.factories import make_extract, make_measure, make_unit

pytestmark = pytest.mark.django_db

HEADER = 6  # the row of the lowest headings


def extract(slug: str = "FB-51", **fields: Any) -> Extract:
    build_city()
    make_measure(
        30,
        goal="=1+1",
        text="zwei\nZeilen",
        status=("zurueckgestellt", "kein Geld"),
        progress="@SUM(1)",
        progress_date="2017-04-24",
        clarification="Wer zahlt?",
        lead=slug,
        main=2,
        listings={1: {"remark": "siehe 30,2"}, 2: {}, 10: {"label": "Sport", "extra": {"Kosten": "+49"}}},
    )
    return make_extract(Unit.objects.get(slug=slug), **fields)


def written(one: Extract) -> bytes:
    stream = io.BytesIO()
    write(one, stream)
    return stream.getvalue()


def sheets(data: bytes) -> tuple[Worksheet, Worksheet]:
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    return workbook[layout.SHEET], workbook[layout.KEYS_SHEET]


def headings(sheet: Worksheet) -> dict[str, int]:
    """Return the position of each column by its lowest heading."""
    found = {}
    for position in range(1, sheet.max_column + 1):
        texts = [sheet.cell(HEADER - level, position).value for level in range(3)]
        found[next((text for text in texts if text), "")] = position
    return found


def rows(sheet: Worksheet) -> dict[str, dict[str, Any]]:
    """Return the cells by number and heading."""
    columns = headings(sheet)
    found: dict[str, dict[str, Any]] = {}
    for row in range(HEADER + 1, sheet.max_row + 1):
        cells = {name: sheet.cell(row, position) for name, position in columns.items()}
        found.setdefault(str(cells["Nr"].value), cells)
    return found


def texts(data: bytes) -> list[dict[int, str]]:
    """Return the visible sheet as people read it."""
    read = open_workbook(data).read(layout.SHEET)
    return [{place: as_text(value) for place, value in row.cells.items()} for row in read.rows]


def test_workbook_tells_whose_it_is_and_how_to_fill_it_in() -> None:
    one = extract(
        issuer=make_unit("50.21", "Büro für Migrationsfragen"),
        file_reference="50.21/7",
        is_preliminary=True,
        due=dt.date(2199, 1, 31),
    )
    sheet, _ = sheets(written(one))
    assert sheet["A1"].value == "Auszug aus dem Maßnahmenkatalog für FB 51 Kinder, Jugend und Familie"
    assert sheet["A2"].value == (
        f"Vorläufige, noch zu überarbeitende Fassung · Stichtag {one.round.key_date:%d.%m.%Y} · "
        "Rückmeldung bis 31.01.2199 · ausgegeben von 50.21 Büro für Migrationsfragen · Aktenzeichen 50.21/7"
    )
    assert str(sheet["A3"].value).startswith("So füllen Sie aus: ")


def test_workbook_asks_beside_the_measure() -> None:
    sheet, _ = sheets(written(extract()))
    columns = list(headings(sheet))
    place = columns.index("Wie soll das Ziel umgesetzt werden")
    asked = [column.heading for column in layout.ASKED]
    assert columns[place + 1 : place + 8] == asked
    assert {"Nr", "geplant", "Bemerkungen", "Federführung", "Kosten", "Kinder", "Wohnung"} <= set(columns)
    cells = rows(sheet)["30.2"]
    assert [cells[heading].value for heading in asked] == [
        "zurückgestellt",
        "kein Geld",
        "@SUM(1)",
        dt.datetime(2017, 4, 24),
        "Wer zahlt?",
        None,
        None,
    ]
    assert cells["Was soll erreicht werden?"].data_type == "s"


def test_units_fill_in_what_is_open_and_nothing_else() -> None:
    sheet, keys = sheets(written(extract()))
    asked = {column.heading for column in layout.ASKED}
    found = rows(sheet)
    for number, opened in (("7.0", asked), ("30.2", asked), ("30.1", set()), ("30,10", set())):
        cells = found[number]
        assert {name for name, cell in cells.items() if not cell.protection.locked} == opened, number
    new = [cell for name, cell in found[layout.NEW_MARK].items() if name != layout.KEY_HEADING]
    assert not any(cell.protection.locked for cell in new)
    numbers = [sheet.cell(row, 1).value for row in range(HEADER + 1, sheet.max_row + 1)]
    assert numbers.count(layout.NEW_MARK) == layout.NEW_ROWS
    protection = sheet.protection
    assert (protection.sheet, protection.password) == (True, None)
    assert (protection.autoFilter, protection.sort) == (False, False)  # False: not forbidden
    assert keys.protection.sheet


def test_columns_of_marks_are_collapsed() -> None:
    sheet, _ = sheets(written(extract()))
    letters = {name: column_letters(at) for name, at in headings(sheet).items()}
    collapsed = {name for name, one in letters.items() if sheet.column_dimensions[one].outlineLevel}
    assert {"Kinder", "Wohnung", "Stadt", "nicht", "geplant"} <= collapsed
    assert not {"Nr", "Bemerkungen", "Sachstand", "unverändert (x)"} & collapsed
    assert all(sheet.column_dimensions[letters[name]].hidden for name in collapsed)


def test_status_is_chosen_from_a_list() -> None:
    sheet, _ = sheets(written(extract()))
    choices = {one.formula1: str(one.sqref) for one in sheet.data_validations.dataValidation}
    states = (
        '"nicht erfasst,nicht begonnen,geplant,in Umsetzung,umgesetzt,Daueraufgabe,zurückgestellt,entfallen"'
    )
    assert choices[states].startswith(f"E{HEADER + 1}:E")


def test_hidden_sheet_keeps_token_and_keys() -> None:
    one = extract()
    sheet, keys = sheets(written(one))
    assert keys.sheet_state == "hidden"
    assert keys[layout.TOKEN_CELL].value == one.token
    assert keys[layout.FORMAT_CELL].value == layout.FORMAT
    kept = list(keys.iter_rows(min_row=layout.KEYS_HEADER_ROW + 1, values_only=True))
    assert [number for _, number in kept] == ["7,0", "28,1", "30,1", "30,2", "30,10"]
    at = headings(sheet)[layout.KEY_HEADING]
    assert [sheet.cell(HEADER + row, at).value for row in range(1, 6)] == [key for key, _ in kept]
    assert [str(layout.number_of_key(one.token, str(key))) for key, _ in kept] == [n for _, n in kept]
    assert sheet.column_dimensions[column_letters(at)].hidden


def test_filter_spans_the_keys_and_the_free_rows() -> None:
    sheet, _ = sheets(written(extract()))
    last = sheet.cell(HEADER + 5 + layout.NEW_ROWS, headings(sheet)[layout.KEY_HEADING])
    assert sheet.auto_filter.ref == f"A{HEADER}:{last.coordinate}"


def test_workbook_comes_back_from_libreoffice_whole(tmp_path: Path) -> None:
    one = extract()
    before = written(one)
    after = office.resaved(before, tmp_path)
    assert texts(after) == texts(before)
    sheet, keys = sheets(after)
    assert (keys.sheet_state, keys[layout.TOKEN_CELL].value) == ("hidden", one.token)
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter
    assert {name for name, cell in rows(sheet)["30.2"].items() if not cell.protection.locked} == {
        column.heading for column in layout.ASKED
    }
    assert any("in Umsetzung" in str(v.formula1) for v in sheet.data_validations.dataValidation)
    assert sheet.auto_filter.ref == sheets(before)[0].auto_filter.ref
