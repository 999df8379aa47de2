"""The one way a measure is written: versions in one change set, in bulk, or nothing at all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from catalogue.actions import Collision, MeasureEdit, apply, edit_measure
from catalogue.models import Goal, Measure, MeasureVersion, Unit
from catalogue.records import Involvement, State
from catalogue.reference.references import References
from catalogue.vocabulary import Role
from integration.history.models import ChangeSet, ReferenceChange
from tests.catalogue.workbooks import record
from tests.factories import make_measure, make_user

pytestmark = pytest.mark.usefixtures("reference_data")

NEW = {("goal",): "Ziel", ("listings", 0, "label"): "Bildung", ("listings", 0, "action_field"): "bildung"}
FORM = ChangeSet.Way.FORM


def write(number: int, edits: dict, **options: object) -> None:
    apply([MeasureEdit(number, edits)], **{"by": None, "way": FORM, **options})  # type: ignore[arg-type]


def test_apply_writes_many_measures_as_one_change_set() -> None:
    person = make_user()
    edits = [MeasureEdit(number, NEW) for number in (1, 2)]
    applied = apply(edits, by=person, way=ChangeSet.Way.IMPORT, reason="Probe")
    assert (applied.new, applied.changed) == ([1, 2], [])
    change_set = ChangeSet.objects.get()
    assert applied.change_set == change_set
    assert (change_set.by, change_set.by_function) == (person, str(person))
    assert (change_set.reason, change_set.way) == ("Probe", "import")
    assert Goal.objects.count() == 1


def test_apply_closes_the_version_it_replaces() -> None:
    make_measure(7, goal="alt")
    write(7, {("goal",): "neu"})
    first, second = MeasureVersion.objects.order_by("version")
    assert (first.version, second.version) == (1, 2)
    assert first.valid_to == second.valid_from == second.change_set.at
    assert (first.record.goal, second.record.goal) == ("alt", "neu")
    assert second.valid_to is None


def test_apply_writes_the_rows_that_hang_on_a_version() -> None:
    units = {("units", "51.3"): Involvement(Role.INVOLVED.value, "Kitas"), ("lead",): "FB-51"}
    marks = {("target_groups", "kinder"): "x", ("locations", "eigene-wohnung"): "(x)"}
    write(7, NEW | units | marks)
    version = MeasureVersion.objects.current().get()
    assert version.goal is not None
    assert version.goal.text == "Ziel"
    listing = version.listings.get()
    assert (listing.sub_number, listing.is_main, str(listing.action_field)) == (0, True, "Bildung")
    assert set(version.responsibilities.values_list("unit__slug", "role", "mark")) == {
        ("FB-51", "federfuehrend", ""),
        ("51.3", "beteiligt", "Kitas"),
    }
    assert [str(mark) for mark in version.target_group_marks.all()] == ["Kinder"]
    assert [mark.mark for mark in version.location_marks.all()] == ["(x)"]
    assert set(version.gaps.values_list("kind", flat=True)) == {"massnahme", "status", "konzept"}
    assert list(MeasureVersion.objects.search("kitas kindertagesstätten 7,0")) == [version]


def test_apply_writes_nothing_where_nothing_changes() -> None:
    write(7, NEW)
    applied = apply([MeasureEdit(7, NEW), MeasureEdit(7, {})], by=None, way=FORM)
    assert (applied.change_set, applied.changed) == (None, [])
    assert ChangeSet.objects.count() == 1


def test_apply_saves_new_units_first_and_notes_them() -> None:
    references = References.load()
    parent = references.units["FB-51"]
    slug = references.add_unit(Unit(slug="51.9", code="51.9", name="", kind="stelle", parent=parent))
    write(7, NEW | {("units", slug): Involvement(Role.INVOLVED.value)}, references=references)
    assert Unit.objects.get(slug="51.9").parent == parent
    change = ReferenceChange.objects.get()
    assert (change.model, change.key, change.before) == ("catalogue.unit", "51.9", None)
    assert change.after is not None
    assert change.after["code"] == "51.9"
    assert change.change_set == ChangeSet.objects.get()


def test_apply_merges_what_does_not_collide() -> None:
    write(7, NEW)
    base = record(7)
    write(7, {("text",): "von anderen"})
    apply([MeasureEdit(7, {("goal",): "von mir"}, base)], by=None, way=FORM)
    assert (record(7).goal, record(7).text) == ("von mir", "von anderen")


def test_apply_asks_about_what_collides_and_writes_nothing() -> None:
    write(7, NEW)
    base = record(7)
    write(7, {("goal",): "von anderen"})
    with pytest.raises(Collision) as collision:
        apply(
            [MeasureEdit(8, NEW), MeasureEdit(7, {("goal",): "von mir", ("text",): "Text"}, base)],
            by=None,
            way=FORM,
        )
    (conflict,) = collision.value.merges[7].conflicts
    assert (conflict.path, conflict.ours, conflict.theirs) == (("goal",), "von mir", "von anderen")
    assert record(7).goal == "von anderen"
    assert not Measure.objects.filter(number=8).exists()


def test_apply_leaves_everything_where_the_database_refuses() -> None:
    write(7, NEW)
    edits = [MeasureEdit(8, NEW), MeasureEdit(7, {("status",): State("entfallen")})]
    with pytest.raises(IntegrityError):
        apply(edits, by=None, way=FORM)
    assert (ChangeSet.objects.count(), MeasureVersion.objects.count(), Measure.objects.count()) == (1, 1, 1)
    assert record(7).status == State()


def test_apply_tells_a_past_but_keeps_the_order() -> None:
    past = dt.datetime(2017, 4, 24, 12, tzinfo=dt.UTC)
    make_measure(7, goal="alt", at=past)
    write(7, {("goal",): "neu"}, at=past - dt.timedelta(days=1))
    first, second = MeasureVersion.objects.order_by("version")
    assert first.valid_from == past
    assert second.valid_from == past + dt.timedelta(microseconds=1)


def test_apply_keeps_goals_that_others_share() -> None:
    write(7, NEW)
    write(8, NEW)
    write(7, {("goal",): "anderes"})
    assert record(8).goal == "Ziel"


def test_apply_queries_by_batch_and_not_by_measure() -> None:
    counted = []
    for numbers in (range(1, 2), range(100, 400)):
        with CaptureQueriesContext(connection) as queries:
            apply([MeasureEdit(number, NEW) for number in numbers], by=None, way=FORM)
        counted.append(len(queries))
    assert counted[1] < 2 * counted[0]  # SQLite takes fewer rows with a statement


def test_labels_are_those_of_the_versions_day() -> None:
    write(7, NEW | {("lead",): "FB-51"})
    Unit.objects.filter(slug="FB-51").update(name="Jugend")
    assert record(7).title("units", "FB-51") == "FB 51 Kinder, Jugend und Familie"
    write(7, {("text",): "Text"})
    assert record(7).title("units", "FB-51") == "FB 51 Jugend"


def test_edit_measure_writes_one() -> None:
    applied = edit_measure(MeasureEdit(7, NEW), by=None, reason="Anruf")
    assert applied.new == [7]
    assert ChangeSet.objects.get().reason == "Anruf"


def test_measure_without_a_version_is_revived_under_its_number() -> None:
    Measure.objects.create(number=8)
    assert apply([MeasureEdit(8, NEW)], by=None, way=FORM).new == [8]
    assert Measure.objects.filter(number=8).count() == 1
