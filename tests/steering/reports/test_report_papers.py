"""A report as page, PDF, Word and workbook: the same figures, accessible, and LibreOffice opens them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from docx import Document

from catalogue.models import Unit
from steering.freezing import Record
from steering.models import AnnualReport
from steering.reports import report_docx, report_pdf
from steering.reports.report_contents import contents
from steering.reports.report_parts import Table, parts, plain
from steering.reports.report_workbook import write_report
from tests.city import build_past, moment
from tests.factories import (
    make_goal,
    make_goal_talk,
    make_indicator,
    make_need_change,
    make_report,
    make_section,
    make_user,
    make_value,
)
from tests.office import resaved
from tests.outside import do_without
from tests.pdfs import barriers, read_aloud

AT = moment("2023-02-01 10:00")
pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> AnnualReport:
    """A report of the city with something in every part."""
    build_past()
    goal = make_goal(make_goal_talk(Unit.objects.get(slug="51.3"), 2022), measures=[28], steps=["Einladen"])
    make_value(make_indicator(goal), 61)
    make_need_change(28, day=AT.date().replace(year=2022))
    report = make_report(year=2022)
    make_section(report, "umsetzung", text="Es geht **gut** voran:\n\n- erstens\n- zweitens")
    make_section(report, "umsetzung", unit=Unit.objects.get(slug="51.3"), text="Der Kitabereich läuft.")
    return report


@pytest.fixture
def record(report: AnnualReport) -> Record:
    return contents(report, today=AT.date())


def tables(record: Record) -> list[Table]:
    return [table for part in parts(record) for table in part.tables]


def rows(table: Table) -> list[list[str]]:
    return [[" ".join(str(plain(cell)).split()) for cell in row] for row in table.rows]


def workbook_rows(data: bytes) -> dict[str, list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [
            ["" if cell is None else " ".join(str(cell).split()) for cell in row]
            for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        for sheet in book
    }


def written(record: Record) -> bytes:
    stream = io.BytesIO()
    write_report(record, stream, at=AT)
    return stream.getvalue()


def test_page_pdf_word_and_workbook_tell_the_same_figures(
    report: AnnualReport, record: Record, client: Client
) -> None:
    client.force_login(make_user())
    page = client.get(f"/jahresberichte/{report.pk}/")
    shown = {
        table.table.title: [[" ".join(str(cell.text).split()) for cell in row] for row in table.rows]
        for part in page.context["view"].parts
        for table in part.tables
    }
    word = Document(io.BytesIO(report_docx.render(record)))
    in_word = [
        [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows[1:]]
        for table in word.tables[1:]
    ]
    in_book = workbook_rows(written(record))
    printed = read_aloud(report_pdf.render(record, at=AT)).replace("\u00ad", "")
    filled = [table for table in tables(record) if table.rows]
    assert len(filled) >= 10
    assert in_word == [rows(table) for table in filled]
    for table in tables(record):
        assert shown[table.title] == rows(table)
        assert in_book[table.sheet] == rows(table)
        for row in rows(table):
            assert _letters(" ".join(row)) in _letters(printed), row
    html = re.sub(r"<[^>]+>", " ", page.content.decode())
    for text in ("Der Kitabereich läuft.", "erstens"):
        assert text in html
        assert text in printed
        assert text in "\n".join(paragraph.text for paragraph in word.paragraphs)


def _letters(text: str) -> str:
    """Return a text without what typesetting may put between its letters."""
    return re.sub(r"[\s\u200b-]", "", text)


def test_pdf_is_accessible_and_shows_pictures_tables_and_texts(record: Record) -> None:
    data = report_pdf.render(record, at=AT)
    assert barriers(data) == []
    assert "Es geht gut voran:" in read_aloud(data)
    assert report_pdf.render(record, at=AT) == data


def test_libreoffice_opens_word_and_workbook(record: Record, tmp_path: Path) -> None:
    assert workbook_rows(resaved(written(record), tmp_path)) == workbook_rows(written(record))
    program = shutil.which("soffice")
    if program is None:
        do_without("LibreOffice fehlt: Das Word-Dokument wurde NICHT geöffnet.")
    source = tmp_path / "bericht.docx"
    source.write_bytes(report_docx.render(record))
    command: list[Any] = [program, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless"]
    command += ["--convert-to", "txt:Text", "--outdir", tmp_path, source]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "bericht.txt").read_text(encoding="utf-8-sig")
    assert "Jahresbericht 2022, ganze Stadt" in text
    assert "Der Kitabereich läuft." in text
