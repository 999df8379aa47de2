"""Changed needs in the browser."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import ActionField, NeedChange, Unit
from catalogue.upkeep.steps import save_need_change
from integration.accounts.roles import Hat
from tests.factories import make_need_change, make_user

pytestmark = pytest.mark.usefixtures("city")
GOOD = {"day": "2017-05-01", "source": "Befragung", "description": "Mehr Kinder"}


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


def shown(client: Client, query: str = "") -> list[int]:
    return [one.pk for one in client.get(f"/bedarfe/{query}").context["page"].object_list]


def decided(number: int) -> NeedChange:
    day = dt.date(2017, 5, 1)
    return make_need_change(number, decision="Mehr Plätze", decided_by="Steuerungsgruppe", decided_on=day)


def test_list_shows_first_what_is_not_decided(coordination: Client) -> None:
    one, other = make_need_change(28), decided(7)
    assert shown(coordination) == [one.pk]
    assert shown(coordination, "?status=entschieden") == [other.pk]
    assert shown(coordination, "?status=alle&massnahme=7") == [other.pk]
    assert shown(coordination, "?massnahme=viele") == []


def test_department_reads_needs_of_its_measures_only(client: Client) -> None:
    one = make_need_change(28)
    make_need_change(29)
    make_need_change(action_field=ActionField.objects.get(slug="iko"))
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="51.3")))
    assert shown(client) == [one.pk]
    assert "Mehr Familien" in client.get("/massnahmen/28/").content.decode()


def test_person_records_a_need_of_a_measure_and_of_a_field(coordination: Client) -> None:
    assert coordination.get("/bedarfe/neu/?massnahme=28").context["form"]["number"].value() == "28"
    coordination.post("/bedarfe/neu/", {**GOOD, "number": "28"})
    field = ActionField.objects.get(slug="iko")
    coordination.post("/bedarfe/neu/", {**GOOD, "action_field": field.pk, "day": timezone.localdate()})
    subjects = {str(need.subject) for need in NeedChange.objects.all()}
    assert subjects == {"Maßnahme 28", "Interkulturelle Öffnung"}
    assert NeedChange.objects.get(action_field=field).day == timezone.localdate()


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({}, "number"),
        ({"number": "999"}, "number"),
        ({"number": "28", "action_field": "iko"}, "action_field"),
        ({"number": "28", "day": "2101-01-01"}, "day"),
        ({"number": "28", "source": " "}, "source"),
        ({"number": "28", "description": "\x00"}, "description"),
        ({"number": "28", "action_field": "99999999999999999999"}, "action_field"),
    ],
)
def test_faulty_need_is_told_at_its_field(coordination: Client, posted: dict[str, str], field: str) -> None:
    keys = {"iko": str(ActionField.objects.get(slug="iko").pk)}
    data = {name: keys.get(value, value) for name, value in posted.items()}
    response = coordination.post("/bedarfe/neu/", {**GOOD, **data})
    assert field in response.context["form"].errors
    assert not NeedChange.objects.exists()


def test_person_corrects_and_decides(coordination: Client) -> None:
    need = make_need_change(28)
    coordination.post(f"/bedarfe/{need.pk}/bearbeiten/", {**GOOD, "number": "7"})
    posted = {"decision": "Mehr Plätze", "decided_by": "Steuerungsgruppe", "decided_on": "2017-06-01"}
    html = coordination.post(f"/bedarfe/{need.pk}/entscheiden/", posted, follow=True).content.decode()
    assert "Entschieden am 01.06.2017 durch Steuerungsgruppe:" in html
    need.refresh_from_db()
    assert (str(need.subject), need.description) == ("Maßnahme 7", "Mehr Kinder")


@pytest.mark.parametrize(
    ("page", "posted"),
    [
        ("bearbeiten", {**GOOD, "number": "7"}),
        ("entscheiden", {"decision": "Nein", "decided_by": "Rat", "decided_on": "2017-06-01"}),
    ],
)
def test_stale_form_saves_nothing_before_it_was_read_again(
    coordination: Client, page: str, posted: dict[str, str]
) -> None:
    need = make_need_change(28)
    path = f"/bedarfe/{need.pk}/{page}/"
    posted["seen"] = coordination.get(path).context["form"]["seen"].value()
    need.description = "Von anderer Hand"
    save_need_change(need, by=None)
    response = coordination.post(path, posted)
    assert "Inzwischen hat jemand anderes" in response.content.decode()
    need.refresh_from_db()
    assert (need.description, need.decision) == ("Von anderer Hand", "")
    posted["seen"] = response.context["form"]["seen"].value()
    assert coordination.post(path, posted).status_code == 302


@pytest.mark.parametrize("missing", ["decision", "decided_by", "decided_on"])
def test_half_a_decision_is_none(coordination: Client, missing: str) -> None:
    need = make_need_change(28)
    posted = {"decision": "Mehr Plätze", "decided_by": "Steuerungsgruppe", "decided_on": "2017-06-01"}
    response = coordination.post(f"/bedarfe/{need.pk}/entscheiden/", {**posted, missing: ""})
    assert list(response.context["form"].errors) == [missing]
    assert NeedChange.objects.undecided().exists()


def test_list_costs_the_same_queries_for_2_and_20_needs(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        make_need_change(28)
    with django_assert_max_num_queries(8) as few:
        coordination.get("/bedarfe/")
    for _ in range(18):
        make_need_change(7)
    with django_assert_max_num_queries(8) as many:
        coordination.get("/bedarfe/")
    assert len(few) == len(many)
