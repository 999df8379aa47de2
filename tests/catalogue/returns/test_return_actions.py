from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Confirmation, MeasureVersion, Suggestion
from catalogue.records import MeasureRecord, State
from catalogue.returns.deciding import decide
from catalogue.returns.return_actions import submit, withdraw
from integration.history.models import ChangeSet
from tests.catalogue.unit_returns import draft, issue_to, keys, seen, status
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
OPEN, ACCEPTED = Suggestion.State.OPEN, Suggestion.State.ACCEPTED


def record(number: int) -> MeasureRecord:
    return MeasureVersion.objects.current().with_records().get(number=number).record


def change(number: int, **fields: object) -> None:
    edits = {(name,): value for name, value in fields.items()}
    apply([MeasureEdit(number, edits)], by=None, way=ChangeSet.Way.FORM)


def test_submit_makes_a_suggestion_of_each_thing_said_and_changes_no_measure() -> None:
    extract = issue_to("FB 51", {7: "federfuehrend", 28: "beteiligt"})
    said: dict[int, dict[str, Any]] = {
        7: {"status": status("in-umsetzung"), "goal": "Ein neues Ziel", "resources": "Eine halbe Stelle"},
        28: {"is_not_responsible": True, "probably_responsible": "FB 61"},
        0: {"text": "Ein Begegnungscafé"},
    }
    before = record(7)
    sent = submit(draft("FB 51", said, extract=extract), by=make_user())
    rows = Suggestion.objects.filter(answer__unit_return=sent)
    found = {(one.kind, tuple(one.path), one.is_direct, one.state) for one in rows}
    assert found == {
        ("field", ("status",), True, OPEN),
        ("field", ("goal",), False, OPEN),
        ("note", (), False, OPEN),
        ("not_responsible", (), False, OPEN),
        ("new", (), False, OPEN),
    }
    assert record(7) == before
    extract.refresh_from_db()
    assert (sent.state, extract.state.label) == ("sent", "eingegangen")
    assert [one.kind for one in extract.events.all()] == ["received"]


def test_submit_confirms_what_is_unchanged_unless_the_catalogue_has_moved_on() -> None:
    extract = issue_to("FB 51", {7: "federfuehrend", 28: "beteiligt"})
    sent = draft("FB 51", {7: {"is_unchanged": True}, 28: {"is_unchanged": True}}, extract=extract)
    change(28, goal="Inzwischen ein anderes Ziel")
    person = make_user()
    submit(sent, by=person)
    confirmed = Confirmation.objects.get()
    assert (confirmed.measure.number, confirmed.by) == (7, person)


def test_submit_of_nothing_new_leaves_nothing_to_decide_and_checks_the_extract() -> None:
    extract = issue_to("FB 51", {7: "federfuehrend"})
    sent = submit(draft("FB 51", {7: {"status": status("geplant")}}, extract=extract), by=None)
    extract.refresh_from_db()
    assert (keys(), sent.state, extract.state.label) == ([], "decided", "geprüft")


def test_submit_of_fehlanzeige_confirms_all_that_the_extract_holds() -> None:
    extract = issue_to("FB 51", {7: "federfuehrend", 28: "beteiligt"})
    submit(draft("FB 51", extract=extract, is_nil=True), by=None)
    assert {one.measure.number for one in Confirmation.objects.all()} == {7, 28}


def test_what_the_catalogue_says_by_now_needs_no_decision() -> None:
    extract = issue_to("FB 51", {7: "federfuehrend"})
    sent = draft("FB 51", {7: {"progress": "Eröffnet", "goal": "Ein Ziel"}}, extract=extract)
    change(7, progress="Eröffnet")
    submit(sent, by=None)
    done = Suggestion.objects.get(state=ACCEPTED)
    assert (done.path, done.reason) == (["progress"], "Stand schon so im Katalog.")
    assert Suggestion.objects.get(state=OPEN).path == ["goal"]


def test_submit_twice_is_refused() -> None:
    sent = submit(draft("FB 51", {7: {"goal": "Ein Ziel"}}), by=None)
    with pytest.raises(ValidationError, match="schon eingegangen"):
        submit(sent, by=None)
    assert len(keys()) == 1


def test_lead_may_set_status_and_progress_directly_where_the_settings_say_so(settings: LazySettings) -> None:
    settings.RETURNS_APPLY_DIRECTLY = ["federfuehrend"]
    extract = issue_to("FB 51", {7: "federfuehrend", 28: "beteiligt"})
    said = {"status": status("in-umsetzung"), "progress": "Eröffnet", "progress_date": "2026-03-01"}
    person = make_user("", username="fb51", function="Fachbereich 51")
    sent = submit(draft("FB 51", {7: {**said, "goal": "Ziel"}, 28: said}, extract=extract), by=person)
    assert (record(7).status, record(7).progress) == (State("in-umsetzung"), "Eröffnet")
    assert record(7).goal == "Ein Büro für alle Fragen"
    assert record(28).status == State("umgesetzt")
    assert {tuple(one.path) for one in Suggestion.objects.open().filter(answer__measure__number=7)} == {
        ("goal",)
    }
    written = Suggestion.objects.filter(change_set__isnull=False).values_list("change_set", flat=True)
    change_set = ChangeSet.objects.get(pk=set(written).pop())
    assert (change_set.by, change_set.way, sent.state) == (person, "return", "sent")


def test_what_collides_waits_although_it_might_apply_directly(settings: LazySettings) -> None:
    settings.RETURNS_APPLY_DIRECTLY = ["federfuehrend", "beteiligt"]
    extract = issue_to("FB 51", {7: "federfuehrend", 28: "beteiligt"})
    change(7, status=State("umgesetzt"))
    said = {7: {"status": status("in-umsetzung")}, 28: {"status": status("entfallen")}}
    submit(draft("FB 51", said, extract=extract), by=None)
    assert record(7).status == State("umgesetzt")
    assert len(keys()) == 2


def test_withdraw_makes_a_draft_again_and_the_extract_outstanding() -> None:
    extract = issue_to("FB 51", {7: "federfuehrend", 28: "beteiligt"})
    sent = draft("FB 51", {7: {"goal": "Ein Ziel"}, 28: {"is_unchanged": True}}, extract=extract)
    back = withdraw(submit(sent, by=None), by=None)
    extract.refresh_from_db()
    assert (back.state, back.sent_at, extract.received_at) == ("draft", None, None)
    assert not Suggestion.objects.exists()
    assert not Confirmation.objects.exists()
    assert [one.kind for one in extract.events.all()] == ["received", "withdrawn"]
    assert submit(back, by=None).state == "sent"


def test_withdraw_is_refused_once_something_is_decided() -> None:
    sent = submit(draft("FB 51", {7: {"goal": "Ein Ziel", "text": "Ein Text"}}), by=None)
    decide(keys()[:1], [], by=None, seen=seen())
    with pytest.raises(ValidationError, match="schon entschieden"):
        withdraw(sent, by=None)
    assert Suggestion.objects.count() == 2
