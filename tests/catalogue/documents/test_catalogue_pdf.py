"""The catalogue on A3: the original's columns and headings, and every text in full."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import pytest

from catalogue.documents.catalogue_pdf import catalogue_pdf
from catalogue.models import MeasureVersion
from tests.city import build_city
from tests.factories import make_measure
from tests.pdfs import barriers, facts_of, fonts_of, pages_of, structure_of, text_of

AT = dt.datetime(2017, 4, 24, 10, tzinfo=dt.UTC)


def made(day: dt.date | None = None, selection: Sequence[str] = ()) -> bytes:
    versions = MeasureVersion.objects.current().in_catalogue_order()
    return catalogue_pdf(versions, day=day, selection=selection, at=AT)


@pytest.fixture
def many_measures(reference_data: None) -> None:
    for number in range(1, 61):
        text = f"Anfang{number} " + "Beratung und Begleitung " * (number % 12) + f"Ende{number}"
        make_measure(number, goal=f"Ziel {number}", text=text, target_groups=["kinder"])


@pytest.mark.usefixtures("many_measures")
def test_pages_repeat_the_original_headings_and_tear_no_row() -> None:
    pdf = made()
    assert barriers(pdf) == []
    assert set(fonts_of(pdf).values()) == {True}
    assert facts_of(pdf)["Page size"].startswith("1190.55 x 841.89 pts (A3)")
    pages = pages_of(pdf)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"Seite {number} von {len(pages)}" in page
        assert "Wie soll das Ziel umgesetzt werden" in " ".join(page.split())
    for number in range(1, 61):
        assert sum(f"Anfang{number} " in page and f"Ende{number}\n" in page for page in pages) == 1


@pytest.mark.usefixtures("many_measures")
def test_every_column_is_headed_by_its_groups() -> None:
    rows = structure_of(made()).partition("TBody")[0].split("TR\n")[1:]
    cells = [
        [header_span(cell) for cell in re.split(r"\n\s+TH ", row)[1:]]
        for row in (f"\n TH {row}" for row in rows)
    ]
    assert len(cells) == 3
    assert sum(columns for columns, _ in cells[0]) == 28
    assert sum(columns * rows for row in cells for columns, rows in row) == 3 * 28


def header_span(tag: str) -> tuple[int, int]:
    """Return how many columns and rows a header cell spans; it has to say that it heads columns."""
    assert "/Scope /Column" in tag
    spans = dict(re.findall(r"/(ColSpan|RowSpan) (\d+)", tag))
    return int(spans.get("ColSpan", 1)), int(spans.get("RowSpan", 1))


@pytest.mark.usefixtures("reference_data")
def test_cells_stand_under_their_headings() -> None:
    make_measure(7, goal="Ein Büro", target_groups=["kinder"], status="geplant")
    text = text_of(made(), "-layout")
    row = next(line for line in text.splitlines() if line.lstrip().startswith("7,0"))
    assert row.count("x") == 2
    assert "Ein Büro" in row


@pytest.mark.usefixtures("reference_data")
@pytest.mark.parametrize("text", ["Wort " * 6_500, "W" * 32_767], ids=["words", "one word"])
def test_a_cell_longer_than_a_page_goes_on_on_the_next(text: str) -> None:
    make_measure(1, text=text, goal='#eval(1) \\ " 😀', status="geplant")
    make_measure(2, text="danach")
    pdf = made()
    assert barriers(pdf) == []
    assert text_of(pdf).count("W") >= text.count("W")
    assert "danach" in pages_of(pdf)[-1]


@pytest.mark.usefixtures("reference_data")
def test_text_in_a_narrow_column_breaks_at_its_signs() -> None:
    make_measure(1, target_groups={"kinder": "0120/0200/0300"})
    lines = [line.strip("\u200b") for line in text_of(made()).splitlines()]
    assert lines[lines.index("0120/") :][:3] == ["0120/", "0200/", "0300"]


def test_day_and_selection_are_said(db: None) -> None:
    build_city()
    today, past = made(), made(dt.date(2016, 12, 31), ["Umsetzungsstand: geplant"])
    assert facts_of(today)["Title"] == "Maßnahmenkatalog"
    assert "Stand 24.04.2017" in text_of(today)
    assert facts_of(past)["Title"] == "Maßnahmenkatalog, Stand 31.12.2016"
    assert "Maßnahmenkatalog, Stand 31.12.2016 (nicht der heutige)" in text_of(past)
    assert "Umsetzungsstand: geplant" in text_of(past)


def test_empty_selection_says_so(db: None) -> None:
    pdf = made()
    assert "keine Maßnahme" in text_of(pdf)
    assert barriers(pdf) == []
