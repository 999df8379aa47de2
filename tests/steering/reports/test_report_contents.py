"""What a report says: counted at its key date, each number beside the rows it counts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Answer, Measure, MeasureVersion, Unit, UnitReturn
from catalogue.past.comparison import compare
from catalogue.records import Involvement, State
from integration.history.models import ChangeSet
from steering.models import AnnualReport, Meeting, Resolution
from steering.reports.report_contents import contents
from tests.city import build_past, moment
from tests.factories import (
    make_agenda_item,
    make_goal,
    make_goal_talk,
    make_indicator,
    make_meeting,
    make_need_change,
    make_report,
    make_resource_request,
    make_review,
    make_section,
    make_user,
    make_value,
)

TODAY = dt.date(2023, 2, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city() -> None:
    """The city that changed on 01.06.2021, 01.03.2022 and 15.03.2022."""
    build_past()


def said(report: AnnualReport) -> dict[str, Any]:
    """Return a report's contents as they are after a way through JSON."""
    found = contents(report, today=TODAY)
    assert json.loads(json.dumps(found)) == found
    return found


def numbers_in(part: Any) -> Iterator[tuple[int, str]]:
    """Yield every number with an address that stands anywhere in a report."""
    if isinstance(part, list):
        if len(part) == 2 and isinstance(part[0], int) and isinstance(part[1], str):
            yield part[0], part[1]
        else:
            for one in part:
                yield from numbers_in(one)
    elif isinstance(part, dict):
        for one in part.values():
            yield from numbers_in(one)


def test_city_report_tells_new_done_and_dropped_measures() -> None:
    found = said(make_report(year=2022))
    assert {one["key"]: [row["number"] for row in one["rows"]] for one in found["course"]} == {
        "neu": [30],
        "umgesetzt": [],
        "entfallen": [28],
    }
    assert [row["reason"] for row in found["course"][2]["rows"]] == ["Aufgegangen in Maßnahme 7"]
    assert found["moved"] == [{"from": "umgesetzt", "to": "entfallen", "measures": [28]}]
    assert [one[0] for one in found["total"]] == [4, 3]
    days = (dt.date(2021, 12, 31), dt.date(2022, 12, 31))
    compared = compare(*days, MeasureVersion.objects.all()).figures
    assert {one["key"]: one["now"] for one in found["course"]} == {
        **{kind: compared[kind] for kind in ("neu", "entfallen")},
        "umgesetzt": 0,
    }


@pytest.mark.parametrize("slug", ["", "FB-51"])
def test_every_figure_counts_the_rows_its_link_shows(slug: str, client: Client) -> None:
    client.force_login(make_user(username="leser"))
    found = said(make_report(Unit.objects.filter(slug=slug).first(), year=2022))
    pairs = set(numbers_in([found[part] for part in ("states", "total", "tables", "movement")]))
    linked = {(number, link) for number, link in pairs if number}
    assert len(linked) > 15
    for number, link in linked:
        assert "stand=" in link
        assert client.get(link).context["hits"] == number, link


def test_movement_ends_with_the_states_of_the_key_date() -> None:
    found = said(make_report(year=2022))
    points = found["movement"]["points"]
    assert [points[0]["day"], points[2]["day"], points[-1]["day"]] == [
        "31.12.2021",
        "28.02.2022",
        "31.12.2022",
    ]
    last = dict(zip([key for key, _ in found["movement"]["states"]], points[-1]["cells"], strict=True))
    assert {one["key"]: one["now"][0] for one in found["states"] if one["now"][0]} == {
        key: cell[0] for key, cell in last.items() if cell[0]
    }


def test_report_says_the_same_whatever_happens_after_its_key_date() -> None:
    report = make_report(year=2021)
    before = said(report)
    apply([MeasureEdit(7, {("status",): State("umgesetzt")})], by=None, way=ChangeSet.Way.FORM)
    make_need_change(7, day=dt.date(2022, 5, 1))
    assert said(report) == before
    assert [one["progress"] for one in before["measures"]] == ["", "", ""]


def test_measure_that_changed_hands_is_neither_new_nor_dropped() -> None:
    edits = {("units", "FB-61"): Involvement("beteiligt")}
    apply([MeasureEdit(28, edits)], by=None, way=ChangeSet.Way.FORM, at=moment("2022-05-01 10:00"))
    found = said(make_report(Unit.objects.get(slug="FB-61"), year=2022))
    # 7 went to another unit, 28 came from one (and was dropped before), 30 is new
    assert {one["key"]: [row["number"] for row in one["rows"]] for one in found["course"]} == {
        "neu": [30],
        "umgesetzt": [],
        "entfallen": [],
    }
    assert sorted(one["number"] for one in found["measures"]) == [28, 29, 30]


def test_report_begins_where_the_last_one_ended() -> None:
    make_report(year=2021, key_date=dt.date(2021, 3, 31))
    assert said(make_report(year=2022))["since"] == "31.03.2021"


def test_report_whose_key_date_is_to_come_shows_today() -> None:
    found = contents(make_report(year=2023), today=TODAY)
    assert [found["since"], found["until"], found["key_date"]] == ["31.12.2022", "01.02.2023", "31.12.2023"]


