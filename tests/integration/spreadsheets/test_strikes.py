"""What is struck through: by a cell's style, by runs of its text, or by both."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from integration.spreadsheets.opening import open_workbook
from integration.spreadsheets.reading import Sheet
from tests.integration.spreadsheets.building import cells, read
from tests.outside import do_without

NO_OFFICE = "LibreOffice fehlt: Durchgestrichenes wurde NICHT damit geprüft (apt install libreoffice-calc)."

# Style 1 strikes, style 2 says that it does not, style 3 only looks like one that does.
STYLES = (
    '<fonts><font/><font><b/><strike/></font><font><strike val="0"/></font></fonts>'
    '<cellStyleXfs><xf fontId="1"/></cellStyleXfs>'
    '<cellXfs><xf/><xf fontId="1"/><xf fontId="2"/><xf fontId="0"/></cellXfs>'
    "<dxfs><dxf><font><strike/></font></dxf></dxfs>"
)
STRUCK, PLAIN = "<rPr><b/><strike/></rPr>", '<rPr><strike val="false"/></rPr>'


def run(text: str, properties: str = "") -> str:
    return f'<r>{properties}<t xml:space="preserve">{text}</t></r>'


def both(rich: str, style: int = 0) -> list[Sheet]:
    """Return a sheet with `rich` in A1 as an inline string, and one with it as a shared string."""
    inline = f'<row r="1"><c r="A1" s="{style}" t="inlineStr"><is>{rich}</is></c></row>'
    shared = f'<row r="1"><c r="A1" s="{style}" t="s"><v>0</v></c></row>'
    return [read(inline, styles=STYLES), read(shared, strings=f"<si>{rich}</si>", styles=STYLES)]


def book() -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Blatt"
    strike = Font(strike=True)
    for reference, value in [("A1", "entfällt"), ("B1", 7.5), ("C1", dt.date(2017, 4, 24)), ("D1", None)]:
        sheet[reference] = value
        sheet[reference].font = strike
    sheet["A2"] = "gilt"
    sheet["B2"] = CellRichText("Sprachkurs ", TextBlock(InlineFont(strike=True), "im Rathaus"), " am Abend")
    sheet["C2"] = CellRichText(TextBlock(InlineFont(b=True), "nur"), " fett")
    sheet["B2"].comment = Comment("Ort ist\noffen", "Koordination 50.21")
    sheet["E5"].comment = Comment("am leeren Feld", "Koordination 50.21")
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def check(sheet: Sheet) -> None:
    assert sheet.struck == {(1, 1): "entfällt", (1, 2): "7,5", (1, 3): "42849", (2, 2): "im Rathaus"}
    assert sheet.unstruck == {(2, 2): "Sprachkurs  am Abend"}
    assert cells(sheet)[2, 2] == "Sprachkurs im Rathaus am Abend"
    assert cells(sheet)[1, 1] == "entfällt"
    assert sheet.comments == {(2, 2): "Ort ist\noffen", (5, 5): "am leeren Feld"}


def test_struck_is_read_as_openpyxl_writes_it() -> None:
    check(open_workbook(book()).read("Blatt"))


def test_struck_and_comments_are_read_as_libreoffice_writes_them(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        do_without(NO_OFFICE)
    (tmp_path / "katalog.xlsx").write_bytes(book())
    command = [program, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path / "neu"), str(tmp_path / "katalog.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    resaved = (tmp_path / "neu" / "katalog.xlsx").read_bytes()
    assert b"LibreOffice" in zipfile.ZipFile(io.BytesIO(resaved)).read("docProps/app.xml")
    check(open_workbook(resaved).read("Blatt"))


def test_struck_by_style_is_the_whole_text() -> None:
    sheet = read(
        '<row r="1"><c r="A1" s="1" t="inlineStr"><is><t>alt</t></is></c><c r="B1" s="1" t="b"><v>1</v></c>'
        '<c r="C1" s="1" t="str"><f>A1</f><v>alt</v></c><c r="D1" s="1" t="e"><v>#REF!</v></c>'
        '<c r="E1" s="1"/><c r="F1" s="2"><v>1</v></c><c r="G1" s="3"><v>2</v></c>'
        '<c r="H1"><v>3</v></c></row>',
        styles=STYLES,
    )
    assert sheet.struck == {(1, 1): "alt", (1, 2): "WAHR", (1, 3): "alt", (1, 4): "#REF!"}
    assert sheet.unstruck == {}


def test_struck_runs_are_named_apart_and_leave_a_rest() -> None:
    rich = (
        run("50.21")
        + run(", FB", STRUCK)
        + run(" 51_x000D_\n", STRUCK)
        + run("50.", PLAIN)
        + run("x", STRUCK)
    )
    for sheet in both(rich):
        assert cells(sheet) == {(1, 1): "50.21, FB 51\n50.x"}
        assert sheet.struck == {(1, 1): ", FB 51 … x"}
        assert sheet.unstruck == {(1, 1): "50.2150."}


def test_struck_runs_may_be_all_of_a_text() -> None:
    for sheet in both(run("ent", STRUCK) + run(" ", PLAIN) + run("fällt", STRUCK)):
        assert (sheet.struck, sheet.unstruck) == ({(1, 1): "ent … fällt"}, {})


def test_struck_style_does_not_strike_runs_with_a_format_of_their_own() -> None:
    for sheet in both(run("alt") + run(" neu", PLAIN), style=1):
        assert (sheet.struck, sheet.unstruck) == ({(1, 1): "alt"}, {(1, 1): "neu"})
    for sheet in both(run("neu", "<rPr><b/></rPr>"), style=1):
        assert (sheet.struck, sheet.unstruck) == ({}, {})
    for sheet in both(run("alt"), style=1):
        assert (sheet.struck, sheet.unstruck) == ({(1, 1): "alt"}, {})


def test_struck_ignores_runs_that_say_no_that_are_blank_or_tell_how_to_read() -> None:
    rich = run("gilt", PLAIN) + run(" ", STRUCK) + run("weiter") + '<rPh sb="0" eb="1"><t>gelesen</t></rPh>'
    for sheet in both(rich):
        assert cells(sheet) == {(1, 1): "gilt weiter"}
        assert (sheet.struck, sheet.unstruck) == ({}, {})


def test_struck_runs_do_not_reach_the_next_cell() -> None:
    sheet = read(
        f'<row r="1"><c r="A1" t="inlineStr"><is>{run("alt", STRUCK)}</is></c>'
        '<c r="B1" t="inlineStr"><is><t>neu</t></is></c><c r="C1" t="inlineStr"/><c r="D1"><v>1</v></c></row>'
    )
    assert sheet.struck == {(1, 1): "alt"}
    assert set(cells(sheet)) == {(1, 1), (1, 2), (1, 4)}
