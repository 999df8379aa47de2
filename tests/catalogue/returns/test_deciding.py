from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from catalogue.actions import MeasureEdit, apply, undo
from catalogue.models import Measure, MeasureVersion, Suggestion, UnitReturn
from catalogue.records import MeasureRecord, State
from catalogue.returns.deciding import Decided, DecisionRefused, decide
from catalogue.returns.return_actions import submit
from integration.history.models import ChangeSet
from tests.catalogue.unit_returns import draft, issue_to, keys, seen, status
from tests.city import build_city
from tests.factories import make_user

ACCEPTED, REJECTED = Suggestion.State.ACCEPTED, Suggestion.State.REJECTED


def record(number: int) -> MeasureRecord:
    return MeasureVersion.objects.current().with_records().get(number=number).record


def send(unit: str, number: int, **said: Any) -> UnitReturn:
    return submit(draft(unit, {number: said}), by=None)


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
class TestDecide:
    def test_writes_what_is_accepted_as_one_change_set_that_names_its_returns(self) -> None:
        extract = issue_to("FB 51", {7: "federfuehrend", 28: "beteiligt"})
        said: dict[int, Any] = {
            7: {"status": status("in-umsetzung"), "goal": "Ein Ziel"},
            28: {"progress": "Läuft"},
        }
        sent = submit(draft("FB 51", said, extract=extract), by=None)
        (no,) = keys(path=["goal"])
        yes = [key for key in keys() if key != no]
        person = make_user(function="Koordination")
        done = decide(yes, [no], by=person, reason="Wie besprochen", seen=seen())
        change_set = done.applied.change_set
        assert change_set
        assert (change_set.way, change_set.by) == ("return", person)
        assert change_set.reason.startswith("Rückmeldung FB 51 vom ")
        assert change_set.reason.endswith(": Wie besprochen")
        assert record(7).status == State("in-umsetzung")
        assert record(7).goal == "Ein Büro für alle Fragen"
        assert record(28).progress == "Läuft"
        assert Suggestion.objects.filter(change_set=change_set).count() == 2
        rejected = Suggestion.objects.get(state=REJECTED)
        assert (rejected.reason, rejected.decided_by_function) == ("Wie besprochen", "Koordination")
        sent.refresh_from_db()
        extract.refresh_from_db()
        assert (sent.state, extract.state.label) == ("decided", "geprüft")
        assert [one.kind for one in extract.events.all()] == ["received", "checked"]

    def test_return_with_something_open_is_not_decided(self) -> None:
        sent = send("FB 51", 7, goal="Ein Ziel", text="Ein Text")
        decide(keys()[:1], [], by=None, seen=seen())
        sent.refresh_from_db()
        assert sent.state == "sent"

    def test_undo_restores_what_was_there(self) -> None:
        before = record(7)
        send("FB 51", 7, goal="Ein Ziel", clarification="Wer zahlt?")
        done = decide(keys(), [], by=None, seen=seen())
        assert done.applied.change_set
        undo(done.applied.change_set, by=None)
        assert record(7) == before

    def test_takes_along_what_says_the_same(self) -> None:
        send("FB 51", 7, progress="Im Bau")
        send("FB 61", 7, progress="Im Bau")
        done = decide(keys()[:1], [], by=None, seen=seen())
        assert (done.accepted, done.alike, keys()) == (1, 1, [])

    def test_leaves_what_says_otherwise_to_be_decided(self) -> None:
        send("FB 51", 7, progress="Im Bau")
        send("FB 61", 7, progress="Fertig")
        decide(keys()[:1], [], by=None, seen=seen())
        assert len(keys()) == 1

    def test_two_values_for_one_field_are_refused_together(self) -> None:
        send("FB 51", 7, progress="Im Bau")
        send("FB 61", 7, progress="Fertig")
        with pytest.raises(DecisionRefused, match="nicht zwei verschiedene Angaben"):
            decide(keys(), [], by=None, seen=seen())
        assert len(keys()) == 2
        assert record(7).progress == ""

    def test_two_units_questions_are_both_asked(self) -> None:
        send("FB 51", 7, clarification="Wer zahlt?")
        send("FB 61", 7, clarification="Bis wann?")
        decide(keys(), [], by=None, seen=seen())
        assert record(7).clarification == "Wer zahlt?\nBis wann?"

    def test_further_measures_get_the_next_free_numbers_with_the_unit_that_proposes(self) -> None:
        Measure.objects.create(number=40)  # withdrawn once; never used again
        send("FB 51", 0, text="Ein Begegnungscafé")
        send("FB 61", 0, text="Ein Garten", lead="FB-61")
        done = decide(keys(), [], by=None, seen={})
        assert sorted(done.new.values()) == [41, 42]
        assert {number: one.role for number, one in record(41).units.items()} == {"FB-51": "beteiligt"}
        assert (record(42).lead, record(42).units) == ("FB-61", {})
        answered = {one.answer.measure.number for one in Suggestion.objects.all() if one.answer.measure}
        assert answered == {41, 42}

    def test_words_are_noted_without_a_change_set(self) -> None:
        send("FB 51", 7, note="Bitte mit FB 61 abstimmen", is_not_responsible=True)
        done = decide(keys(), [], by=None, seen={})
        assert (done.applied.change_set, done.accepted) == (None, 2)
        assert not Suggestion.objects.filter(change_set__isnull=False).exists()

    def test_status_without_its_reason_is_refused(self) -> None:
        send("FB 51", 7, status=status("entfallen"))
        with pytest.raises(DecisionRefused, match="fehlt die Begründung"):
            decide(keys(), [], by=None, seen=seen())

    def test_change_made_since_the_person_looked_is_merged(self) -> None:
        send("FB 51", 7, goal="Ein Ziel")
        looked = seen()
        apply([MeasureEdit(7, {("text",): "Anders"})], by=None, way=ChangeSet.Way.FORM)
        decide(keys(), [], by=None, seen=looked)
        assert (record(7).goal, record(7).text) == ("Ein Ziel", "Anders")

    def test_same_field_changed_since_the_person_looked_is_told(self) -> None:
        send("FB 51", 7, goal="Ein Ziel")
        looked = seen()
        apply([MeasureEdit(7, {("goal",): "Anders"})], by=None, way=ChangeSet.Way.FORM)
        with pytest.raises(DecisionRefused, match="Inzwischen wurden dieselben Angaben geändert"):
            decide(keys(), [], by=None, seen=looked)
        assert record(7).goal == "Anders"
        decide(keys(), [], by=None, seen=seen())
        assert record(7).goal == "Ein Ziel"

    def test_measure_that_nobody_looked_at_is_refused(self) -> None:
        send("FB 51", 7, goal="Ein Ziel")
        for looked in ({}, {7: 99}):
            with pytest.raises(DecisionRefused, match="Laden Sie die Seite neu"):
                decide(keys(), [], by=None, seen=looked)

    def test_measure_that_is_gone_can_only_be_rejected(self) -> None:
        made = MeasureVersion.objects.get(number=29).change_set
        send("FB 61", 29, goal="Ein Ziel")
        looked = seen()
        undo(made, by=None)
        with pytest.raises(DecisionRefused, match="nicht mehr im Katalog"):
            decide(keys(), [], by=None, seen=looked)
        decide([], keys(), by=None, seen={})
        assert keys() == []

    def test_single_reasons_go_before_the_one_for_all(self) -> None:
        send("FB 51", 7, goal="Ein Ziel", text="Ein Text")
        first, second = keys()
        decide([], [first, second], by=None, reason="Später", reasons={first: "Zu weit"}, seen={})
        assert dict(Suggestion.objects.values_list("pk", "reason")) == {first: "Zu weit", second: "Später"}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_the_same_at_once_one_wins_and_the_other_is_told() -> None:
    build_city()
    send("FB 51", 7, goal="Ein Ziel")
    chosen, looked, together = keys(), seen(), Barrier(2)

    def attempt(accepts: bool) -> Decided | DecisionRefused:
        try:
            together.wait()
            return decide(chosen if accepts else [], [] if accepts else chosen, by=None, seen=looked)
        except DecisionRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        results = list(people.map(attempt, [True, False]))
    (refused,) = [one for one in results if isinstance(one, DecisionRefused)]
    assert "wurde inzwischen entschieden" in str(refused)
    (done,) = [one for one in results if isinstance(one, Decided)]
    assert done.accepted + done.rejected == 1
    is_written = record(7).goal == "Ein Ziel"
    assert is_written == bool(done.accepted)
