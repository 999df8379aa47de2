from __future__ import annotations

import pytest

from catalogue.catalogue_table import CatalogueTable, Heading, Row
from catalogue.models import MeasureVersion
from catalogue.reference.references import References
from catalogue.spreadsheet.columns import HEADER_ROWS
from catalogue.tables import measure_rows
from tests.factories import make_measure


def table(*, all_columns: bool = False) -> CatalogueTable:
    keys = MeasureVersion.objects.current().in_catalogue_order().values_list("pk", flat=True)
    return CatalogueTable(measure_rows(keys), References.load(), all_columns=all_columns)


def rows(**options: bool) -> dict[str, Row]:
    return {row.number: row for row in table(**options).rows}


def by_text(head: list[Heading]) -> dict[str, Heading]:
    return {heading.text: heading for heading in head}


@pytest.mark.usefixtures("reference_data")
def test_head_spans_like_the_original() -> None:
    top, middle, bottom = map(by_text, table().head)
    assert [(one.columns, one.rows) for one in (top["Nr"], top["Zielgruppe"], top["Ort"])] == [
        (1, 3),
        (7, 1),
        (3, 2),
    ]
    assert (middle["Flüchtlinge"].columns, middle["Hut"].columns) == (5, 2)
    assert middle["Strukturen, Prozesse, Rahmenbedingungen"].rows == 2
    assert bottom["Kinder"].style == "upright"
    assert bottom["Was soll erreicht werden?"].style == "long edge"


@pytest.mark.usefixtures("reference_data")
@pytest.mark.parametrize(("all_columns", "width"), [(False, 28), (True, 39)])
def test_head_covers_every_column_once(all_columns: bool, width: int) -> None:
    shown = table(all_columns=all_columns)
    assert sum(one.columns * one.rows for row in shown.head for one in row) == width * HEADER_ROWS
    assert all(one.text for row in shown.head for one in row)
    assert sum(map(len, shown.groups)) == width


@pytest.mark.usefixtures("reference_data")
def test_groups_carry_their_scope() -> None:
    top = by_text(table().head[0])
    assert (top["Zielgruppe"].scope, top["Ziel"].scope, top["Nr"].scope) == ("colgroup", "col", "col")


@pytest.mark.usefixtures("city")
def test_rows_are_the_listings() -> None:
    shown = rows()
    assert list(shown) == ["7,0", "28,1", "29,1", "29,2"]
    assert "Anlaufstelle im Erdgeschoss" in [cell.text for cell in shown["7,0"].cells]
    assert "Umsetzungsstand" not in [column.heading for column in table().columns]


@pytest.mark.usefixtures("city")
def test_row_tells_its_gaps_once() -> None:
    shown = rows()
    assert shown["7,0"].gaps == 0
    assert shown["29,1"].gaps == 6
    assert shown["29,1"].note.startswith("Ziel fehlt, Zielgruppe fehlt, Ort fehlt")
    assert shown["29,2"].gaps == 0


@pytest.mark.usefixtures("city")
def test_row_that_contradicts_is_marked_with_its_cell() -> None:
    row = rows()["29,2"]
    assert (row.contradicts, row.note) == (True, "abweichend: Was soll erreicht werden?")
    assert [cell.text for cell in row.cells if "lost" in cell.style] == ["Ein anderes Ziel"]
    assert not rows()["29,1"].contradicts


@pytest.mark.usefixtures("city")
def test_contradiction_beside_a_filled_cell_gets_its_column() -> None:
    make_measure(30, goal="Gilt", listings={0: {"lost": {"goal": "Gilt nicht"}}})
    cells = rows()["30,0"].cells
    assert [cell.text for cell in cells if "lost" in cell.style] == []
    assert rows()["30,0"].contradicts
    cells = rows(all_columns=True)["30,0"].cells
    assert [cell.text for cell in cells if "lost" in cell.style] == ["Gilt nicht"]


@pytest.mark.usefixtures("city")
def test_extra_columns_stand_at_the_end() -> None:
    make_measure(31, listings={0: {"extra": {"Kosten": "viel"}}})
    assert table(all_columns=True).head[2][-1].text == "Kosten"
    assert rows(all_columns=True)["31,0"].cells[-1].text == "viel"
    assert "viel" not in [cell.text for cell in rows()["31,0"].cells]
