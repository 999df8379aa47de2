"""What an extract tells: roles, open questions, and what changed since the last one."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import MeasureEdit, apply
from catalogue.extracts.extract_contents import contents_of, preview_of
from catalogue.models import Extract, Unit
from catalogue.records import Edits, Involvement
from integration.history.models import ChangeSet
from tests.city import build_city, moment
from tests.factories import make_extract, make_measure, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    build_city(moment("2020-01-10 08:00"))
    return Unit.objects.get(slug="FB-61")


def change(edits: dict[int, Edits]) -> None:
    measures = [MeasureEdit(number, one) for number, one in edits.items()]
    apply(measures, by=None, way=ChangeSet.Way.FORM, at=moment("2021-01-10 08:00"))


def old(unit: Unit) -> Extract:
    return make_extract(unit, at=moment("2020-02-01 08:00"))


def test_measures_stand_by_role_with_state_and_questions(unit: Unit) -> None:
    make_measure(30, lead="FB-61", clarification="Wer?\nWann?", status="geplant")
    contents = contents_of(make_extract(unit, is_preliminary=True))
    assert [(role, [e.record.number for e in group]) for role, group in contents.groups] == [
        ("federführend", [30]),
        ("beteiligt", [7]),
        ("Kooperationspartner", [29]),
    ]
    (first,) = contents.groups[0][1]
    assert (first.status, first.questions, first.is_new) == ("geplant", ["Wer?", "Wann?"], False)
    assert contents.is_preliminary
    assert (contents.since, contents.changed, contents.measures) == (None, 0, 3)


def test_what_changed_since_the_last_extract_is_told_word_by_word(unit: Unit) -> None:
    before = old(unit)
    change({
        7: {("text",): "Anlaufstelle im Obergeschoss"},
        28: {("units", "FB-61"): Involvement("beteiligt")},
        29: {("units", "FB-61"): None},
    })  # fmt: skip
    contents = contents_of(make_extract(unit))
    assert contents.since == before
    changed, new = contents.groups[0][1]
    assert changed.change
    (field,) = changed.change.shown
    assert (field.label, [part.text for part in field.parts]) == (
        "Maßnahme",
        ["Anlaufstelle im ", "Erdgeschoss", "Obergeschoss"],
    )
    assert (new.record.number, new.is_new) == (28, True)
    assert [one.number for one in contents.gone] == [29]
    assert contents.changed == 3


def test_untouched_measures_are_not_told_as_changed(unit: Unit) -> None:
    old(unit)
    assert contents_of(make_extract(unit)).changed == 0
    assert preview_of(unit).changed == 0


def test_preview_shows_today_beside_the_last_extract(unit: Unit) -> None:
    last = old(unit)
    change({29: {("text",): "Neue Wege"}})
    contents = preview_of(unit)
    assert (contents.extract, contents.since, contents.changed) == (None, last, 1)
    assert contents.facts == [("Stand", f"{dt.date.today():%d.%m.%Y}")]


def test_unit_without_measures_has_an_empty_preview(unit: Unit) -> None:
    assert preview_of(make_unit("FB 10")).groups == []


def test_contents_cost_the_same_queries_for_many_measures(
    unit: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    old(unit)
    for number in range(40, 60):
        make_measure(number, lead="FB-61")
    extract = Extract.objects.select_related("round__issuer", "unit").get(pk=make_extract(unit).pk)
    with django_assert_max_num_queries(4):
        contents_of(extract)
