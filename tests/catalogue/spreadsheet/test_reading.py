"""From workbooks to rows: where the table is, what its columns are, and that no cell vanishes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.cell_range import CellRange

from catalogue.reference.references import References
from catalogue.spreadsheet.columns import layout
from catalogue.spreadsheet.decisions import (
    COLUMN,
    COMMENTS,
    HIDDEN_ROWS,
    KEEP,
    LEAVE_OUT,
    OWN,
    STRUCK,
    Decisions,
)
from catalogue.spreadsheet.decisions import REMARK as REMARK_ANSWER
from catalogue.spreadsheet.reading import read_table
from catalogue.spreadsheet.table import Table
from integration.spreadsheets.opening import open_workbook
from integration.spreadsheets.refusal import Refused
from tests.catalogue.strategies import shapes
from tests.catalogue.workbooks import (
    CITY_UNITS,
    GOAL,
    HEADINGS,
    LABEL,
    NR,
    REMARK,
    TEXT,
    Cells,
    Shape,
    Shown,
    saved,
    shaped,
    workbook,
)

pytestmark = pytest.mark.usefixtures("reference_data")


def read(source: bytes, sheet: str | None = None) -> Table:
    refs = References.load()
    return read_table(open_workbook(source), layout(refs), refs, Decisions(sheet))


def read_rows(*rows: Cells) -> Table:
    return read(workbook(rows))


def numbers(table: Table) -> list[str]:
    return [str(row.number) for row in table.rows]


def reported(table: Table) -> dict[str, str]:
    return {finding.cell: finding.message for finding in table.findings if finding.reported}


def only_cells(table: Table) -> Mapping[str, str]:
    (row,) = table.rows
    return row.cells


# --- Where the table is


def test_read_table_finds_the_table_below_titles_and_says_them() -> None:
    below = ["Stand:", dt.date(2017, 4, 24), "Entwurf", "vorläufig"]
    titles: list[list[object]] = [["Maßnahmenkatalog der Stadt"], [], below]
    table = read(workbook([{NR: "7,0", GOAL: "Ziel"}], title_rows=titles))
    assert numbers(table) == ["7,0"]
    assert [(finding.level, finding.cell) for finding in table.findings] == [("info", "A1"), ("info", "A3")]
    assert "Maßnahmenkatalog der Stadt" in table.findings[0].message
    assert "Entwurf · vorläufig" in table.findings[1].message
    assert table.filled == 2


def test_read_table_says_which_sheets_it_leaves_out() -> None:
    table = read(workbook([{NR: "7,0"}], more_sheets=["Legende", "Alt"]))
    assert [finding.message for finding in table.findings] == [
        "Das Blatt „Legende“ wird nicht gelesen.",
        "Das Blatt „Alt“ wird nicht gelesen.",
    ]


def test_read_table_finds_the_table_on_a_later_sheet() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([{NR: "7,0"}], more_sheets=["Deckblatt"])))
    book.move_sheet("Deckblatt", -1)
    assert numbers(read(saved(book))) == ["7,0"]
    assert read(saved(book), "Maßnahmenkatalog").sheet == "Maßnahmenkatalog"


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        ("Katalog", "Ein Blatt „Katalog“ gibt es nicht. Vorhanden sind: „Maßnahmenkatalog“, „Notiz“"),
        ("Notiz", "kein Maßnahmenkatalog zu erkennen"),
    ],
)
def test_read_table_refuses_a_sheet_without_catalogue(sheet: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read(workbook([{NR: "7,0"}], more_sheets=["Notiz"]), sheet)


def test_read_table_refuses_other_tables() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Datum", "Betrag", "Zweck"])
    with pytest.raises(Refused, match="Gesucht wurde eine Kopfzeile mit Spalten wie „Nr“"):
        read(saved(book))


def test_read_table_refuses_a_table_without_numbers() -> None:
    with pytest.raises(Refused, match="keine Spalte „Nr“"):
        read(workbook([{GOAL: "Ziel"}], columns=HEADINGS[1:]))


# --- Its columns


def test_read_table_knows_every_column_of_the_original() -> None:
    refs = References.load()
    table = read(workbook([dict.fromkeys(HEADINGS, "x") | {NR: "7,0"}]))
    assert [column.key for column in table.columns.values()] == [one.key for one in layout(refs).columns]
    (hats,) = table.findings
    assert (hats.level, hats.cell) == ("info", "O4")


def test_read_table_knows_columns_in_any_order_and_number() -> None:
    columns = [REMARK, "FB 51", TEXT, NR, LABEL, GOAL]
    table = read(workbook([{NR: 29.2, "FB 51": "x", GOAL: "Ziel", REMARK: "S.9"}], columns=columns))
    assert [column.key for column in table.columns.values()] == [
        "remark",
        "unit:FB-51",
        "text",
        "number",
        "label",
        "goal",
    ]
    assert only_cells(table) == {"unit:FB-51": "x", "goal": "Ziel", "remark": "S.9"}


def test_read_table_has_a_column_that_is_headed_further_up_and_empty() -> None:
    assert "remark" in read(workbook([{NR: "7,0"}])).keys


@pytest.mark.parametrize("heading", ["FB 51 (Frau Beispiel)", "Fachbereich 51", "Jugendamt"])
def test_read_table_knows_a_units_column_by_every_spelling(heading: str) -> None:
    columns = [heading if one == "FB 51" else one for one in HEADINGS]
    assert "unit:FB-51" in read(workbook([{NR: "7,0", heading: "x"}], columns=columns)).keys


def test_read_table_gives_further_units_a_column() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([{NR: "7,0"}])))
    book.active["AC3"] = 51.3  # a code that was typed as a number
    book.active["AD3"] = "Jobcenter"
    assert {"unit:51.3", "unit:jobcenter"} <= read(saved(book)).keys


def test_read_table_keeps_unknown_columns_without_what_stands_in_parentheses() -> None:
    columns = [*HEADINGS, "Kosten (Euro)", "Rückfragen (Herr Muster)", "Kosten"]
    row = {NR: "7,0", "Kosten (Euro)": 1200.5, "Rückfragen (Herr Muster)": "ja", "Kosten": "hoch"}
    assert only_cells(read(workbook([row], columns=columns))) == {
        "extra:Kosten": "1200,5",
        "extra:Rückfragen": "ja",
        "extra:Kosten 2": "hoch",
    }


def test_read_table_names_a_column_without_heading_by_its_letters() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([{NR: "7,0"}])))
    book.active["AD4"] = "verirrt"
    assert only_cells(read(saved(book))) == {"extra:Spalte AD": "verirrt"}


# --- Its rows


TRAPS: list[tuple[Cells, str]] = [
    ({NR: Shown(7, "0.0"), GOAL: "a"}, ""),
    ({NR: 29.2, GOAL: "a"}, ""),
    ({NR: "29,10", GOAL: "a"}, ""),
    ({NR: Shown(7.1, "0.00"), GOAL: "a"}, "7,1 oder 7,10"),
    ({NR: dt.date(2017, 2, 10), GOAL: "a"}, "in ein Datum verwandelt (10.02.2017)"),
    ({NR: "29a", GOAL: "a"}, "„29a“ ist keine Nummer"),
    ({GOAL: "a", REMARK: "b"}, "Die Zeile hat keine Nummer"),
    ({NR: "29,2", GOAL: "a"}, "steht schon in Zeile 5, mit demselben Inhalt"),
    ({NR: "29.2", GOAL: "b"}, "steht schon in Zeile 5, mit anderem Inhalt"),
]


def test_read_rows_take_or_report_every_cell() -> None:
    table = read_rows(*(row for row, _ in TRAPS))
    assert numbers(table) == ["7,0", "29,2", "29,10"]
    said = reported(table)
    for index, (row, sentence) in enumerate(TRAPS, 4):
        columns = {"A": NR, "C": GOAL}
        addresses = {f"{letter}{index}" for letter, heading in columns.items() if heading in row}
        assert addresses & said.keys() == (addresses if sentence else set())
        assert all(sentence in said[address] for address in addresses & said.keys())
    assert "Nicht übernommen: b" in said["AB10"]
    assert table.filled == 18
    assert len(said) == 12


@pytest.mark.parametrize("first", [1, "1", "(1)"])
def test_read_rows_tell_a_row_that_counts_the_columns(first: object) -> None:
    count = {heading: position for position, heading in enumerate(HEADINGS, 1)} | {NR: first}
    table = read_rows(count, {NR: "7,0", GOAL: "a"})
    assert numbers(table) == ["7,0"]
    assert len(reported(table)) == len(HEADINGS)
    assert {one.level for one in table.findings} == {"info"}
    assert reported(table)["C4"] == "Zeile, die die Spalten zählt. Nicht übernommen: 3"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([{NR: 1, GOAL: 3, TEXT: 4}], id="with gaps"),
        pytest.param([{NR: 1, LABEL: 2}], id="two cells"),
        pytest.param([{NR: 1, GOAL: "a"}, {NR: 2, LABEL: 3, GOAL: 4}], id="further down"),
    ],
)
def test_read_rows_take_other_figures_for_a_measure(rows: list[Cells]) -> None:
    table = read_rows(*rows)
    assert len(numbers(table)) == len(rows)


def test_read_rows_say_less_of_a_repetition_than_of_a_contradiction() -> None:
    table = read_rows({NR: "7,0", GOAL: "a"}, {NR: 7, GOAL: "a"}, {NR: "7", GOAL: "b"})
    assert [(finding.cell, finding.level) for finding in table.findings] == [
        ("A5", "info"),
        ("C5", "info"),
        ("A6", "error"),
        ("C6", "error"),
    ]


def test_read_rows_say_how_a_repeated_number_could_be_meant() -> None:
    table = read_rows({NR: 29.1, GOAL: "a"}, {NR: Shown(29.1, "General"), GOAL: "b"})
    assert "Gelesen als 29,1; 29,10 wäre als Text einzutragen." in reported(table)["A5"]


def test_read_rows_take_a_merged_cell_for_every_row_and_count_it_once() -> None:
    rows = [{NR: "28,1", GOAL: "gemeinsam"}, {NR: "28,2"}, {REMARK: "ohne Nummer"}]
    table = read(workbook(rows, merges=["C4:C6"]))
    assert [row.cells for row in table.rows] == [{"goal": "gemeinsam"}] * 2
    assert table.filled == 4
    assert list(reported(table)) == ["AB6"]


def test_read_rows_report_an_error_once_even_if_merged() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([{NR: "28,1"}, {NR: "28,2"}], merges=["C4:C5"])))
    book.active["C4"] = "#REF!"
    table = read(saved(book))
    assert reported(table) == {"C4": "Excel zeigt hier den Fehler #REF!. Nicht übernommen."}
    assert [row.cells for row in table.rows] == [{}, {}]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_read_rows_show_dates_as_people_see_them(epoch_1904: bool) -> None:
    source = workbook([{NR: "7,0", REMARK: dt.date(2017, 4, 24)}], epoch_1904=epoch_1904)
    assert only_cells(read(source)) == {"remark": "24.04.2017"}


def test_read_rows_take_numbers_in_unit_columns_for_codes() -> None:
    row = {NR: "7,0", "FB 51": 51.3, CITY_UNITS: 61.1, GOAL: 1.5}
    assert only_cells(read_rows(row)) == {"unit:FB-51": "51.3", "city_units": "61.1", "goal": "1,5"}


def test_read_table_says_which_formulas_have_no_result() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([{NR: "7,0"}, {NR: "8,0"}])))
    book.active["C4"], book.active["C5"] = "=D4", "=D5"
    (finding,) = read(saved(book)).findings
    assert finding.message == "2 Formeln ohne Ergebnis, gelesen als leer; die erste in C4."


# --- Whatever a table looks like

SHAPED: list[Cells] = [
    dict.fromkeys(HEADINGS, "x") | {NR: "7,0", GOAL: "Ziel", REMARK: "S.9", CITY_UNITS: "FB 61"},
    {NR: 29.2, GOAL: "Zweites Ziel", TEXT: "Maßnahme", "Kosten": "viel", "Anlage": "1"},
    {NR: "29,10", "FB 51": 51.3, LABEL: "Bildung (IKO)", "Anmerkung Kämmerei": "geprüft"},
]


@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(shape=shapes())
def test_read_table_reads_the_same_cells_in_any_shape(reference_data: None, shape: Shape) -> None:
    refs = References.load()
    keys = dict(zip(HEADINGS, (column.key for column in layout(refs).columns), strict=True))
    expected = {
        str(row[NR]).replace(".", ","): {
            keys.get(heading, f"extra:{heading}"): str(value)
            for heading, value in row.items()
            if heading in shape.columns and heading != NR
        }
        for row in SHAPED
    }
    table = read(shaped(SHAPED, shape))
    assert {str(row.number): row.cells for row in table.rows} == expected
    last = shape.first_row + shape.depth - 1
    assert table.header == (shape.first_row, last)
    assert table.filled == sum(heading in shape.columns for row in SHAPED for heading in row)
    assert not reported(table)


@st.composite
def decided(draw: st.DrawFn) -> Decisions:
    """Decisions of every kind that a reading of `marked_up` asks for."""
    said = ["ziel › was soll erreicht werden", "nr", "zielgruppe › flüchtlinge › umf", "bemerkungen"]
    columns = st.dictionaries(
        st.sampled_from(said[:1] + said[2:]), st.sampled_from([OWN, LEAVE_OUT, "timeframe"])
    )
    either = [KEEP, LEAVE_OUT]
    return Decisions(
        answers={
            COLUMN: draw(columns),
            HIDDEN_ROWS: {"": draw(st.sampled_from(either))},
            STRUCK: {"": draw(st.sampled_from(either))},
            COMMENTS: {"": draw(st.sampled_from([REMARK_ANSWER, LEAVE_OUT]))},
        }
    )


@st.composite
def marked_up(draw: st.DrawFn) -> tuple[bytes, dict[str, str]]:
    """A workbook and its texts by address, all different: merged, hidden, struck, commented, unnumbered."""
    texts: dict[str, str] = {}
    book = openpyxl.load_workbook(io.BytesIO(workbook([])))
    sheet = book.active
    rows = range(4, 10)
    for row in rows:
        number = draw(st.sampled_from([f"{row},0", f"{row},0", "4,0", "29a", None]))
        for column, value in ((1, number), *((one, f"t{row}c{one}.") for one in (2, 3, 4, 5, 15, 26, 28))):
            if draw(st.booleans()) or column == 1:
                cell = sheet.cell(row, column, value)
                if value:
                    texts[cell.coordinate] = value
                if draw(st.integers(0, 5)) == 0:
                    cell.font = Font(strike=True)
        sheet.row_dimensions[row].hidden = draw(st.integers(0, 4)) == 0
        if draw(st.integers(0, 4)) == 0:
            sheet.cell(row, 4).comment = Comment(f"k{row}.", "")
    for column in draw(st.sets(st.sampled_from([1, 3, 5, 28]))):
        first = draw(st.integers(4, 8))
        sheet.merged_cells.add(CellRange(None, column, first, column, draw(st.integers(first + 1, 9))))
    return saved(book), texts


@settings(max_examples=80, suppress_health_check=list(HealthCheck), deadline=None)
@given(marked=marked_up(), decisions=decided())
def test_read_table_takes_or_reports_every_cell_whatever_is_decided(
    reference_data: None, marked: tuple[bytes, dict[str, str]], decisions: Decisions
) -> None:
    source, filled = marked
    refs = References.load()
    table = read_table(open_workbook(source), layout(refs), refs, decisions)
    said = reported(table)
    assert table.filled == len(filled)
    assert said.keys() <= filled.keys()
    taken = " ".join(text for row in table.rows for text in row.cells.values())
    for cell, text in filled.items():
        if not cell.startswith("A") or len(cell) > 2:
            assert (cell in said) != (text in taken), cell
        elif cell not in said:
            assert any(str(row.number) == text for row in table.rows)
