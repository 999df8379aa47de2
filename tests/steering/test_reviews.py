"""What a meeting asks of which unit: not what a fresh Rückmeldung has said already."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Answer, Measure, Unit, UnitReturn
from catalogue.records import State
from integration.history.models import ChangeSet
from steering.models import Meeting
from steering.reviews import Asked, asked, units_of
from tests.city import build_city
from tests.factories import make_agenda_item, make_meeting, make_review, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(dt.datetime(2017, 6, 1, 9))


@pytest.fixture
def meeting() -> Meeting:
    """A meeting that speaks of 7 (led by FB 51), 28 (with 51.3) and 29 (with nobody of the city)."""
    build_city()
    meeting = make_meeting(dt.date(2017, 6, 12), state=Meeting.State.INVITED)
    make_agenda_item(meeting, measures=[28, 29])
    make_agenda_item(meeting, measures=[7, 28])
    make_agenda_item(meeting, "Noch nicht angenommen", state="vorgeschlagen", measures=[29])
    return meeting


def ask_of(meeting: Meeting, *slugs: str) -> list[Asked]:
    units = {Unit.objects.get(slug=slug).pk for slug in slugs} if slugs else None
    return asked([meeting], units, now=NOW)


def say(slug: str, number: int, sent: dt.datetime, **fields: object) -> None:
    returned = UnitReturn.objects.create(
        unit=Unit.objects.get(slug=slug), way="browser", state="sent", sent_at=sent, **UnitReturn.stamp(None)
    )
    measure = Measure.objects.get(number=number)
    Answer.objects.create(unit_return=returned, measure=measure, **(fields or {"is_unchanged": True}))


def test_lead_is_asked_and_where_there_is_none_who_takes_part(meeting: Meeting) -> None:
    found = [(one.number, one.unit.slug, one.is_due) for one in ask_of(meeting)]
    assert found == [(28, "51.3", True), (7, "FB-51", True)]
    assert [one.number for one in ask_of(meeting, "51.3")] == [28]


def test_dropped_measure_asks_nobody(meeting: Meeting) -> None:
    edits = {("status",): State("entfallen", "Aufgegangen in 7")}
    apply([MeasureEdit(28, edits)], by=None, way=ChangeSet.Way.FORM)
    assert [one.number for one in ask_of(meeting)] == [7]


@pytest.mark.parametrize(
    ("slug", "months_ago", "due"),
    [
        pytest.param("51.3", 1, False, id="fresh word of the unit"),
        pytest.param("FB-51", 1, False, id="fresh word of the unit above"),
        pytest.param("FB-61", 1, True, id="word of another unit"),
        pytest.param("51.3", 7, True, id="stale word"),
    ],
)
def test_fresh_word_spares_the_review(meeting: Meeting, slug: str, months_ago: int, due: bool) -> None:
    say(slug, 28, NOW - dt.timedelta(days=30 * months_ago))
    (one,) = ask_of(meeting, "51.3")
    assert one.is_due == due


def test_answer_that_says_nothing_spares_nothing(meeting: Meeting) -> None:
    say("51.3", 28, NOW, is_missing=True)
    assert ask_of(meeting, "51.3")[0].is_due


def test_review_answers_what_was_asked(meeting: Meeting) -> None:
    review = make_review(meeting, 28, Unit.objects.get(slug="51.3"))
    (one,) = ask_of(meeting, "51.3")
    assert (one.review, one.is_due) == (review, False)


def test_number_of_queries_does_not_grow(
    meeting: Meeting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        ask_of(meeting)
    for number in range(40, 60):
        edits = {("lead",): "FB-61", ("listings", 0, "label"): "S"}
        apply([MeasureEdit(number, edits)], by=None, way=ChangeSet.Way.FORM)
        make_agenda_item(meeting, measures=[number])
    with django_assert_num_queries(5):
        assert len(ask_of(meeting)) == 22


def test_office_speaks_for_all_and_a_department_for_itself_and_below(meeting: Meeting) -> None:
    today = timezone.localdate()
    assert units_of(make_user(), today) is None
    person = make_user("fachbereich", username="fb51", unit=Unit.objects.get(slug="FB-51"))
    assert units_of(person, today) == set(
        Unit.objects.filter(slug__in=("FB-51", "51.3")).values_list("pk", flat=True)
    )