def test_report_tells_goals_with_what_was_measured_until_the_key_date() -> None:
    kita = Unit.objects.get(slug="51.3")
    talk = make_goal_talk(kita, 2022, state="ausgewertet")
    reached = {
        "attainment": "voll",
        "attainment_because": "Alle erreicht",
        "done_at": moment("2023-01-10 09:00"),
    }
    indicator = make_indicator(make_goal(talk, "Familien erreichen", measures=[28], **reached))
    make_goal(talk, "Wege erkunden")
    make_value(indicator, 82)
    make_value(indicator, 99, day=dt.date(2023, 1, 15))
    make_goal(make_goal_talk(kita, 2021, state="ausgewertet"), "Früher", **reached)
    make_goal(make_goal_talk(Unit.objects.get(slug="FB-61"), 2022, state="geplant"), "Nicht vereinbart")
    found = said(make_report(Unit.objects.get(slug="FB-51"), year=2022))
    assert [(one["text"], one["result"]) for one in found["goals"]] == [
        ("Familien erreichen", "voll erreicht"),
        ("Wege erkunden", "noch nicht ausgewertet"),
    ]
    assert found["goals"][0]["indicators"] == [
        {
            "name": "Beratene Familien",
            "baseline": "40 (01.01.2022)",
            "target": "80",
            "due": "31.12.2022",
            "value": "82 (30.06.2022)",
        }
    ]
    assert found["attained"] == [
        ["Jahresziele vereinbart", 2, 1],
        ["voll erreicht oder übertroffen", 1, 1],
        ["überwiegend oder teilweise erreicht", 0, 0],
        ["nicht erreicht", 0, 0],
        ["noch nicht ausgewertet", 1, 0],
    ]


def _tell_of_everything() -> None:
    """Have units and group say things in 2022, of FB 51's measure 28 and of FB 61's measure 29."""
    at, meeting = moment("2022-04-01 10:00"), make_meeting(dt.date(2022, 5, 2), state=Meeting.State.APPROVED)
    for number, slug in ((28, "51.3"), (29, "FB-61")):
        unit = Unit.objects.get(slug=slug)
        make_need_change(number, day=dt.date(2022, 4, 1), at=at, description=f"Bedarf {number}")
        make_review(meeting, number, unit, difficulties=f"Schwer {number}", at=at)
        make_resource_request(number, unit, budget_year=2022, purpose=f"Mittel {number}", at=at)
        sent = UnitReturn.objects.create(
            unit=unit, way="browser", state="sent", sent_at=at, **UnitReturn.stamp(None)
        )
        Answer.objects.create(
            unit_return=sent, measure=Measure.objects.get(number=number), resources=f"Räume {number}"
        )
        item = make_agenda_item(meeting, f"TOP {number}", measures=[number])
        said = {"kind": "empfehlung", "wording": f"Empfohlen {number}"}
        Resolution.objects.create(item=item, **said, **Resolution.stamp(None, at))


@pytest.mark.parametrize(("slug", "told"), [("", [28, 29]), ("FB-51", [28]), ("FB-61", [29])])
def test_report_tells_needs_difficulties_resources_and_decisions(slug: str, told: list[int]) -> None:
    _tell_of_everything()
    found = said(make_report(Unit.objects.filter(slug=slug).first(), year=2022))
    assert [one["text"] for one in found["needs"]] == [f"Bedarf {number}" for number in told]
    assert [(one["difficulties"], one["resources"]) for one in found["difficulties"]] == [
        pair for number in told for pair in (("", f"Räume {number}"), (f"Schwer {number}", ""))
    ]
    assert [one["purpose"] for one in found["resources"]] == [f"Mittel {number}" for number in told]
    assert [one["wording"] for one in found["decisions"]] == [f"Empfohlen {number}" for number in told]
    earlier = said(make_report(Unit.objects.filter(slug=slug).first(), year=2021))
    assert not any(earlier[part] for part in ("needs", "difficulties", "resources", "decisions"))


def test_needs_and_resources_count_as_decided_from_their_day_on() -> None:
    at = moment("2021-04-01 10:00")
    decided = {"decision": "Mehr Plätze", "decided_by": "Verwaltung", "decided_on": dt.date(2022, 1, 20)}
    make_need_change(28, day=dt.date(2021, 4, 1), at=at, **decided)
    kita = Unit.objects.get(slug="51.3")
    make_resource_request(28, kita, budget_year=2021, at=at, granted=500, granted_on=dt.date(2022, 1, 20))
    found = said(make_report(year=2021))
    assert [found["needs"][0]["decision"], found["resources"][0]["granted"]] == ["", ""]


def test_texts_stand_in_the_order_of_their_kinds() -> None:
    report = make_report()
    make_section(report, "ausblick", text="Weiter so")
    make_section(report, "umsetzung", unit=Unit.objects.get(slug="FB-61"), text="Wege")
    make_section(report, "umsetzung", text="Allgemein")
    assert [(one["title"], one["unit"], one["text"]) for one in said(report)["texts"]] == [
        ("Stand der Umsetzung", "", "Allgemein"),
        ("Stand der Umsetzung", "FB 61 Stadtplanung", "Wege"),
        ("Ausblick", "", "Weiter so"),
    ]


@pytest.mark.parametrize("slug", ["", "FB-51"])
def test_contents_take_a_constant_number_of_queries(slug: str) -> None:
    counts = []
    for year in (2021, 2022):
        report = make_report(Unit.objects.filter(slug=slug).first(), year=year)
        report = AnnualReport.objects.select_related("unit").get(pk=report.pk)
        with CaptureQueriesContext(connection) as queries:
            contents(report, today=TODAY)
        counts.append(len(queries))
        _tell_of_everything() if year == 2021 else None
    assert max(counts) <= 45
    assert abs(counts[0] - counts[1]) <= 6, counts
