"""Out and back through the real LibreOffice, and whatever else is done to a returned file."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.extracts.extract_layout import NEW_MARK
from catalogue.models import Extract, Suggestion, Unit, UnitReturn
from catalogue.records import State
from integration.spreadsheets.located import column_letters
from integration.spreadsheets.opening import open_workbook
from tests import office
from tests.catalogue.returned_files import (
    HEADER,
    NOTE,
    PROGRESS,
    SINCE,
    STATUS,
    TEXT,
    UNCHANGED,
    Filled,
    answers,
    edits,
    messages,
    read,
    received,
)
from tests.city import build_city
from tests.factories import make_extract, make_measure

pytestmark = pytest.mark.django_db

NOVEMBER_3_2026 = 46_329  # as Excel counts days


@pytest.fixture
def extract() -> Extract:
    build_city()
    make_measure(
        30,
        goal="=1+1",
        text="zwei\nZeilen",
        status=("zurueckgestellt", "kein Geld"),
        progress="@SUM(1)",
        progress_date="2017-04-24",
        lead="FB-51",
        main=2,
        listings={1: {"remark": "siehe 30,2"}, 2: {}, 10: {"label": "Sport", "extra": {"Kosten": "+49"}}},
    )
    return make_extract(Unit.objects.get(slug="FB-51"))


def steps(file: Filled) -> list[office.Step]:
    """Return what a department does: fill in what is open, lift the protection, turn all upside down."""

    def at(number: str, heading: str) -> str:
        return f"{column_letters(file.columns[heading])}{file.row(number)}"

    last = column_letters(file.sheet.max_column)
    end = file.sheet.max_row
    return [
        ("fill", at("7,0", STATUS), "in Umsetzung"),
        ("fill", at("7,0", PROGRESS), "Der Kurs läuft\nseit Herbst"),
        ("fill", at("7,0", SINCE), NOVEMBER_3_2026),
        ("fill", at("28,1", NOTE), "Bitte kürzen"),
        ("fill", at("30,2", UNCHANGED), "x"),
        ("fill", at(NEW_MARK, TEXT), "Lesepaten"),
        ("unprotect",),
        ("delete", file.row("30,1")),
        ("insert", HEADER + 2),
        ("fill", f"{column_letters(file.columns[TEXT])}{HEADER + 2}", "Schwimmkurse"),
        ("sort", f"A{HEADER + 1}:{last}{end}", file.columns[TEXT] - 1),
        ("show_only", f"A{HEADER}:{last}{end}", file.columns[STATUS] - 1, "in Umsetzung"),
        ("rename", "Unsere Antwort"),
    ]


def test_file_survives_libreoffice(extract: Extract, tmp_path: Path) -> None:
    file = Filled(extract)
    issued = file.issued
    turned, untouched = office.edited([(issued, steps(file)), (issued, [])], tmp_path)
    rows = open_workbook(turned).read("Unsere Antwort").rows
    assert any(row.hidden for row in rows if row.index > HEADER)
    reading = read(turned, extract)
    found = edits(reading)
    assert found.pop(7) == {
        ("status",): State("in-umsetzung"),
        ("progress",): "Der Kurs läuft\nseit Herbst",
        ("progress_date",): "2026-11-03",
    }
    assert sorted(one["text",] for one in found.values()) == ["Lesepaten", "Schwimmkurse"]
    told = answers(reading)
    assert (told[28].note, told[30].is_unchanged) == ("Bitte kürzen", True)
    assert messages(reading) == [("", "Die Katalogzeile 30,1 fehlt in der Datei und bleibt unverändert.")]

    one = received(untouched)
    assert (one.state, one.findings, Suggestion.objects.count()) == (UnitReturn.State.DECIDED, [], 0)
