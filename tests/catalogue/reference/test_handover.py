"""Dissolving units and merging action fields."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalogue.actions import MeasureEdit, apply, undo
from catalogue.models import ActionField, Clarification, MeasureVersion, Unit
from catalogue.records import Involvement, MeasureRecord
from catalogue.reference.handover import dissolve_unit, merge_action_field, plan_handover
from catalogue.reference.references import References
from catalogue.upkeep.clarification_actions import answer
from integration.history.models import ChangeSet
from tests.factories import make_action_field, make_clarification, make_measure, make_unit

pytestmark = pytest.mark.usefixtures("city")
TODAY = dt.date(2026, 11, 20)


def unit(slug: str) -> Unit:
    found: Unit = Unit.objects.get(slug=slug)
    return found


def field(slug: str) -> ActionField:
    found: ActionField = ActionField.objects.get(slug=slug)
    return found


def record(number: int) -> MeasureRecord:
    return MeasureVersion.objects.current().get(number=number).record


def dissolve(old: str, heir: str, **fields: Any) -> ChangeSet:
    fields = {"last_day": TODAY, "by": None, "today": TODAY, **fields}
    return dissolve_unit(unit(old), successor=unit(heir), **fields)


def merge(old: str, heir: str) -> ChangeSet:
    return merge_action_field(field(old), into=field(heir), by=None, today=TODAY)


# --- Units


def test_dissolved_unit_hands_over_lead_and_parts_in_one_change_set() -> None:
    make_measure(80, lead="FB-61", units={"FB-51": "beteiligt"})
    change_set = dissolve("FB-61", "FB-51", reason="Neue Gliederung")
    assert record(80).lead == "FB-51"
    assert dict(record(29).units) == {"FB-51": Involvement("kooperation")}
    written = MeasureVersion.objects.filter(change_set=change_set).values_list("number", flat=True)
    assert sorted(written) == [7, 29, 80]
    assert (change_set.way, change_set.reason) == ("reference", "Neue Gliederung")
    gone = unit("FB-61")
    assert (gone.valid_until, gone.successor) == (TODAY, unit("FB-51"))


def test_two_parts_of_one_measure_become_the_stronger_with_both_texts() -> None:
    parts = {("units", "FB-61"): Involvement("beteiligt", "Plätze"), ("lead",): "51.3"}
    parts |= {("units", "FB-51"): Involvement("kooperation", "Räume")}
    apply([MeasureEdit(7, parts)], by=None, way="form")
    dissolve("FB-61", "FB-51")
    assert dict(record(7).units) == {"FB-51": Involvement("beteiligt", "Räume; Plätze")}


def test_what_lies_below_moves_to_the_successor() -> None:
    dissolve("FB-51", "FB-61")
    assert unit("51.3").parent == unit("FB-61")
    assert record(28).units.keys() == {"51.3"}


def test_plan_says_what_changes_and_writes_nothing() -> None:
    sets = ChangeSet.objects.count()
    plan = plan_handover(unit("FB-51"), unit("FB-61"), TODAY)
    (change,) = plan.changes
    assert change.number == 7
    told = [(one.label, one.before, one.after) for one in change.shown]
    lead = "FB 51 Kinder, Jugend und Familie"
    assert told == [("Federführung", lead, "FB 61 Stadtplanung")]
    assert plan.below == [unit("51.3")]
    assert ChangeSet.objects.count() == sets


@pytest.mark.parametrize(
    ("heir", "fields", "sentence"),
    [
        pytest.param("FB-51", {}, "an sich selbst", id="itself"),
        pytest.param("51.3", {}, "liegt selbst unter FB 51", id="its own office"),
        pytest.param("alt", {}, "gilt heute nicht mehr", id="a unit that has ended"),
        pytest.param("FB-61", {"last_day": TODAY + dt.timedelta(days=1)}, "in der Zukunft", id="tomorrow"),
    ],
)
def test_impossible_dissolution_is_refused_and_nothing_written(
    heir: str, fields: dict[str, Any], sentence: str
) -> None:
    make_unit("alt", valid_until=TODAY - dt.timedelta(days=1))
    sets = ChangeSet.objects.count()
    with pytest.raises(ValidationError, match=sentence):
        dissolve("FB-51", heir, **fields)
    assert (unit("FB-51").valid_until, ChangeSet.objects.count()) == (None, sets)


def test_open_questions_go_to_the_successor_and_answered_ones_stay() -> None:
    asked, done = (make_clarification(7, unit=unit("FB-61"), question=text) for text in ("Wer?", "Was?"))
    answer(done, "Das", by=None)
    plan = plan_handover(unit("FB-61"), unit("FB-51"), TODAY)
    assert plan.questions == [asked]
    change_set = dissolve("FB-61", "FB-51")
    assert [one.unit for one in Clarification.objects.order_by("pk")] == [unit("FB-51"), unit("FB-61")]
    kept = change_set.reference_changes.get(model="catalogue.clarification")
    assert kept.key == "zu Maßnahme 7: Wer?"
    assert (kept.before["unit"], kept.after["unit"]) == ("FB-61", "FB-51")


def test_question_asked_after_the_preview_asks_again() -> None:
    seen = plan_handover(unit("FB-61"), unit("FB-51"), TODAY).fingerprint
    make_clarification(7, unit=unit("FB-61"), question="Wer?")
    assert plan_handover(unit("FB-61"), unit("FB-51"), TODAY).fingerprint != seen


def test_unit_is_dissolved_once() -> None:
    dissolve("FB-61", "FB-51")
    with pytest.raises(ValidationError, match="schon in FB 51"):
        dissolve("FB-61", "51.3")


def test_unit_without_measures_is_dissolved_too() -> None:
    make_unit("FB 99")
    change_set = dissolve("FB-99", "FB-51")
    assert [one.key for one in change_set.reference_changes.all()] == ["FB-99"]


def test_undo_gives_the_measures_back() -> None:
    before = record(7)
    undo(dissolve("FB-51", "FB-61"), by=None)
    assert record(7) == before


# --- Action fields


def test_merged_field_hands_over_listings_subtopics_and_names() -> None:
    change_set = merge("iko", "schule")
    assert record(29).listings[1].action_field == "schule"
    assert record(28).listings[1].action_field == "zugang"
    assert field("zugang").parent == field("schule")
    assert field("iko").merged_into == field("schule")
    assert [str(alias) for alias in field("schule").aliases.all()] == ["Interkulturelle Öffnung"]
    keys = {one.key for one in change_set.reference_changes.all()}
    assert keys == {"iko", "schule", "zugang"}


def test_old_name_is_read_as_the_field_it_merged_into() -> None:
    merge("zugang", "schule")
    refs = References.load()
    assert refs.find_action_field("Zugangsbarrieren", "iko") == "schule"
    assert refs.find_action_field("Interkulturelle Öffnung › Zugangsbarrieren") == "schule"


def test_aliases_move_along_and_the_name_is_free_again() -> None:
    field("iko").aliases.create(alias="IKO")
    merge("iko", "schule")
    assert References.load().find_action_field("iko") == "schule"
    make_action_field("Interkulturelle Öffnung", slug="neu").full_clean()
    assert References.load().find_action_field("Interkulturelle Öffnung") == "neu"


def test_field_merges_neither_into_itself_nor_below_itself_nor_twice() -> None:
    for heir, sentence in (("iko", "an sich selbst"), ("zugang", "liegt selbst unter")):
        with pytest.raises(ValidationError, match=sentence):
            merge("iko", heir)
    merge("iko", "schule")
    with pytest.raises(ValidationError, match="schon in Schule"):
        merge("iko", "zugang")
    with pytest.raises(ValidationError, match="gilt heute nicht mehr"):
        merge("schule", "iko")


def test_subtopics_of_one_name_stop_the_merge() -> None:
    make_action_field("Zugangsbarrieren", slug="auch", parent=field("schule"))
    with pytest.raises(ValidationError, match="Zugangsbarrieren: Ein Unterthema dieses Namens"):
        merge("iko", "schule")
    assert field("iko").merged_into is None
