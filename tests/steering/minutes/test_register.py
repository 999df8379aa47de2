"""The register of resolutions: narrowed, searched, and which of them changed nothing in the catalogue."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Unit
from catalogue.past.history import current_versions
from catalogue.records import State
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from steering.minutes.resolution_actions import record_result, record_status
from steering.models import Meeting, Resolution
from tests.city import build_city, moment
from tests.factories import make_agenda_item, make_measure, make_meeting, make_user

pytestmark = pytest.mark.django_db
NOW = moment("2018-07-01 12:00")


@pytest.fixture
def office(client: Client) -> Client:
    build_city(moment("2017-05-01 08:00"))
    client.force_login(make_user())
    return client


def resolve(kind: str, wording: str, year: int = 2017, *numbers: int) -> Resolution:
    item = make_agenda_item(make_meeting(dt.date(year, 6, 12)), "Räume", measures=numbers)
    return record_result(item, kind, wording=wording, measures=item.measures.all(), by=None, at=NOW)


def listed(client: Client, **asked: Any) -> list[str]:
    rows = client.get("/beschluesse/", asked).context["page"].object_list
    return [one.wording for one in rows]


def test_register_is_narrowed_by_words_year_and_kind(office: Client) -> None:
    resolve("festlegung", "Das Büro öffnet.", 2017)
    resolve("empfehlung", "Räume teilen", 2018)
    resolve("kenntnis", "Bericht", 2018)
    assert listed(office) == ["Räume teilen", "Bericht", "Das Büro öffnet."]
    assert listed(office, q="buero 2017/1") == ["Das Büro öffnet."]
    assert listed(office, jahr="2018", art="kenntnis") == ["Bericht"]
    assert listed(office, jahr="gestern", art="nichts") == listed(office)


def test_without_effect_are_festlegungen_that_named_measures_and_changed_nothing(office: Client) -> None:
    make_measure(8)
    for kind in ("empfehlung", "kenntnis"):
        resolve(kind, "ohne Folgen", 2017, 7)
    resolve("festlegung", "über nichts im Katalog", 2017)
    carried_out = resolve("festlegung", "umgesetzt", 2017, 7)
    base = dict(current_versions([7]))[7][1]
    record_status(carried_out, base, State("in-umsetzung"), by=None, at=NOW)
    cited = resolve("festlegung", "zitiert", 2017, 7)
    ChangeSet.objects.open(by=None, way=ChangeSet.Way.FORM, reason=f"Umsetzung, Beschluss {cited.reference}")
    resolve("festlegung", "vergessen", 2017, 7, 8)
    assert listed(office, art="ohne-wirkung") == ["vergessen"]


def test_department_reads_results_about_its_measures_once_they_are_sent(office: Client) -> None:
    client = Client()
    client.force_login(make_user(Hat.DEPARTMENT, username="fb61", unit=Unit.objects.get(code="FB 61")))
    resolve("kenntnis", "über andere", 2017, 28)
    found = resolve("kenntnis", "über uns", 2017, 7)
    assert listed(client) == []
    Meeting.objects.update(state=Meeting.State.MINUTES_SENT)
    assert listed(client) == [found.wording]
    for number in (7, 28):  # one of them theirs
        record_status(found, dict(current_versions([number]))[number][1], State("umgesetzt"), by=None, at=NOW)
    links = re.findall(r"/aenderungen/\d+/", client.get("/beschluesse/").content.decode())
    assert [client.get(link).status_code for link in links] == [200]


def test_register_costs_the_same_queries_for_few_and_many(office: Client) -> None:
    costs = []
    for numbers in ((7,), range(100, 112)):
        for number in numbers:
            if number != 7:
                make_measure(number, status="geplant")
            carried_out = resolve("festlegung", f"Nummer {number}", 2017, number)
            base = dict(current_versions([number]))[number][1]
            record_status(carried_out, base, State("in-umsetzung"), by=None, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            office.get("/beschluesse/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 20
