"""Returned files as a whole: whose they are, what is refused with which sentence, nothing half applied."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.extracts import extract_layout as layout
from catalogue.models import Answer, Extract, Suggestion, Unit, UnitReturn
from catalogue.returns import file_actions, return_file
from catalogue.returns.deciding import decide
from catalogue.returns.return_token import (
    NOT_YOURS,
    OTHER_FORMAT,
    OTHER_INSTALLATION,
    TAMPERED,
    WITHOUT_STAMP,
)
from catalogue.spreadsheet.numbers import parse_number
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.catalogue.returned_files import HEADER, KEY, PROGRESS, STATUS, UNCHANGED, Filled, received
from tests.catalogue.unit_returns import keys, seen
from tests.city import build_city
from tests.factories import make_extract, make_user
from tests.integration.spreadsheets.test_opening import GOOD, REFUSALS

pytestmark = pytest.mark.django_db

State = UnitReturn.State


@pytest.fixture
def extract() -> Extract:
    build_city()
    return make_extract(Unit.objects.get(slug="FB-51"))


def nothing_is_left_of(one: UnitReturn) -> bool:
    return not (one.answers.exists() or Suggestion.objects.exists() or one.extract or one.unit)


# --- What is well ---------------------------------------------------------------------------


def test_file_is_recognised_read_and_sent_in(extract: Extract) -> None:
    by = make_user(Hat.DEPARTMENT, unit=extract.unit)
    one = received(Filled(extract).fill("7,0", also={STATUS: "in Umsetzung"}).bytes(), by=by)
    assert (one.state, one.extract, one.unit, one.message) == (State.SENT, extract, extract.unit, "")
    extract.refresh_from_db()
    assert extract.received_at
    suggestion = Suggestion.objects.get()
    assert (suggestion.path, suggestion.value, suggestion.is_direct) == (
        ["status"],
        ["in-umsetzung", ""],
        True,
    )


def test_untouched_extract_leaves_nothing_to_decide(extract: Extract) -> None:
    one = received(Filled(extract).bytes())
    assert (one.state, Suggestion.objects.count(), one.findings) == (State.DECIDED, 0, [])
    assert not ChangeSet.objects.filter(way=ChangeSet.Way.RETURN).exists()


def test_crosses_confirm(extract: Extract) -> None:
    received(Filled(extract).fill("7,0", also={UNCHANGED: "x"}).bytes(), by=make_user())
    measure = extract.measures.get(version__number=7).version.measure
    assert measure.confirmations.count() == 1


def test_return_months_later_is_read_against_what_went_out(extract: Extract) -> None:
    file = Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"}).bytes()
    make_extract(extract.unit)
    one = received(file)
    assert one.extract == extract
    assert one.findings[0]["message"].startswith("Für diese Stelle gibt es inzwischen einen neueren Auszug")


def test_return_to_a_checked_extract_is_an_addition_and_says_so(extract: Extract) -> None:
    received(Filled(extract).bytes())
    one = received(Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"}).bytes())
    today = f"{timezone.localdate():%d.%m.%Y}"
    message = f"Die Rückmeldung zu diesem Auszug ist am {today} schon geprüft; diese ist ein Nachtrag."
    assert one.findings == [{"level": "warning", "cell": "", "message": message}]
    assert one.state == State.SENT


# --- Files that are no workbooks ------------------------------------------------------------


@pytest.mark.parametrize(("data", "words"), REFUSALS)
def test_what_an_import_refuses_a_return_refuses(db: None, data: bytes, words: str) -> None:
    one = received(data)
    assert one.state == State.REFUSED
    assert re.search(words, one.message)
    assert nothing_is_left_of(one)


def test_workbook_that_is_no_extract_waits_for_whoever_knows_it(db: None) -> None:
    one = received(GOOD)
    assert (one.state, one.message) == (State.UNASSIGNED, WITHOUT_STAMP)


# --- Whose file it is -----------------------------------------------------------------------


def foreign(file: Filled, token: str) -> None:
    """Make the workbook one that another installation has issued."""
    file.keys[layout.TOKEN_CELL].value = token
    for row in range(layout.KEYS_HEADER_ROW + 1, file.keys.max_row + 1):
        number = parse_number(str(file.keys.cell(row, 2).value))
        key = layout.row_key(token, number)
        file.keys.cell(row, 1).value = key
        file.sheet.cell(HEADER + row - layout.KEYS_HEADER_ROW, file.columns[KEY]).value = key


def other_installation(file: Filled) -> None:
    foreign(file, "ein-ganz-anderer-auszug")


def tampered(file: Filled) -> None:
    file.keys[layout.TOKEN_CELL].value = "getippt"


def no_token(file: Filled) -> None:
    file.keys[layout.TOKEN_CELL].value = None


def no_sheet(file: Filled) -> None:
    del file.workbook[layout.KEYS_SHEET]


def other_format(file: Filled) -> None:
    file.keys[layout.FORMAT_CELL].value = "99"


@pytest.mark.parametrize(
    ("change", "state", "sentence"),
    [
        (other_installation, State.REFUSED, OTHER_INSTALLATION),
        (tampered, State.UNASSIGNED, TAMPERED),
        (no_token, State.UNASSIGNED, WITHOUT_STAMP),
        (no_sheet, State.UNASSIGNED, WITHOUT_STAMP),
        (other_format, State.REFUSED, OTHER_FORMAT),
    ],
)
def test_file_whose_extract_is_not_certain_is_told_apart(
    extract: Extract, change: Any, state: str, sentence: str
) -> None:
    file = Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"})
    change(file)
    one = received(file.bytes())
    assert (one.state, one.message) == (state, sentence)
    assert nothing_is_left_of(one)


def test_token_of_another_extract_does_not_pass_for_its_own(extract: Extract) -> None:
    file = Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"})
    other = make_extract(Unit.objects.get(slug="FB-61"))
    file.keys[layout.TOKEN_CELL].value = other.token
    one = received(file.bytes())
    assert (one.state, one.message) == (State.UNASSIGNED, TAMPERED)


def test_file_of_another_unit_is_refused(extract: Extract) -> None:
    stranger = make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="FB-61"))
    one = received(Filled(extract).bytes(), by=stranger)
    assert (one.state, one.message) == (State.REFUSED, NOT_YOURS)
    assert nothing_is_left_of(one)


def test_koordination_may_send_any_units_file(extract: Extract) -> None:
    assert received(Filled(extract).bytes(), by=make_user()).unit == extract.unit


# --- The same again -------------------------------------------------------------------------


def test_same_file_twice_is_refused(extract: Extract) -> None:
    data = Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"}).bytes()
    first, second = received(data), received(data, name="Kopie.xlsx")
    day = f"{timezone.localtime(first.at):%d.%m.%Y, %H:%M} Uhr"
    assert (second.state, second.message) == (State.REFUSED, return_file.SAME_FILE.format(day=day))
    assert Suggestion.objects.count() == 1


def test_same_content_in_another_file_is_refused(extract: Extract) -> None:
    file = Filled(extract).fill("7,0", also={PROGRESS: "Im Bau", STATUS: "umgesetzt"})
    first = received(file.bytes())
    file.sheet.column_dimensions["A"].width = 33
    second = received(file.bytes())
    day = f"{timezone.localtime(first.at):%d.%m.%Y, %H:%M} Uhr"
    assert (second.state, second.message) == (State.REFUSED, return_file.SAME_CONTENT.format(day=day))
    assert (second.extract, Answer.objects.filter(unit_return=second).count()) == (None, 0)


def test_discarded_file_may_come_again(extract: Extract) -> None:
    data = Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"}).bytes()
    file_actions.discard(received(data), by=None)
    assert received(data).state == State.SENT


def test_file_that_is_refused_while_it_is_kept_leaves_nothing(
    extract: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(return_file, "submit", fail)
    with pytest.raises(RuntimeError):
        received(Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"}).bytes())
    one = UnitReturn.objects.get()
    assert nothing_is_left_of(one)
    file_actions.break_off(one)
    assert (one.state, one.message) == (State.REFUSED, file_actions.BROKE_OFF)


# --- By hand --------------------------------------------------------------------------------


def test_file_without_token_is_read_by_its_numbers_once_it_is_assigned(extract: Extract) -> None:
    file = Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"})
    tampered(file)
    one = received(file.bytes())
    UnitReturn.objects.filter(pk=one.pk).update(extract=extract, state=State.READING)
    one.refresh_from_db()
    return_file.read(one)
    assert (one.state, one.unit, one.message) == (State.SENT, extract.unit, "")
    assert Suggestion.objects.get().value == "Im Bau"


def test_file_of_other_measures_is_not_read_by_hand_either(extract: Extract) -> None:
    file = Filled(extract)
    no_sheet(file)
    other = make_extract(Unit.objects.get(slug="51.3"))
    for row in range(HEADER + 1, HEADER + 3):
        file.sheet.cell(row, 1).value = 99
    one = received(file.bytes(), extract=other)
    assert one.state == State.REFUSED
    assert one.message.startswith("Keine Zeile der Datei gehört zum Auszug für 51.3 zum ")


# --- Until something is decided -------------------------------------------------------------


def test_return_can_be_discarded_until_something_in_it_is_decided(extract: Extract) -> None:
    by = make_user()
    file = Filled(extract).fill("7,0", also={PROGRESS: "Im Bau", STATUS: "umgesetzt"})
    one = received(file.bytes(), by=by)
    decide([keys()[0]], [], by=by, seen=seen())
    with pytest.raises(ValidationError):
        file_actions.discard(one, by=by)
    one.refresh_from_db()
    assert one.state == State.SENT
    assert one.file
    assert one.file.read()


def test_discarding_lets_the_extract_wait_again(extract: Extract) -> None:
    one = received(Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"}).bytes())
    file_actions.discard(one, by=None)
    extract.refresh_from_db()
    assert (one.state, extract.received_at, Suggestion.objects.count()) == (State.DISCARDED, None, 0)


def test_too_late_says_where_it_is(extract: Extract) -> None:
    one = received(b"kein Auszug")
    file_actions.discard(one, by=None)
    with pytest.raises(file_actions.TooLate, match="hat inzwischen den Stand „verworfen“"):
        file_actions.read_again(one)


def test_received_on_and_channel_stay(extract: Extract) -> None:
    day = dt.date(2026, 3, 2)
    one = received(Filled(extract).bytes(), received_on=day, channel=UnitReturn.Channel.MAIL)
    assert (one.received_on, one.get_channel_display()) == (day, "per E-Mail")
