from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from integration.spreadsheets.opening import Refused, open_workbook
from integration.spreadsheets.reading import MAX_MERGES, MAX_ROWS, Row
from integration.spreadsheets.values import ErrorValue, Number, Truth
from tests.integration.spreadsheets.building import archive, cells, parts, read, worksheet

STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="0.00"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs><xf/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="999"/></cellXfs>'
)


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def merges(*references: str) -> str:
    return "<mergeCells>" + "".join(f'<mergeCell ref="{it}"/>' for it in references) + "</mergeCells>"


def test_read_sheet_keeps_a_number_as_written_and_its_format() -> None:
    sheet = read(
        '<row r="1"><c r="A1" s="1"><v>7.1</v></c><c r="B1" s="2"><v>41680</v></c>'
        '<c r="C1" t="n" s="3"><v>29.199999999999999</v></c><c r="D1"><v>1E3</v></c></row>',
        styles=STYLES,
    )
    assert cells(sheet) == {
        (1, 1): Number("7.1", "0.00"),
        (1, 2): Number("41680", "mm-dd-yy"),
        (1, 3): Number("29.199999999999999", "General"),
        (1, 4): Number("1E3", "General"),
    }


def test_read_sheet_tells_kinds_of_cells_apart() -> None:
    sheet = read(
        '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="e"><v>#REF!</v></c>'
        '<c r="D1" t="d"><v>2017-04-24</v></c><c r="E1" t="n"><v>keine Zahl</v></c></row>'
    )
    values = [Truth(True), Truth(False), ErrorValue("#REF!"), "2017-04-24", "keine Zahl"]
    assert list(sheet.rows[0].cells.values()) == values


def test_read_sheet_joins_runs_and_ignores_phonetic_ones() -> None:
    strings = (
        "<si><t>Nr</t></si><si><r><t xml:space='preserve'>Sprach</t></r><r><rPr><b/></rPr><t>kurs</t></r>"
        "<rPh sb='0' eb='1'><t>lies anders</t></rPh></si><si/>"
    )
    sheet = read(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v> 1 </v></c><c r="C1" t="s"><v>2</v></c>'
        '<c r="D1" t="inlineStr"><is><r><t>ei</t></r><r><t>ns</t></r><rPh><t>x</t></rPh></is></c></row>',
        strings=strings,
    )
    assert cells(sheet) == {(1, 1): "Nr", (1, 2): "Sprachkurs", (1, 4): "eins"}


def test_read_sheet_gives_formulas_their_last_result() -> None:
    sheet = read(
        '<row r="1"><c r="A1" t="str"><f>"a"&amp;B1</f><v>ab</v></c><c r="B1"><f>1+1</f><v>2</v></c>'
        '<c r="C1"><f>NOW()</f></c><c r="D1" t="str"><f>""</f><v></v></c></row>'
    )
    assert cells(sheet) == {(1, 1): "ab", (1, 2): Number("2")}
    assert sheet.formulas == {(1, 1), (1, 2), (1, 3), (1, 4)}


def test_read_sheet_leaves_out_what_is_empty() -> None:
    sheet = read(f'<row r="1"><c r="A1" s="0"/>{inline("B1", " ")}</row><row r="5">{inline("C5", "x")}</row>')
    assert sheet.rows == [Row(5, {3: "x"})]


def test_read_sheet_counts_on_where_addresses_are_missing() -> None:
    sheet = read(
        "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row r='7'><c r='D7'/><c><v>5</v></c></row>"
    )
    assert cells(sheet) == {(1, 1): Number("1"), (1, 3): Number("3"), (7, 5): Number("5")}


def test_read_sheet_ignores_the_dimension() -> None:
    sheet = read(f'<row r="9">{inline("AB9", "x")}</row>', before='<dimension ref="A1"/>')
    assert cells(sheet) == {(9, 28): "x"}


def test_read_sheet_marks_hidden_rows() -> None:
    attributes = {
        1: 'hidden="1"',
        2: 'hidden="0"',
        3: 'ht="0" customHeight="1"',
        4: 'ht="0"',
        5: 'ht="12.75" customHeight="true"',
        6: 'outlineLevel="1" collapsed="1"',
        7: 'outlineLevel="1" hidden="true"',
        8: 'ht="0.0" customHeight="true"',
    }
    sheet = read(
        "".join(f'<row r="{row}" {it}>{inline(f"A{row}", "x")}</row>' for row, it in attributes.items())
    )
    assert {row.index for row in sheet.rows if row.hidden} == {1, 3, 7, 8}


def test_read_sheet_marks_hidden_columns() -> None:
    columns = (
        '<cols><col min="2" max="3" hidden="1" width="9.5"/><col min="4" max="4" width="0" customWidth="1"/>'
        '<col min="5" max="5" width="0.5"/><col min="6" max="6" outlineLevel="1" collapsed="1" width="10"/>'
        '<col min="7" max="7" hidden="false" width="10"/><col min="500" max="16384" hidden="true"/></cols>'
    )
    sheet = read(f'<row r="1">{inline("A1", "x")}</row>', before=columns)
    assert sheet.hidden_columns == {2, 3, 4, *range(500, 513)}


