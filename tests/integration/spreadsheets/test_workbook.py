from __future__ import annotations

import datetime as dt
import time

import pytest

from integration.spreadsheets.opening import Refused, open_workbook
from tests.integration.spreadsheets.building import OFFICE, archive, parts, worksheet

TWO_SHEETS = (
    f'<sheets xmlns:r="{OFFICE}"><sheet name="Katalog &amp; mehr" r:id="r0"/>'
    '<sheet name="Listen" state="veryHidden" r:id="r0"/><sheet name="Diagramm" r:id="r9"/></sheets>'
)


def test_workbook_lists_its_sheets_and_hidden_ones() -> None:
    workbook = open_workbook(archive(parts(workbook=TWO_SHEETS)))
    assert workbook.sheets == [("Katalog & mehr", False), ("Listen", True)]


def test_workbook_names_its_sheets_when_asked_for_another() -> None:
    workbook = open_workbook(archive(parts(workbook=TWO_SHEETS)))
    with pytest.raises(Refused, match=r"„Tabelle1“ gibt es .* nicht. Vorhanden: Katalog & mehr, Listen"):
        workbook.read("Tabelle1")


@pytest.mark.parametrize(
    ("properties", "epoch"),
    [("", dt.date(1899, 12, 30)), ('<workbookPr date1904="1"/>', dt.date(1904, 1, 1))],
)
def test_workbook_knows_the_day_its_dates_count_from(properties: str, epoch: dt.date) -> None:
    assert open_workbook(archive(parts(workbook=properties + TWO_SHEETS))).epoch == epoch


def rows(count: int) -> str:
    return "".join(
        f'<row r="{2 * n}"><c r="A{2 * n}"><v>{n}</v></c></row><row/>' for n in range(1, count + 1)
    )


def test_workbook_top_ends_after_as_many_filled_rows() -> None:
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    after = '<mergeCells><mergeCell ref="A2:A4"/></mergeCells>'
    workbook = open_workbook(archive(parts(worksheet(rows(100), before=columns, after=after))))
    whole = workbook.read("Blatt")
    assert workbook.top("Blatt").rows == whole.rows[:60]
    assert workbook.top("Blatt", 3).rows == whole.rows[:3]
    assert workbook.top("Blatt", 1000).rows == whole.rows
    assert workbook.top("Blatt").hidden_columns == {2}
    assert (workbook.top("Blatt").merges, whole.merges) == ([], [(2, 1, 4, 1)])


def test_workbook_top_does_not_see_damage_behind_it() -> None:
    workbook = open_workbook(archive(parts(worksheet(rows(100) + '<row r="1"/>'))))
    assert len(workbook.top("Blatt").rows) == 60
    with pytest.raises(Refused, match="beschädigt"):
        workbook.top("Blatt", 101)
    with pytest.raises(Refused, match="beschädigt"):
        workbook.read("Blatt")


def test_workbook_top_is_cheap_on_a_large_sheet() -> None:
    workbook = open_workbook(archive(parts(worksheet(rows(100_000)))))
    started = time.process_time()
    workbook.read("Blatt")
    read = time.process_time()
    assert len(workbook.top("Blatt").rows) == 60
    assert (time.process_time() - read) * 10 < read - started


def test_workbook_top_names_the_sheets_when_asked_for_another() -> None:
    with pytest.raises(Refused, match="Vorhanden: Blatt"):
        open_workbook(archive(parts())).top("Tabelle1")
