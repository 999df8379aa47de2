from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Unit
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.factories import make_measure, make_membership, make_unit, make_user

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def office() -> Unit:
    return Unit.objects.get(slug="51.3")


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


@pytest.fixture
def administration(client: Client) -> Client:
    client.force_login(make_user(Hat.ADMINISTRATION))
    return client


def form(**fields: str) -> dict[str, str]:
    blank = {"code": "", "valid_from": "", "valid_until": "", "parent": "", "aliases": "", "reason": ""}
    return {**blank, "name": "Kindertagesstätten", "kind": "abteilung", **fields}


@pytest.mark.parametrize("path", ["", "51.3/", "neu/", "51.3/bearbeiten/"])
def test_units_are_not_for_departments(client: Client, office: Unit, path: str) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=office))
    assert client.get(f"/stellen/{path}").status_code == 403


def test_list_links_to_as_many_measures_as_it_says(coordination: Client) -> None:
    html = coordination.get("/stellen/").content.decode()
    for slug, number in (("FB-51", 2), ("51.3", 1), ("FB-61", 2)):
        assert f'<a href="/massnahmen/?stelle={slug}">{number}<' in html
        assert coordination.get(f"/massnahmen/?stelle={slug}").context["hits"] == number


def test_measure_of_a_unit_and_one_below_counts_once(coordination: Client) -> None:
    make_measure(80, lead="FB-51", units={"51.3": "beteiligt"})
    assert '<a href="/massnahmen/?stelle=FB-51">3<' in coordination.get("/stellen/").content.decode()


def test_list_costs_the_same_queries_for_3_and_30_units(
    coordination: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(7):
        coordination.get("/stellen/")
    for number in range(27):
        make_unit(f"70.{number}", parent=Unit.objects.get(slug="FB-61"))
    with django_assert_num_queries(7):
        coordination.get("/stellen/")


def test_unit_shows_its_place_and_its_measures(coordination: Client) -> None:
    html = coordination.get("/stellen/51.3/").content.decode()
    assert '<a href="/stellen/FB-51/">FB 51 Kinder, Jugend und Familie</a>' in html
    assert 'href="/massnahmen/?stelle=51.3"' in html
    assert coordination.get("/stellen/gibt-es-nicht/").status_code == 404


def test_coordination_creates_a_unit(coordination: Client) -> None:
    fields = form(code="51.4", name="Jugendförderung", parent="fb51", aliases="Jugendpflege\nJuFö")
    response = coordination.post("/stellen/neu/", fields)
    assert response.headers["Location"] == "/stellen/51.4/"
    unit = Unit.objects.get(slug="51.4")
    assert unit.parent == Unit.objects.get(slug="FB-51")
    assert coordination.get("/massnahmen/?stelle=jugendpflege").context["panel"].problems == []


def test_new_name_keeps_slug_and_former_name(coordination: Client, office: Unit) -> None:
    coordination.post(
        "/stellen/51.3/bearbeiten/", form(code="51.30", name="Kitas", parent="FB 51", reason="Neuer Name")
    )
    office.refresh_from_db()
    assert (office.slug, office.code, office.name) == ("51.3", "51.30", "Kitas")
    assert [str(former) for former in office.former_names.all()] == ["Kindertagesstätten"]
    change_set = ChangeSet.objects.in_order()[0]
    assert (change_set.way, change_set.reason) == ("reference", "Neuer Name")
    assert "Kindertagesstätten" in coordination.get("/stellen/51.3/").content.decode()


@pytest.mark.parametrize(
    ("slug", "fields", "sentence"),
    [
        pytest.param(
            "FB-51", form(code="FB 51", parent="51.3"), "unter sich selbst", id="below its own office"
        ),
        pytest.param("51.3", form(code="51.3", parent="51.3"), "unter sich selbst", id="below itself"),
        pytest.param("51.3", form(code="FB 61"), "Diese Kurzbezeichnung ist vergeben", id="code taken"),
        pytest.param(
            "51.3", form(parent="nirgends"), "Eine Stelle „nirgends“ gibt es nicht", id="unknown parent"
        ),
        pytest.param("51.3", form(name="A; B"), "Ein Semikolon trennt", id="semicolon"),
        pytest.param(
            "51.3",
            form(valid_from="2020-01-01", valid_until="2019-01-01"),
            "„gültig bis“ liegt vor „gültig ab“",
            id="ends before it begins",
        ),
    ],
)
def test_faulty_unit_is_told_and_not_saved(
    coordination: Client, slug: str, fields: dict[str, str], sentence: str
) -> None:
    sets = ChangeSet.objects.count()
    response = coordination.post(f"/stellen/{slug}/bearbeiten/", fields)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert ChangeSet.objects.count() == sets


def test_unchanged_unit_leaves_no_change_set(coordination: Client) -> None:
    sets = ChangeSet.objects.count()
    coordination.post("/stellen/51.3/bearbeiten/", form(code="51.3", kind="fachbereich", parent="FB 51"))
    assert ChangeSet.objects.count() == sets


def test_administration_lets_a_person_belong_and_ends_it(administration: Client, office: Unit) -> None:
    person = make_user("", username="kita", function="Stelle 51.3")
    administration.post("/stellen/51.3/personen/", {"person": "stelle 51.3", "valid_from": "2020-01-01"})
    membership = person.memberships.get()
    assert (membership.unit, membership.valid_from) == (office, dt.date(2020, 1, 1))
    administration.post(f"/stellen/51.3/personen/{membership.pk}/ende/")
    membership.refresh_from_db()
    assert membership.valid_until == timezone.localdate()
    assert ChangeSet.objects.in_order()[0].reference_changes.get().model == "catalogue.unitmembership"


@pytest.mark.parametrize(("person", "sentence"), [("niemand da", "gibt es nicht"), ("", "erforderlich")])
def test_unknown_person_is_told(administration: Client, person: str, sentence: str) -> None:
    response = administration.post("/stellen/51.3/personen/", {"person": person, "valid_from": "2020-01-01"})
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_only_administration_decides_who_belongs(coordination: Client, office: Unit) -> None:
    membership = make_membership(make_user("", username="kita"), office)
    assert coordination.post("/stellen/51.3/personen/", {"person": "kita"}).status_code == 403
    assert coordination.post(f"/stellen/51.3/personen/{membership.pk}/ende/").status_code == 403
