"""Every letter of DIN 91379 survives being written and read. Its list lies beside the repository."""

from __future__ import annotations

import io
import os
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from integration.spreadsheets.opening import open_workbook
from integration.spreadsheets.styling import add_sheet, new_workbook, text_cell
from integration.texts import clean_text
from tests.integration.spreadsheets.test_styling import AT
from tests.outside import do_without

ROOT = Path(__file__).resolve().parents[3]
LETTERS = Path(os.environ.get("DIN91379_DIR", ROOT.parent / "shared" / "data" / "din91379"))
LIST = LETTERS / "latin_list_search_form_1.3.txt"
MISSING = f"Die Buchstabenliste der DIN 91379 fehlt in {LETTERS} (Umgebungsvariable DIN91379_DIR)."


def letters() -> list[str]:
    """Return the letters and sequences, from the hexadecimal code points in the third column."""
    if not LIST.exists():
        do_without(MISSING)
    columns = [line.split(";") for line in LIST.read_text(encoding="utf-8").splitlines()]
    return ["".join(chr(int(code, 16)) for code in it[2].split()) for it in columns if len(it) > 4]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_letters_survive_writing_and_reading(form: Literal["NFC", "NFD"]) -> None:
    texts = [unicodedata.normalize(form, letter) for letter in letters() if letter.strip()]
    assert len(texts) > 600
    workbook = new_workbook(title="Buchstaben", creator="Probe", at=AT)
    sheet = add_sheet(workbook, "Buchstaben")
    for text in texts:
        sheet.append([text_cell(sheet, f"x{text}x"), text_cell(sheet, text)])
    file = io.BytesIO()
    workbook.save(file)
    rows = open_workbook(file.getvalue()).read("Buchstaben").rows
    expected = [unicodedata.normalize("NFC", text) for text in texts]
    assert [row.cells[1] for row in rows] == [f"x{text}x" for text in expected]
    assert [row.cells[2] for row in rows] == [clean_text(text) for text in expected]
