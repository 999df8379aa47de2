from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.actions import MeasureEdit, apply
from catalogue.models import MeasureVersion, Unit
from catalogue.records import Edits, Involvement, State
from integration.accounts.models import User
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.catalogue.workbooks import record
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.usefixtures("city")

CELL = "/katalog/zelle/"


@pytest.fixture
def coordination(db: None) -> User:
    return make_user(Hat.COORDINATION)


@pytest.fixture
def office(client: Client, coordination: User) -> Client:
    """The browser of the Koordination."""
    client.force_login(coordination)
    return client


def version(number: int) -> int:
    return MeasureVersion.objects.current().get(number=number).version


def elsewhere(number: int, edits: Edits) -> None:
    """Save something from another desk."""
    apply([MeasureEdit(number, edits)], by=None, way=ChangeSet.Way.FORM)


def write(client: Client, number: int, key: str, text: str, **more: object) -> dict[str, Any]:
    """Write a cell and return the answer."""
    sub = record(number).main
    sent = {"massnahme": number, "zeile": sub, "spalte": key, "fassung": version(number), "text": text} | more
    answer: dict[str, Any] = client.post(CELL, sent).json()
    return answer


# --- What a cell means


@pytest.mark.parametrize(
    ("key", "text", "field", "value"),
    [
        ("goal", "  Ein Ziel\r\nin zwei Zeilen ", "goal", "Ein Ziel\nin zwei Zeilen"),
        ("text", "", "text", ""),
        ("progress_date", "24.04.2017", "progress_date", "2017-04-24"),
        ("lead", "FB 61", "lead", "FB-61"),
        ("target_groups:kinder", "x", "target_groups", {"kinder": "x", "erwachsene": "x"}),
        ("target_groups:erwachsene", "", "target_groups", {}),
        ("locations:wohnung", "ab 2018", "locations", {"wohnung": "ab 2018"}),
        ("city_units", "51.3; FB 61 (Plan)", "units",
         {"51.3": Involvement("beteiligt"), "FB-61": Involvement("beteiligt", "Plan")}),
        ("not_begun", "x", "status", State("nicht-begonnen")),
        ("planned", "", "status", State()),
        ("status", "umgesetzt", "status", State("umgesetzt")),
    ],
)  # fmt: skip
def test_cell_means_what_it_means_in_a_workbook(
    office: Client, key: str, text: str, field: str, value: object
) -> None:
    answer = write(office, 7, key, text)
    assert answer["ergebnis"] == "gespeichert", answer
    assert getattr(record(7), field) == value
    assert ChangeSet.objects.in_order()[0].way == "table"


def test_cell_changes_nothing_beside_itself(office: Client) -> None:
    before = record(7)
    write(office, 7, "remark", "S.12, neu")
    after = record(7)
    assert (after.listings[0].page, after.listings[0].remark) == ("12", "neu")
    assert after.listings[0].action_field == before.listings[0].action_field
    assert (after.goal, after.status, after.units, after.locations) == (
        before.goal, before.status, before.units, before.locations
    )  # fmt: skip


def test_answer_shows_the_rows_as_they_are_now(office: Client) -> None:
    answer = write(office, 7, "goal", "Neu")
    assert answer["fassung"] == version(7)
    assert answer["zeilen"]["0"]["goal"] == "Neu"
    assert answer["zeilen"]["0"]["planned"] == "x"


def test_state_takes_its_reason_along(office: Client) -> None:
    assert "braucht eine Begründung" in write(office, 7, "status", "entfallen")["satz"]
    write(office, 7, "status", "entfallen", begruendung="Kein Geld")
    assert record(7).status == State("entfallen", "Kein Geld")
    write(office, 7, "status_reason", "Anderer Grund")
    assert record(7).status == State("entfallen", "Anderer Grund")
    assert write(office, 7, "status_reason", "")["ergebnis"] == "abgelehnt"


def test_cell_written_as_it_is_changes_nothing(office: Client) -> None:
    before = ChangeSet.objects.count()
    for key, text in (("goal", record(7).goal), ("not_begun", ""), ("city_units", "FB 61")):
        assert write(office, 7, key, text)["satz"] == "So steht es schon im Katalog."
    assert ChangeSet.objects.count() == before


def test_new_unit_is_asked_about_before_it_is_made(office: Client) -> None:
    answer = write(office, 7, "partners", "Sportverein")
    assert answer["ergebnis"] == "frage"
    assert "Neue Stelle „Sportverein“" in answer["satz"]
    assert not Unit.objects.filter(name="Sportverein").exists()
    assert write(office, 7, "partners", "Sportverein", neu="ja")["ergebnis"] == "gespeichert"
    assert record(7).units["sportverein"] == Involvement("kooperation")


# --- Somebody else was faster


def test_what_does_not_collide_is_merged_and_said(office: Client) -> None:
    opened = version(7)
    elsewhere(7, {("text",): "Von nebenan"})
    answer = write(office, 7, "goal", "Von hier", fassung=opened)
    assert "Beides ist übernommen" in answer["satz"]
    assert answer["zeilen"]["0"]["text"] == "Von nebenan"
    assert (record(7).goal, record(7).text) == ("Von hier", "Von nebenan")


