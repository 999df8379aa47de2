"""Taking change sets back: what goes back, what later edits keep, what is said about it."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.actions import Applied, MeasureEdit, apply, undo
from catalogue.models import ActionField, Measure, MeasureVersion
from catalogue.past.history import extents, measure_changes, sets_of, touched
from catalogue.past.undo import plan_undo
from catalogue.records import Edits, MeasureRecord, State, edits_between, leaves
from integration.history.models import ChangeSet
from tests.catalogue.strategies import records
from tests.catalogue.workbooks import LABEL, NR, TEXT, bring_in, record, workbook
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("city")

Way = ChangeSet.Way


def write(numbers: Iterable[int], edits: Edits, way: str = Way.FORM) -> ChangeSet:
    """Write the same edits of several measures as one change set."""
    applied = apply([MeasureEdit(number, edits) for number in numbers], by=None, way=way)
    assert applied.change_set
    return applied.change_set


def numbers() -> list[int]:
    return list(MeasureVersion.objects.current().in_catalogue_order().values_list("number", flat=True))


def undone(applied: Applied) -> ChangeSet:
    assert applied.change_set
    return applied.change_set


# --- What goes back


def test_undo_brings_every_measure_back() -> None:
    before = {number: record(number) for number in (7, 28, 29)}
    change_set = write((7, 28), {("goal",): "Neues Ziel", ("locations", "wohnung"): "x"})
    applied = undo(change_set, by=None, reason="Falsche Datei")
    assert (applied.new, applied.changed, applied.withdrawn, applied.kept) == ([], [7, 28], [], [])
    assert {number: record(number) for number in (7, 28, 29)} == before
    opened = undone(applied)
    assert (opened.way, opened.undoes, opened.reason) == (Way.UNDO, change_set, "Falsche Datei")


def test_undo_names_who_did_it() -> None:
    person = make_user()
    assert undone(undo(write([7], {("goal",): "Z"}), by=person)).by == person


def test_undo_keeps_what_was_edited_elsewhere_in_the_measure() -> None:
    change_set = write([7], {("goal",): "Neues Ziel", ("text",): "Neuer Text"})
    write([7], {("progress",): "Läuft"})
    assert undo(change_set, by=None).kept == []
    assert (record(7).goal, record(7).text) == ("Ein Büro für alle Fragen", "Anlaufstelle im Erdgeschoss")
    assert record(7).progress == "Läuft"


def test_undo_keeps_what_was_edited_later_and_lists_it() -> None:
    change_set = write([7, 28], {("goal",): "Neues Ziel", ("text",): "Neuer Text"})
    write([7], {("goal",): "Besseres Ziel"})
    (kept,) = plan_undo(change_set).kept
    assert (kept.number, "bleiben" in kept.sentence) == (7, True)
    assert [(change.label, change.before, change.after) for change in kept.changes] == [
        ("Ziel", "Ein Büro für alle Fragen", "Besseres Ziel")
    ]
    applied = undo(change_set, by=None)
    assert (applied.changed, applied.kept) == ([7, 28], [7])
    assert (record(7).goal, record(7).text) == ("Besseres Ziel", "Anlaufstelle im Erdgeschoss")


def test_undo_keeps_a_new_listing_that_was_edited_later() -> None:
    change_set = write([7], {("listings", 5, "label"): "IKO", ("goal",): "Neues Ziel"})
    write([7], {("listings", 5, "remark"): "Seite prüfen"})
    (kept,) = plan_undo(change_set).kept
    assert [change.label for change in kept.changes] == [
        "Katalogzeile 7,5 · Handlungsfeld im Wortlaut",
        "Katalogzeile 7,5 · Bemerkung",
    ]
    undo(change_set, by=None)
    assert record(7).listings[5].remark == "Seite prüfen"
    assert record(7).goal == "Ein Büro für alle Fragen"


def test_undo_brings_a_removed_listing_back() -> None:
    before = record(29)
    change_set = write([29], {("listings", 2, "label"): None})
    undo(change_set, by=None)
    assert record(29) == before


def test_undo_brings_status_and_reason_back_together() -> None:
    change_set = write([7], {("status",): State("entfallen", "Kein Geld")})
    undo(change_set, by=None)
    assert record(7).status == State("geplant")


# --- Measures that were new


def test_undo_of_a_creation_withdraws_the_measure_but_keeps_its_number() -> None:
    change_set = write([50, 51], {("goal",): "Z", ("listings", 0, "label"): ""})
    applied = undo(change_set, by=None)
    assert applied.withdrawn == [50, 51]
    assert numbers() == [7, 28, 29]
    assert Measure.objects.filter(number=50).exists()


def test_undo_keeps_a_new_measure_that_somebody_edited() -> None:
    change_set = write([50, 51], {("goal",): "Z", ("listings", 0, "label"): ""})
    write([50], {("text",): "Eigener Text"})
    applied = undo(change_set, by=None)
    assert (applied.withdrawn, applied.kept) == ([51], [50])
    (kept,) = plan_undo(change_set).kept
    assert [(change.label, change.after) for change in kept.changes] == [("Maßnahme", "Eigener Text")]
    assert record(50).text == "Eigener Text"


def test_undo_in_reverse_order_withdraws_a_new_measure() -> None:
    created = write([50], {("goal",): "Z", ("listings", 0, "label"): ""})
    edited = write([50], {("text",): "T"})
    undo(edited, by=None)
    applied = undo(created, by=None)
    assert applied.withdrawn == [50]
    taken = undone(applied)
    assert taken in sets_of(MeasureVersion.objects.all())
    assert extents([taken], MeasureVersion.objects.all())[taken.pk].withdrawn == 1
    (change,) = measure_changes(taken, touched(taken, MeasureVersion.objects.all()).values())
    assert (change.number, change.kind) == (50, "zurückgenommen")


def test_import_of_the_number_revives_the_measure() -> None:
    rows = [{NR: "50,0", LABEL: "Schule", TEXT: "Erste Fassung"}]
    first = bring_in(workbook(rows))[1]
    undo(undone(first), by=None)
    assert numbers() == [7, 28, 29]
    planned, applied = bring_in(workbook([{**rows[0], TEXT: "Zweite Fassung"}]))
    assert (planned.measures["new"], applied.new) == (1, [50])
    assert Measure.objects.filter(number=50).count() == 1
    versions = MeasureVersion.objects.filter(number=50).order_by("version")
    assert list(versions.values_list("version", flat=True)) == [1, 2]
    # The measure of that number is another one now: the first import's undo stays as it was.
    assert plan_undo(undone(first)).already == [50]
    assert extents([undone(applied)], MeasureVersion.objects.all())[undone(applied).pk].new == 1


def test_reference_data_of_an_import_stay_and_are_named() -> None:
    applied = bring_in(workbook([{NR: "50,0", LABEL: "Ganz neues Feld", TEXT: "T"}]))[1]
    plan = plan_undo(undone(applied))
    assert [one.after["name"] for one in plan.references] == ["Ganz neues Feld"]
    undo(undone(applied), by=None)
    assert ActionField.objects.filter(name="Ganz neues Feld").exists()


# --- Twice, and back again


def test_undo_twice_writes_nothing_and_says_so() -> None:
    change_set = write([7, 50], {("goal",): "Neues Ziel", ("listings", 0, "label"): "S"})
    undo(change_set, by=None)
    plan = plan_undo(change_set)
    assert (plan.is_empty, plan.already, plan.kept) == (True, [7, 50], [])
    assert undo(change_set, by=None) == Applied(None)


def test_undo_twice_leaves_a_later_edit_of_the_same_words_alone() -> None:
    change_set = write([7], {("goal",): "Neues Ziel"})
    undo(change_set, by=None)
    write([7], {("goal",): "Neues Ziel"})
    assert undo(change_set, by=None) == Applied(None)
    assert record(7).goal == "Neues Ziel"


def test_undo_of_an_undo_does_it_again() -> None:
    change_set = write([7, 50], {("goal",): "Neues Ziel", ("listings", 0, "label"): "S"})
    done = {number: record(number) for number in (7, 50)}
    taken = undone(undo(change_set, by=None))
    again = undo(taken, by=None)
    assert (again.new, again.changed, again.withdrawn) == ([50], [7], [])
    assert {number: record(number) for number in (7, 50)} == done
    # Now the first change set stands again and can be taken back again.
    last = undo(change_set, by=None)
    assert (last.changed, last.withdrawn) == ([7], [50])


def test_undo_of_an_undo_keeps_a_measure_that_took_the_number_meanwhile() -> None:
    change_set = write([50], {("goal",): "Z", ("listings", 0, "label"): ""})
    taken = undone(undo(change_set, by=None))
    write([50], {("goal",): "Anderes", ("listings", 0, "label"): ""})
    applied = undo(taken, by=None)
    assert (applied.change_set, applied.kept) == (None, [50])
    assert record(50).goal == "Anderes"


def test_undo_of_what_somebody_put_back_by_hand_writes_nothing() -> None:
    change_set = write([7], {("goal",): "Neues Ziel"})
    write([7], {("goal",): "Ein Büro für alle Fragen"})
    assert undo(change_set, by=None) == Applied(None)


def test_undo_of_a_change_to_a_withdrawn_measure_writes_nothing() -> None:
    created = write([50], {("goal",): "Z", ("listings", 0, "label"): ""})
    changed = write([50], {("text",): "T"})
    write([50], {("text",): None})
    undo(created, by=None)
    assert plan_undo(changed).already == [50]


def test_of_two_who_undo_at_once_one_finds_it_done(transactional_db: None) -> None:
    change_set = write([7, 28], {("goal",): "Neues Ziel"})

    def take_back(_: int) -> bool:
        try:
            return undo(change_set, by=None).change_set is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take_back, range(2))) == [False, True]
    assert change_set.undone_by.count() == 1


# --- History stays true


def test_undo_leaves_the_past_as_it_was() -> None:
    change_set = write([7], {("goal",): "Neues Ziel"})
    undo(change_set, by=None)
    goals = MeasureVersion.objects.filter(number=7).with_records().order_by("version")
    assert [version.record.goal for version in goals] == [
        "Ein Büro für alle Fragen",
        "Neues Ziel",
        "Ein Büro für alle Fragen",
    ]


def test_undo_costs_the_same_queries_for_1_and_30_measures() -> None:
    def cost(change_set: ChangeSet) -> int:
        with CaptureQueriesContext(connection) as queries:
            undo(change_set, by=None)
        return len(queries)

    edits = {("goal",): "Neu", ("listings", 0, "label"): "S", ("target_groups", "kinder"): "x"}
    one, many = write([7, 100], edits), write([28, *range(200, 229)], edits)
    assert cost(many) == cost(one)


ANY = records(
    900,
    units={"FB-51": "fachbereich", "51.3": "stelle"},
    action_fields=["schule", "iko"],
    concepts=["fluechtlinge"],
    target_groups=["kinder", "erwachsene"],
    locations=["wohnung"],
)


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.tuples(ANY, ANY, ANY).filter(lambda three: three[0] != three[1]))
def test_undo_loses_no_later_word(three: tuple[MeasureRecord, MeasureRecord, MeasureRecord]) -> None:
    before, after, now = three
    with transaction.atomic():
        write([900], edits_between(MeasureRecord(900), before))
        change_set = write([900], edits_between(before, after))
        if now != after:
            write([900], edits_between(after, now))
        undo(change_set, by=None)
        result = record(900)
        transaction.set_rollback(True)
    assert_later_edits_stand(before, after, now, result)
    assert result == before or now != after


def assert_later_edits_stand(
    before: MeasureRecord, after: MeasureRecord, now: MeasureRecord, result: MeasureRecord
) -> None:
    """Fail unless every field is either as the later edit left it or, if that left it alone, as before."""
    sides = [leaves(one) for one in (before, after, now, result)]
    for path in set().union(*sides):
        if path == ("main",):  # follows the listings
            continue
        was, done, later, left = (one.get(path) for one in sides)
        assert left == later or (done == later and left == was)
