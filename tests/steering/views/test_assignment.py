"""The list of Aufträge: what it shows to whom, how it is narrowed, and what it costs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from steering.assignments import assignment_actions as actions
from steering.models import Assignment
from tests.city import build_city
from tests.factories import make_assignment, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOON = TODAY + dt.timedelta(days=10)


@pytest.fixture
def office(client: Client) -> Client:
    """The office, and an Auftrag in each state there is."""
    build_city()
    kita, planning = Unit.objects.get(code="51.3"), Unit.objects.get(code="FB 61")
    make_assignment(kita, "überfällig")
    make_assignment(planning, "läuft", due=SOON, measures=[7])
    make_assignment(Unit.objects.get(code="FB 51"), "für alle im Fachbereich", due=SOON)
    make_assignment(kita, "noch nicht versandt", due=SOON, started_at=None)
    wished = make_assignment(kita, "braucht Zeit", due=TODAY)
    actions.ask_for_time(wished, SOON, "Krankheit", by=None)
    actions.answer(make_assignment(kita, "fertig"), "Liegt vor.", by=None)
    client.force_login(make_user())
    return client


def listed(client: Client, query: str = "") -> set[str]:
    return {one.task for one in client.get(f"/aufgaben/{query}").context["page"].object_list}


def person(code: str) -> User:
    return make_user(Hat.DEPARTMENT, username=code, unit=Unit.objects.get(code=code))


OPEN = {"überfällig", "läuft", "noch nicht versandt", "braucht Zeit", "für alle im Fachbereich"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", OPEN),
        ("?stand=ueberfaellig", {"überfällig"}),
        ("?stand=verlaengerung", {"braucht Zeit"}),
        ("?stand=erledigt", {"fertig"}),
        ("?stand=alle&stelle=FB-61", {"läuft"}),
        ("?stelle=FB-51", OPEN - {"läuft"}),  # and what is below it
        (f"?bis={TODAY:%Y-%m-%d}", {"überfällig", "braucht Zeit"}),
        ("?stand=unfug&stelle=unfug&bis=morgen", OPEN),
    ],
)
def test_list_is_narrowed(office: Client, query: str, expected: set[str]) -> None:
    assert listed(office, query) == expected


def test_filter_offers_its_way_back_where_it_narrows(office: Client) -> None:
    for query, there in (("", False), ("?stand=erledigt&stelle=FB-61", True)):
        assert ("Alle Filter zurücksetzen" in office.get(f"/aufgaben/{query}").content.decode()) == there


def test_department_reads_what_runs_for_its_units_and_those_below(office: Client) -> None:
    client = Client()
    for code, expected in (("FB 51", OPEN - {"läuft", "noch nicht versandt"}), ("FB 61", {"läuft"})):
        client.force_login(person(code))
        assert listed(client) == expected


def test_wish_for_more_time_that_is_refused_stays_on_the_page(office: Client) -> None:
    task = Assignment.objects.get(task="läuft")
    told = {"frist-due": TODAY.isoformat(), "frist-because": "Krankheit"}
    answer = office.post(f"/aufgaben/{task.pk}/frist/", told)
    assert answer.status_code == 422
    for words in (f"Der Auftrag hat schon bis zum {SOON:%d.%m.%Y} Zeit", "Krankheit"):
        assert words in answer.content.decode()
    assert f"/auszuege/{task.unit.slug}.pdf" in answer.content.decode()


@pytest.mark.parametrize("code", ["", "51.3"])
def test_list_costs_the_same_queries_for_few_and_many(office: Client, code: str) -> None:
    client, costs = Client(), []
    client.force_login(person(code) if code else make_user(username="buero"))
    for _ in range(2):
        client.get("/aufgaben/")  # what is asked once in a session
        with CaptureQueriesContext(connection) as queries:
            client.get("/aufgaben/")
        costs.append(len(queries))
        for number in range(12):
            make_assignment(Unit.objects.get(code="51.3"), f"Auftrag {number}", due=SOON, measures=[28])
    assert costs[0] == costs[1] <= 20