@pytest.mark.parametrize(("choice", "goal"), [("eigene", "Von hier"), ("andere", "Von nebenan")])
def test_same_cell_is_asked_about(office: Client, choice: str, goal: str) -> None:
    opened = version(7)
    elsewhere(7, {("goal",): "Von nebenan"})
    answer = write(office, 7, "goal", "Von hier", fassung=opened)
    assert (answer["ergebnis"], answer["vorher"], answer["andere"]) == (
        "konflikt", "Ein Büro für alle Fragen", "Von nebenan"
    )  # fmt: skip
    assert record(7).goal == "Von nebenan"
    write(office, 7, "goal", "Von hier", fassung=opened, gegen=answer["gegen"], wahl=choice)
    assert record(7).goal == goal


def test_own_choice_keeps_what_others_wrote_beside_it(office: Client) -> None:
    make_unit("FB 10")
    opened = version(7)
    elsewhere(
        7,
        {("units", "FB-61"): Involvement("beteiligt", "Plan"), ("units", "FB-10"): Involvement("beteiligt")},
    )
    answer = write(office, 7, "city_units", "FB 61 (Bau)", fassung=opened)
    assert answer["ergebnis"] == "konflikt"
    write(office, 7, "city_units", "FB 61 (Bau)", fassung=opened, gegen=answer["gegen"], wahl="eigene")
    assert record(7).units == {
        "FB-61": Involvement("beteiligt", "Bau"), "FB-10": Involvement("beteiligt")
    }  # fmt: skip


def test_choice_is_protected_again(office: Client) -> None:
    opened = version(7)
    elsewhere(7, {("goal",): "Von nebenan"})
    answer = write(office, 7, "goal", "Von hier", fassung=opened)
    elsewhere(7, {("goal",): "Noch einmal"})
    again = write(office, 7, "goal", "Von hier", fassung=opened, gegen=answer["gegen"], wahl="eigene")
    assert (again["ergebnis"], again["andere"]) == ("konflikt", "Noch einmal")
    assert record(7).goal == "Noch einmal"


# --- Bad input


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("progress_date", "gestern", "kein Datum in der Form 24.04.2017"),
        ("lead", "Raumfahrt", "keine bekannte Stelle"),
        ("status", "fertiggestellt oder so", "Umsetzungsstand"),
        ("planned", "bald", "Hier steht ein x oder nichts."),
        ("partners", "Frau Muster", "Personenname"),
        ("concept", "Raumfahrt", "kein bekanntes Konzept"),
        ("number", "8", "nur im Formular"),
        ("superseded_by", "28", "nur im Formular"),
        ("abweichend: goal", "x", "nur im Formular"),
        ("raumfahrt", "x", "Diese Spalte hat die Maßnahme noch nicht"),
        ("extra:Neu", "x", "Diese Spalte hat die Maßnahme noch nicht"),
        ("goal", "x" * 40_000, "40000"),
    ],
)
def test_what_cannot_be_read_is_refused(office: Client, key: str, text: str, sentence: str) -> None:
    before = ChangeSet.objects.count()
    answer = write(office, 7, key, text)
    assert answer["ergebnis"] == "abgelehnt", answer
    assert sentence in answer["satz"]
    assert ChangeSet.objects.count() == before


def test_second_row_has_only_its_own_cells(office: Client) -> None:
    elsewhere(7, {("listings", 1, "label"): "Schule"})
    assert write(office, 7, "goal", "Neu", zeile=1)["ergebnis"] == "abgelehnt"
    assert write(office, 7, "remark", "Neu", zeile=1)["ergebnis"] == "gespeichert"
    assert record(7).listings[1].remark == "Neu"
    assert write(office, 7, "remark", "Neu", zeile=5)["ergebnis"] == "abgelehnt"


def test_right_withdrawn_in_between_changes_nothing(office: Client, coordination: User) -> None:
    coordination.role = ""
    coordination.save()
    sent = {"massnahme": 7, "zeile": 0, "spalte": "goal", "fassung": version(7), "text": "Neu"}
    assert office.post(CELL, sent).status_code == 403
    assert record(7).goal == "Ein Büro für alle Fragen"


def test_unknown_measure_or_version_is_not_there(office: Client) -> None:
    sent = {"massnahme": 7, "zeile": 0, "spalte": "goal", "text": "Neu"}
    assert office.post(CELL, sent | {"fassung": 99}).status_code == 404
    assert office.post(CELL, sent | {"fassung": 1, "massnahme": 99}).status_code == 404


_JUNK = (
    st.text(max_size=40)
    | st.integers().map(str)
    | st.sampled_from(["7", "0", "1", "goal", "label", "eigene"])
)
_KEYS = st.sampled_from(
    ["label", "goal", "partners", "city_units", "unit:FB-51", "status", "remark", "lead", "clarification",
     "concept", "action_field", "hat:stadt", "target_groups:kinder", "timeframe", "progress_date"]
)  # fmt: skip


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=_KEYS | _JUNK,
    text=st.text(max_size=60),
    more=st.dictionaries(st.sampled_from(["massnahme", "zeile", "fassung", "neu", "gegen", "wahl"]), _JUNK),
)
def test_junk_never_breaks_anything(office: Client, key: str, text: str, more: dict[str, str]) -> None:
    sent = {"massnahme": "7", "zeile": "0", "spalte": key, "fassung": "1", "text": text} | more
    assert office.post(CELL, sent).status_code in (200, 400, 404, 409)
