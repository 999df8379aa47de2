"""What goes into an extract, and which Abfragen are refused."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.extracts.issuing import issue, records_of
from catalogue.models import Extract, ExtractEvent, ExtractRound, Unit
from integration.history.models import ChangeSet
from tests.city import build_city, build_past
from tests.factories import make_extract, make_extract_round, make_measure, make_unit, make_user

pytestmark = pytest.mark.django_db

MARCH = dt.date(2022, 3, 31)


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def held(extract: Extract) -> dict[int, str]:
    return {record.number: row.role for row, record in records_of(extract)}


def test_extract_holds_what_the_unit_and_those_below_it_take_part_in() -> None:
    build_city()
    assert held(make_extract(unit("FB-51"))) == {7: "federfuehrend", 28: "beteiligt"}
    assert held(make_extract(unit("51.3"))) == {28: "beteiligt"}
    assert held(make_extract(unit("FB-61"))) == {7: "beteiligt", 29: "kooperation"}


def test_extract_tells_the_strongest_role_of_the_units_in_it() -> None:
    build_city()
    make_measure(31, lead="51.3", units={"FB-51": "beteiligt"})
    make_measure(32, units={"51.3": "kooperation", "FB-51": "beteiligt"})
    assert {31: "federfuehrend", 32: "beteiligt"}.items() <= held(make_extract(unit("FB-51"))).items()


def test_extract_keeps_the_version_that_went_out() -> None:
    build_city()
    extract = make_extract(unit("FB-61"))
    apply([MeasureEdit(29, {("text",): "Ganz anders"})], by=None, way=ChangeSet.Way.FORM)
    apply([MeasureEdit(7, {("units", "FB-61"): None})], by=None, way=ChangeSet.Way.FORM)
    assert [record.text for _, record in records_of(extract)] == [
        "Anlaufstelle im Erdgeschoss",
        "Wege zum Spielplatz",
    ]


def test_extract_of_a_past_key_date_holds_what_was_valid_then() -> None:
    build_past()
    before = make_extract(unit("FB-61"), key_date=dt.date(2021, 1, 1), due=MARCH)
    assert held(before) == {7: "beteiligt", 29: "kooperation"}
    assert held(make_extract(unit("FB-61"), key_date=MARCH)) == {29: "kooperation", 30: "federfuehrend"}


def test_volunteers_and_partners_can_be_issued_to() -> None:
    build_city()
    make_unit("Lernpaten", kind=Unit.Kind.VOLUNTEERS, slug="lernpaten")
    make_measure(40, units={"lernpaten": "ehrenamt"})
    assert held(make_extract(unit("lernpaten"))) == {40: "ehrenamt"}


def test_round_leaves_out_units_without_measures_and_logs_the_others() -> None:
    build_city()
    make_unit("FB 10")
    by = make_user(function="Koordination")
    abfrage = make_extract_round(Unit.objects.all(), by=by, file_reference="50.21/7")
    assert [extract.unit.slug for extract in abfrage.extracts.all()] == ["51.3", "FB-51", "FB-61"]
    assert {extract.due for extract in abfrage.extracts.all()} == {abfrage.due}
    assert len({extract.token for extract in abfrage.extracts.all()}) == 3
    events = ExtractEvent.objects.values_list("kind", "by_function", "at").distinct()
    assert [event[:2] for event in events] == [("issued", "Koordination")] * len(events)
    assert abfrage.by == by


def test_round_can_be_told_of_another_day() -> None:
    build_past()
    at = timezone.make_aware(dt.datetime(2022, 4, 1, 9, 0))
    extract = make_extract(unit("FB-61"), at=at)
    assert (extract.round.key_date, extract.round.at) == (dt.date(2022, 4, 1), at)
    assert extract.events.get().at == at


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"key_date": dt.date(2022, 4, 2)}, "key_date", "Der Stichtag 02.04.2022 liegt in der Zukunft."),
        (
            {"key_date": dt.date(2020, 1, 9)},
            "key_date",
            "Am 09.01.2020 gab es den Katalog hier noch nicht. Wählen Sie einen Tag ab dem 10.01.2020.",
        ),
        ({"due": dt.date(2022, 3, 30)}, "due", "„Rückmeldung bis“ (30.03.2022) liegt vor dem Stichtag"),
    ],
)
def test_round_of_wrong_days_is_refused(fields: dict[str, dt.date], field: str, sentence: str) -> None:
    build_past()
    at = timezone.make_aware(dt.datetime(2022, 4, 1, 9, 0))
    with pytest.raises(ValidationError) as refused:
        issue([unit("FB-61")], **{"key_date": MARCH, "due": MARCH, **fields}, by=None, at=at)  # type: ignore[arg-type]
    assert refused.value.message_dict[field][0].startswith(sentence)
    assert not ExtractRound.objects.exists()


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        ([], "Wählen Sie mindestens eine Stelle."),
        (["FB 10"], "FB 10 Stelle FB 10 ist am 31.03.2022 an keiner Maßnahme beteiligt"),
        (["FB 10", "FB 11"], "Keine der Stellen ist am 31.03.2022 an einer Maßnahme beteiligt"),
    ],
)
def test_round_with_nothing_to_issue_is_refused(codes: list[str], sentence: str) -> None:
    build_past()
    units = [make_unit(code) for code in codes]
    with pytest.raises(ValidationError) as refused:
        issue(units, key_date=MARCH, due=MARCH, by=None)
    assert refused.value.message_dict["units"][0].startswith(sentence)


def test_round_before_the_catalogue_has_measures_is_refused() -> None:
    with pytest.raises(ValidationError, match="noch keine Maßnahmen"):
        issue([make_unit("FB 10")], key_date=MARCH, due=MARCH, by=None)
