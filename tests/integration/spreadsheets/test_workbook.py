from __future__ import annotations

import datetime as dt

import pytest

from integration.spreadsheets.opening import Refused, open_workbook
from tests.integration.spreadsheets.building import OFFICE, archive, parts

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