def test_read_sheet_knows_what_openpyxl_hides() -> None:
    workbook = Workbook()
    page = workbook.active
    page.title = "Blatt"
    for row in range(1, 8):
        page.append([f"Zeile {row}"])
    page.row_dimensions[2].hidden = True
    page.row_dimensions.group(4, 5, hidden=True)
    page.row_dimensions.group(6, 6, hidden=False)
    page.column_dimensions["B"].hidden = True
    page.column_dimensions.group("D", "E", hidden=True)
    page.column_dimensions.group("G", "H", hidden=False)
    file = io.BytesIO()
    workbook.save(file)
    sheet = open_workbook(file.getvalue()).read("Blatt")
    assert {row.index for row in sheet.rows if row.hidden} == {2, 4, 5}
    assert sheet.hidden_columns == {2, 4, 5}


def test_read_sheet_reads_prefixed_elements() -> None:
    xml = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    for name in ("worksheet", "sheetData", "row", "c", "v"):
        xml = xml.replace(f"<{name}", f"<x:{name}").replace(f"</{name}>", f"</x:{name}>")
    sheet = open_workbook(archive(parts(xml.replace("xmlns=", "xmlns:x=")))).read("Blatt")
    assert cells(sheet) == {(1, 1): Number("1")}


def test_read_sheet_cuts_merges_to_the_filled_part() -> None:
    rows = f'<row r="1">{inline("A1", "x")}{inline("C1", "y")}</row><row r="4">{inline("B4", "z")}</row>'
    sheet = read(rows, after=merges("A1:A1048576", "B2:XFD2", "C1", "A9:B9", "$B$3:$C$4"))
    assert sheet.merges == [(1, 1, 4, 1), (2, 2, 2, 3), (3, 2, 4, 3)]


@pytest.mark.parametrize("reference", ["XFD1048576", "A1048576", f"A{MAX_ROWS + 1}", "SS1"])
def test_read_sheet_refuses_a_filled_cell_far_away(reference: str) -> None:
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    with pytest.raises(Refused, match=f"Zelle {reference} "):
        read(f'<row r="{row}">{inline(reference, "x")}</row>')


def test_read_sheet_ignores_an_empty_cell_far_away() -> None:
    assert read('<row r="1048576"><c r="XFD1048576" s="0"/></row>').rows == []


def test_read_sheet_refuses_thousands_of_merges() -> None:
    row = f'<row r="1">{inline("A1", "x")}</row>'
    with pytest.raises(Refused, match="verbundene Zellen"):
        read(row, after=merges(*(f"A{n}:B{n}" for n in range(1, 50_001))))
    assert read(row, after=merges(*(f"A{n}:B{n}" for n in range(1, MAX_MERGES + 1)))).merges == []


def test_read_sheet_refuses_merges_that_cover_the_sheet_many_times() -> None:
    rows = f'<row r="1">{inline("A1", "x")}</row><row r="2000">{inline("SR2000", "x")}</row>'
    with pytest.raises(Refused, match="verbundene Zellen"):
        read(rows, after=merges("A1:SR2000", "A1:SR2000"))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param('<row r="2"/><row r="1"/>', id="rows_backwards"),
        pytest.param('<row r="1"><c r="B1"/><c r="A1"/></row>', id="cells_backwards"),
        pytest.param('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', id="cell_twice"),
        pytest.param('<row r="1"><c r="A2"/></row>', id="cell_of_another_row"),
        pytest.param('<row r="1"><c r="XFE1"/></row>', id="no_such_column"),
        pytest.param('<row r="1"><c r="Ä1"/></row>', id="no_such_letter"),
        pytest.param('<row r="x"/>', id="no_such_row"),
        pytest.param('<row r="1"><c r="A1" t="s"><v>5</v></c></row>', id="no_such_string"),
        pytest.param('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', id="negative_string"),
        pytest.param('<row r="1"><c r="A1" s="5"><v>1</v></c></row>', id="no_such_style"),
        pytest.param('<c r="A1"><v>1</v></c>', id="cell_without_row"),
    ],
)
def test_read_sheet_refuses_what_contradicts_itself(rows: str) -> None:
    with pytest.raises(Refused, match="beschädigt"):
        read(rows, strings="<si><t>a</t></si>", styles="<cellXfs><xf/></cellXfs>")


def test_read_sheet_refuses_too_long_a_text() -> None:
    assert cells(read(f'<row r="1">{inline("A1", "ä" * 32_767)}</row>')) == {(1, 1): "ä" * 32_767}
    with pytest.raises(Refused, match=r"32\.767 Zeichen"):
        read(f'<row r="1">{inline("A1", "ä" * 32_768)}</row>')
