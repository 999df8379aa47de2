"""Out and back through the real LibreOffice, and whatever else is done to a returned file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from catalogue.actions import undo
from catalogue.extracts.extract_layout import NEW_MARK
from catalogue.extracts.extract_rows import table_of
from catalogue.models import Extract, MeasureVersion, Suggestion, Unit, UnitReturn
from catalogue.records import State
from catalogue.returns.deciding import decide
from catalogue.returns.return_reading import Reading
from catalogue.spreadsheet.assembly import TEXTS
from integration.accounts.models import User
from integration.history.models import ChangeSet
from integration.spreadsheets.located import column_letters
from integration.spreadsheets.opening import open_workbook
from tests import office
from tests.catalogue.returned_files import (
    HEADER,
    KEY,
    NOTE,
    NR,
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
from tests.catalogue.strategies import filled
from tests.city import build_city
from tests.factories import make_extract, make_extract_round, make_measure

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


# --- No filled cell vanishes ------------------------------------------------------------------

CELL_TEXTS = st.one_of(
    st.sampled_from(
        ["x", "nein", "läuft", "so halb", "Nov 2026", "3.11.26", "FB 61; Verein Neu", "7,0", "?"]
    ),
    filled(20).filter(lambda text: not text.startswith("=")),
)


@hypothesis.settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_filled_cell_of_a_returned_file_vanishes_unreported(extract: Extract, data: st.DataObject) -> None:
    """Whatever is typed wherever: it is an edit, a word, or named with its cell."""
    file = Filled(extract)
    headings = st.sampled_from([one for one in file.columns if one != KEY])
    numbers = st.sampled_from(["7,0", "28,1", "30,1", "30,2", NEW_MARK])
    places = data.draw(st.lists(st.tuples(numbers, headings), min_size=1, max_size=4, unique=True))
    rows = {number: file.row(number) for number, _ in places}
    typed = {(number, heading): data.draw(CELL_TEXTS) for number, heading in places}
    for (number, heading), text in typed.items():
        cell = file.sheet.cell(rows[number], file.columns[heading])
        cell.value, cell.data_type = text, "s"
    reading = read(file, extract)
    told = " ".join(f"{one.cell} {one.message}" for one in reading.findings)
    for (number, heading), text in typed.items():
        cell = file.sheet.cell(rows[number], file.columns[heading])
        if not is_traced(extract, reading, number, heading, text):
            assert cell.coordinate in told, (number, heading, text)


def is_traced(extract: Extract, reading: Reading, number: str, heading: str, text: str) -> bool:
    """True where the measure's answer holds what was typed, or where it says no more than the extract."""
    if number == NEW_MARK:
        said = [one for one in reading.answers if one.base is None]
        return any(one.edits or one.note for one in said) or (heading == NR and text == NEW_MARK)
    measure, sub = (int(part) for part in number.split(","))
    answer = answers(reading).get(measure)
    if answer is None or answer.is_missing:
        return False
    keys = {column.heading: column.key for column in table_of(extract).columns}
    printed = next(row.cells for row in table_of(extract).rows if row.number == (measure, sub))
    if printed.get(keys[heading], "") == text:
        return True
    if heading == UNCHANGED:
        return answer.is_unchanged or text in answer.note
    if keys[heading] in TEXTS:
        return text in answer.note or text in [value for _, value in answer.edits]
    return bool(answer.edits or answer.note)


# --- For each unit of the demo city -----------------------------------------------------------


@pytest.mark.long
def test_every_unit_of_the_demo_city_has_its_word_in_the_catalogue_and_out_again(
    tmp_path: Path, settings: Any
) -> None:
    settings.DEBUG = True
    call_command("demo", stdout=io.StringIO())
    units = Unit.objects.without_tree_fields().order_by("slug")
    extracts = list(make_extract_round(units).extracts.select_related("unit", "round"))
    assert len(extracts) > 10
    jobs = [news_of(extract) for extract in extracts]
    assert sum(bool(steps) for _, steps in jobs) > 10
    person = User.objects.get(username="koordination")
    for extract, (_, steps), data in zip(extracts, jobs, office.edited(jobs, tmp_path), strict=True):
        one = received(data, by=person)
        assert one.extract == extract, one.message
        if steps:
            decide_and_undo(one, f"Neues von {extract.unit.slug}", by=person)
        else:
            assert one.state == UnitReturn.State.DECIDED


def news_of(extract: Extract) -> tuple[bytes, list[office.Step]]:
    """Return a unit's workbook, and what it says of its first measure, where the first row asks for it."""
    file = Filled(extract)
    asked = file.sheet.cell(HEADER + 1, file.columns[PROGRESS])
    news = ("fill", asked.coordinate, f"Neues von {extract.unit.slug}")
    return file.issued, [] if asked.protection.locked else [news]


def decide_and_undo(one: UnitReturn, progress: str, *, by: User) -> None:
    """Accept what a return says, find it in the catalogue and its history, and take it back."""
    (suggestion,) = Suggestion.objects.filter(answer__unit_return=one).with_answers()
    base = suggestion.answer.base
    assert base
    versions = dict(MeasureVersion.objects.current().values_list("number", "version"))
    done = decide([suggestion.pk], [], by=by, seen=versions).applied.change_set
    assert done
    assert (done.way, str(one) in done.reason) == (ChangeSet.Way.RETURN, True)
    current = MeasureVersion.objects.current().with_records().filter(number=base.number)
    assert current.get().record.progress == progress
    undo(done, by=by)
    assert current.get().record.progress == base.record.progress
