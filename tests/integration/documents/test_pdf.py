"""PDFs: accessible whatever the data, never more than data, and never without an end."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from integration.documents import pdf
from tests.integration.spreadsheets.test_letters import letters
from tests.pdfs import barriers, facts_of, fonts_of, pages_of, structure_of, text_of

AT = dt.datetime(2017, 4, 24, 10, 30, tzinfo=dt.UTC)
TABLE = """
#import "house.typ": *
#show: sheet
#head(over: "Probe", facts: (("Stichtag", "24.04.2017"),))
= Tabelle
#rows(columns: (1fr, 2fr), head: ("Nummer", "Text"), data.rows)
"""


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates beside the house's style."""
    shutil.copy(pdf.TEMPLATES / "documents" / "house.typ", tmp_path)
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path)
    return tmp_path


def made(templates: Path, source: str = TABLE, title: str = "Auszug für Übung", **context: Any) -> bytes:
    (templates / "probe.typ").write_text(source)
    return pdf.render("probe.typ", context, title=title, at=AT)


def test_document_is_accessible_german_and_self_contained(templates: Path) -> None:
    made_pdf = made(templates, rows=[[str(number), f"Maßnahme {number} " * 20] for number in range(60)])
    facts = facts_of(made_pdf)
    assert barriers(made_pdf) == []
    assert facts["Title"] == "Auszug für Übung"
    assert facts["Tagged"] == "yes"
    assert b"/Lang(de-DE)" in made_pdf
    assert set(fonts_of(made_pdf).values()) == {True}
    assert "FiraSans-Regular" in fonts_of(made_pdf)
    pages = pages_of(made_pdf)
    assert len(pages) == int(facts["Pages"]) > 2
    assert all("Nummer" in page for page in pages)  # repeated headings
    assert all(f"Seite {number} von {len(pages)}" in page for number, page in enumerate(pages, 1))


def test_header_cells_are_marked(templates: Path) -> None:
    tags = structure_of(made(templates, rows=[["1", "Text"]]))
    assert tags.count("TH") == 2 + tags.count("THead")
    assert "/Scope /Column" in tags


def test_same_input_gives_same_bytes(templates: Path) -> None:
    rows = [["1", "Ä"], ["2", "Ḳ̄"]]
    assert made(templates, rows=rows) == made(templates, rows=rows)


def test_rows_stay_whole_unless_they_fit_no_page(templates: Path) -> None:
    long, rows = (
        "Wort " * 6_000,
        [[f"n{number}", f"a{number}e " + "Text " * 120 + f"z{number}e"] for number in range(30)],
    )
    pages = pages_of(made(templates, rows=[*rows, ["lang", f"Beginn {long} Schluss"]]))
    for number in range(30):
        begun = next(page for page in pages if f"a{number}e" in page)
        assert f"z{number}e" in begun
    assert "Schluss" in pages[-1]
    assert sum(page.count("Wort") for page in pages) == 6_000


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('#eval("1+1") #panic() $x$ *a* _b_ `c` = d <e> @f // g', id="markup"),
        pytest.param("\\ \" ' ${x} {{ x }} \\u{41} ]]) #[", id="quotes"),
        pytest.param('#read("../manage.py") #include "/x.typ"', id="files"),
    ],
)
def test_hostile_text_stays_text(templates: Path, text: str) -> None:
    made_pdf = made(templates, rows=[["1", text]], title=text)
    assert barriers(made_pdf) == []
    assert "".join(text.split()) in "".join(text_of(made_pdf).split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\x00b\x07c\x1bd\x85", "abcd", id="control characters"),
        pytest.param("Smiley 😀", "Smiley 😀", id="emoji of the font"),
        pytest.param("Familie 👨‍👩‍👧 und 漢", "und �", id="letters of no font"),
        pytest.param("halb \ud83d", "halb", id="lone surrogate"),
        pytest.param("ab\u202ecd\u202c", "abcd", id="turned direction"),
        pytest.param("a\u00a0b\u3000c\u200bd\u00ade\ufe0f", "a b c", id="spaces"),
    ],
)
def test_letters_that_no_font_shows_do_not_refuse_the_rest(templates: Path, text: str, shown: str) -> None:
    made_pdf = made(templates, rows=[["1", text]])
    assert barriers(made_pdf) == []
    assert shown in text_of(made_pdf)


def test_letters_of_din_91379_are_all_there(templates: Path) -> None:
    """Poppler reads a letter and its mark twice where the font has no picture of both together."""
    texts = [unicodedata.normalize("NFC", letter) for letter in letters() if letter.strip()]
    made_pdf = made(templates, rows=[[f"{place}", f"{place}:{text}"] for place, text in enumerate(texts)])
    assert barriers(made_pdf) == []
    read = unicodedata.normalize("NFC", text_of(made_pdf))
    assert [text for place, text in enumerate(texts) if f"{place}:{text}" not in read] == []
    assert "\N{REPLACEMENT CHARACTER}" not in read
    assert set(fonts_of(made_pdf)) == {"FiraSans-Regular", "FiraSans-SemiBold", "DejaVuSans"}


def test_right_to_left_text_is_kept(templates: Path) -> None:
    made_pdf = made(templates, rows=[["1", "Schild: مرحبا und שלום"]])
    assert barriers(made_pdf) == []
    kept = unicodedata.normalize("NFKC", text_of(made_pdf))
    assert "שלום" in kept
    assert "مرحبا" in kept


@pytest.mark.parametrize("text", ["W" * 32_767, "Wort " * 6_553], ids=["one word", "many words"])
def test_longest_cell_stays_on_the_page(templates: Path, text: str) -> None:
    made_pdf = made(templates, rows=[["1", text], [text[:200], "2"]])
    assert barriers(made_pdf) == []
    letters = text_of(made_pdf).count("W")
    assert letters == text.count("W") + text[:200].count("W")


def test_too_much_time_ends_in_a_sentence(templates: Path, settings: Settings) -> None:
    settings.PDF_SECONDS = 1
    started = time.monotonic()
    with pytest.raises(pdf.Refused, match="nach 1 Sekunden noch nicht fertig"):
        made(templates, "#for i in range(9999) { for j in range(9999) { } }")
    assert time.monotonic() - started < 8


def test_too_much_memory_ends_in_a_sentence(templates: Path, settings: Settings) -> None:
    settings.CHILD_MEMORY_MB = 400
    assert made(templates, rows=[["1", "kleines"]])
    with pytest.raises(pdf.Refused, match="mehr als 400 MB"):
        made(templates, "#let a = range(1000000)\n#for i in range(99) { a += a }\n#a.len()")


def test_broken_template_is_logged_and_not_shown(templates: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(pdf.Refused, match="Systembetreuung") as refused:
        made(templates, "#nonsense")
    assert "nonsense" not in str(refused.value)
    assert "nonsense" in caplog.text


def test_without_fetched_fonts_the_document_is_plain_and_accessible(
    templates: Path, settings: Settings, tmp_path: Path
) -> None:
    settings.ASSETS_DIR = tmp_path / "nothing"
    made_pdf = made(templates, rows=[["1", "Größe, İstanbul, Łódź, 漢 😀"]])
    assert barriers(made_pdf) == []
    assert "Größe, İstanbul, Łódź, � �" in text_of(made_pdf)
    assert set(fonts_of(made_pdf).values()) == {True}
