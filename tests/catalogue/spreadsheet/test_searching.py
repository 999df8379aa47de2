"""Where the table is in a workbook, and what is said where that is not clear."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from catalogue.reference.references import References
from catalogue.spreadsheet.columns import layout
from catalogue.spreadsheet.decisions import COLUMN, Decisions
from catalogue.spreadsheet.reading import read_table
from catalogue.spreadsheet.searching import NoNumberColumn, TableUnclear
from catalogue.spreadsheet.table import Table
from integration.spreadsheets.opening import open_workbook
from integration.spreadsheets.refusal import Refused
from tests.catalogue.workbooks import GOAL, HEADINGS, NR, REMARK, saved, workbook
from tests.integration.spreadsheets.test_corpus import FILES

pytestmark = pytest.mark.usefixtures("reference_data")

ONE = [{NR: "7,0", GOAL: "Ziel"}]


def read(source: bytes, decisions: Decisions | None = None) -> Table:
    refs = References.load()
    return read_table(open_workbook(source), layout(refs), refs, decisions or Decisions())


def unclear(source: bytes, decisions: Decisions | None = None) -> TableUnclear:
    with pytest.raises(TableUnclear) as raised:
        read(source, decisions)
    return raised.value


def opened(source: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(source))


def doubled(*, numbers: bool = True, hidden: bool = False) -> bytes:
    """Return a workbook with a second table on a sheet of its own."""
    book = opened(workbook(ONE))
    copy = book.copy_worksheet(book.active)
    copy.title = "Alt"
    copy.sheet_state = "hidden" if hidden else "visible"
    if not numbers:
        copy.delete_rows(4, 9)
    return saved(book)


def stacked() -> bytes:
    """Return a workbook with two tables on one sheet, the second in rows 9 and 10."""
    book = opened(workbook(ONE))
    for position, heading in enumerate(HEADINGS, 1):
        book.active.cell(9, position, heading)
    book.active["A10"], book.active["C10"] = "8,0", "Anderes Ziel"
    return saved(book)


def test_two_tables_on_two_sheets_are_for_a_person_to_choose_from() -> None:
    refusal = unclear(doubled())
    assert "Blatt „Maßnahmenkatalog“ (Kopfzeile in Zeile 3), Blatt „Alt“ (Kopfzeile in Zeile 3)" in str(
        refusal
    )
    assert "Gesucht wurde eine Kopfzeile mit Spalten wie „Nr“" in str(refusal)
    assert str(refusal).endswith("Bitte das Blatt angeben.")
    seen = [(one.sheet, one.first_row, one.last_row, one.score) for one in refusal.candidates]
    assert seen == [("Maßnahmenkatalog", 1, 3, 28), ("Alt", 1, 3, 28)]
    assert read(doubled(), Decisions("Alt")).sheet == "Alt"


def test_a_header_without_rows_is_no_second_table() -> None:
    assert read(doubled(numbers=False)).sheet == "Maßnahmenkatalog"


def test_an_empty_table_is_a_table_where_it_is_the_only_one() -> None:
    assert read(workbook([])).rows == []


def test_a_hidden_table_does_not_count_beside_a_visible_one() -> None:
    table = read(doubled(hidden=True))
    assert table.sheet == "Maßnahmenkatalog"
    assert [one.message for one in table.findings] == ["Das ausgeblendete Blatt „Alt“ wird nicht gelesen."]


def test_a_table_on_a_hidden_sheet_is_read_if_a_person_says_so() -> None:
    book = opened(workbook(ONE, more_sheets=["Deckblatt"]))
    book["Maßnahmenkatalog"].sheet_state = "hidden"
    refusal = unclear(saved(book))
    assert "nur auf einem ausgeblendeten Blatt" in str(refusal)
    assert "Blatt „Maßnahmenkatalog“ (ausgeblendet, Kopfzeile in Zeile 3)" in str(refusal)
    assert [one.hidden for one in refusal.candidates] == [True]
    assert read(saved(book), Decisions("Maßnahmenkatalog")).filled == 2


def test_two_tables_on_one_sheet_are_told_apart_by_their_header() -> None:
    refusal = unclear(stacked())
    assert "(Kopfzeile in Zeile 3), Blatt „Maßnahmenkatalog“ (Kopfzeile in Zeile 9)" in str(refusal)
    assert str(refusal).endswith("Bitte die Zeilen der Kopfzeile angeben.")
    upper, lower = ((one.first_row, one.last_row) for one in refusal.candidates)
    first, second = (read(stacked(), Decisions(header=header)) for header in (upper, lower))
    assert [str(row.number) for row in first.rows] == ["7,0"]
    assert [str(row.number) for row in second.rows] == ["8,0"]


def test_what_belongs_to_the_next_table_is_reported() -> None:
    table = read(stacked(), Decisions(header=(1, 3)))
    reported = {one.cell for one in table.findings if one.reported}
    assert {"A9", "AB9", "A10", "C10"} <= reported
    assert table.filled - len(reported) == 2


def test_no_table_says_what_was_sought_and_seen() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Datum", "Betrag", "Zweck"])
    refusal = unclear(saved(book))
    assert refusal.candidates == []
    assert "gesehen wurden die Blätter „Sheet“" in str(refusal)


def test_a_table_below_the_first_rows_is_found_where_a_person_points() -> None:
    titles = [["Titel"]] * 70
    assert unclear(workbook(ONE, title_rows=titles)).candidates == []
    table = read(workbook(ONE, title_rows=titles), Decisions("Maßnahmenkatalog", (71, 73)))
    assert (table.header, [str(row.number) for row in table.rows]) == ((71, 73), ["7,0"])


def test_a_header_that_says_nothing_is_accepted_where_its_numbers_are_pointed_out() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Kennung", "Vorhaben", "Kosten"])
    book.active.append(["7,0", "Wohnungen", "viel"])
    pointed = Decisions("Sheet", (1, 1))
    refusal = unclear(saved(book), pointed)
    assert isinstance(refusal, NoNumberColumn)
    assert "hat keine Spalte „Nr“" in str(refusal)
    assert [said for _, said in refusal.questions.asked] == ["kennung", "vorhaben", "kosten"]
    answers = {COLUMN: {"kennung": "number", "vorhaben": "text"}}
    (row,) = read(saved(book), Decisions("Sheet", (1, 1), answers=answers)).rows
    assert row.cells == {"text": "Wohnungen", "extra:Kosten": "viel"}


def test_a_known_table_without_numbers_offers_its_columns() -> None:
    refusal = unclear(workbook([{GOAL: "Ziel"}], columns=HEADINGS[1:]))
    assert isinstance(refusal, NoNumberColumn)
    assert {"goal", "text", "remark"} <= {one.answer for one in refusal.questions.asked.values()}


def test_another_sheets_damage_does_not_matter() -> None:
    book = opened(workbook(ONE, more_sheets=["Notiz"]))
    book["Notiz"]["A200001"] = "weit unten"
    assert read(saved(book)).sheet == "Maßnahmenkatalog"
    with pytest.raises(Refused, match="A200001"):
        read(saved(book), Decisions("Notiz", (1, 1)))


def test_rows_that_name_units_are_no_header() -> None:
    row = {NR: "7,0", "FB 50": "FB 50", "FB 51": "51.3", "weitere Stadt": "FB 61", "Ehrenamtliche": "FB 51"}
    rows = [{NR: f"{number},0"} for number in range(1, 6)]
    assert len(read(workbook([*rows, row, row | {NR: "8,0"}, row | {NR: "9,0"}])).rows) == 8


def test_a_heading_that_heads_a_part_of_the_table_is_no_header() -> None:
    columns = [one for one in HEADINGS if one != "Kinder"]
    table = read(workbook([{NR: "Kinder"}, {NR: "7,0", REMARK: "a"}], columns=columns))
    assert [str(row.number) for row in table.rows] == ["7,0"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_other_peoples_workbooks_raise_nothing_but_refused(path: Path) -> None:
    answers = {COLUMN: dict.fromkeys("abc", "number")}
    refs = References.load()
    try:
        sheets = [info.name for info in open_workbook(path).sheets]
    except Refused:
        return
    for sheet, header in [(None, None), *((sheet, rows) for sheet in sheets for rows in ((1, 1), (2, 4)))]:
        with suppress(Refused):
            decisions = Decisions(sheet, header, answers=answers)
            table = read_table(open_workbook(path), layout(refs), refs, decisions)
            assert table.filled >= len({one.cell for one in table.findings if one.reported})
