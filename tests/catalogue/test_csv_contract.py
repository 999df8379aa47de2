"""What programs rely on that read /katalog.csv; a change here breaks them (docs/schnittstellen.md)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.test import Client

from tests.factories import make_measure, make_user

HEADINGS = (Path(__file__).parent / "contract_csv_headings.txt").read_text().splitlines()


@pytest.mark.usefixtures("reference_data")
def test_csv_keeps_its_headings_letters_and_separators(client: Client) -> None:
    make_measure(
        7, goal='Ein „Büro“; zwei\nZeilen, "drei"', text="=1+1", status="geplant", target_groups=["kinder"]
    )
    make_measure(8, listings={1: {"extra": {"Kosten": "12"}}})
    client.force_login(make_user())
    answer = client.get("/katalog.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.content.endswith(b"\r\n")
    lines = list(csv.reader(answer.content.decode("utf-8-sig").splitlines(keepends=True), delimiter=";"))
    assert lines[0] == [*HEADINGS, "Kosten"]  # what a workbook had besides comes last
    row = dict(zip(lines[0], lines[1], strict=True))
    assert (row["Nr"], row["Kinder"], row["Umsetzungsstand"]) == ("7,0", "x", "geplant")
    assert row["Was soll erreicht werden?"] == 'Ein „Büro“; zwei\nZeilen, "drei"'
    assert row["Wie soll das Ziel umgesetzt werden"] == "'=1+1"  # no spreadsheet takes it for a formula
