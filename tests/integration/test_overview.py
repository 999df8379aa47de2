from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Unit
from catalogue.returns.return_actions import submit
from integration.accounts.roles import Hat
from steering.assignments.assignment_actions import answer
from tests.catalogue.unit_returns import DAY, draft, issue_to
from tests.city import build_city
from tests.factories import make_assignment, make_measure, make_membership, make_unit, make_user

_CARD = re.compile(r'class="figure-card" href="([^"]+)">\s*<span class="figure-card__number">(\d+)<')
_LINE = re.compile(r'<li>\s*<a href="([^"]+)">(?:(?!</li>).)*figures__number">(\d+)<', re.DOTALL)


@pytest.fixture
def city(db: None) -> None:
    build_city()


def figures(html: str) -> list[tuple[str, str]]:
    """Return (address, number) of every figure on the page."""
    return _CARD.findall(html) + _LINE.findall(html)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("unit", ["", "FB-51", "51.3"])
def test_every_figure_counts_the_rows_it_links_to(client: Client, unit: str) -> None:
    make_measure(80, lead="51.3", listings={1: {"action_field": "iko"}, 2: {"action_field": "zugang"}})
    hat = Hat.DEPARTMENT if unit else Hat.COORDINATION
    client.force_login(make_user(hat, unit=Unit.objects.get(slug=unit) if unit else None))
    shown = figures(client.get("/").content.decode())
    assert len(shown) > 8
    for address, number in shown:
        assert str(client.get(address.replace("&amp;", "&")).context["hits"]) == number, address


@pytest.mark.usefixtures("city")
def test_person_of_two_units_sees_each(client: Client) -> None:
    user = make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="51.3"))
    make_membership(user, Unit.objects.get(slug="FB-61"))
    client.force_login(user)
    shown = dict(figures(client.get("/").content.decode()))
    assert shown["/massnahmen/?stelle=51.3"] == "1"
    assert shown["/massnahmen/?stelle=FB-61"] == "2"


@pytest.mark.usefixtures("city")
def test_last_changes_tell_only_what_the_person_may_see(client: Client) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="51.3")))
    assert len(client.get("/").context["last_changes"]) == 1


@pytest.mark.usefixtures("city")
def test_overview_costs_the_same_queries_for_3_and_30_measures(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="FB-61")))
    with django_assert_max_num_queries(28) as few:
        client.get("/")
    for number in range(100, 130):
        make_measure(number, units={"FB-61": "beteiligt"}, status="geplant", target_groups=["kinder"])
    with django_assert_max_num_queries(28) as many:
        client.get("/")
    assert len(few) == len(many)


@pytest.mark.django_db
def test_empty_installation_tells_the_office_the_first_steps_and_ticks_what_is_done(client: Client) -> None:
    client.force_login(make_user(Hat.ADMINISTRATION))
    html = client.get("/").content.decode()
    assert "python manage.py loaddata reference" in html
    assert "python manage.py import_catalogue" in html
    assert "step--done" not in html
    assert "Bisher gibt es nur ein Konto." in html

    make_user(Hat.DEPARTMENT, unit=make_unit("51.3"))
    html = client.get("/").content.decode()
    assert html.count("step--done") == 3
    assert "1 Stelle ist angelegt" in html
    assert "1 Person ist zugeordnet" in html
    assert "danach arbeitet die Koordination" in html

    client.force_login(make_user(Hat.COORDINATION))
    html = client.get("/").content.decode()
    assert "Personen lädt die Administration ein" in html
    assert 'href="/personen/"' not in html


@pytest.mark.django_db
def test_department_learns_what_an_empty_overview_waits_for(client: Client) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=make_unit("51.3")))
    assert "Der Katalog wird noch eingerichtet." in client.get("/").content.decode()
    make_measure(7, goal="Ein Büro für alle Fragen")
    html = client.get("/").content.decode()
    assert "Der Katalog nennt heute keine Maßnahme" in html
    assert 'href="/rueckmeldung/"' in html


@pytest.mark.django_db
def test_person_without_hat_learns_what_is_missing(client: Client) -> None:
    client.force_login(make_user(""))
    assert "Ihr Konto ist noch keiner Stelle zugeordnet" in client.get("/").content.decode()


@pytest.mark.usefixtures("city")
def test_department_sees_which_answers_wait_and_koordination_what_to_decide(client: Client) -> None:
    issue_to("51.3", {28: "beteiligt"})
    submit(draft("FB 61", {7: {"goal": "Ein Ziel", "text": "Ein Text"}}), by=None)
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="FB-51")))
    (errand,) = client.get("/").context["errands"]
    assert (errand.text, errand.day) == ("Rückmeldung für 51.3 Kindertagesstätten", DAY)
    assert client.get(errand.url).status_code == 200
    client.force_login(make_user(Hat.COORDINATION))
    told = [(one.text, one.note) for one in client.get("/").context["errands"]]
    assert told == [
        ("2 Vorschläge zu entscheiden", "aus 1 Rückmeldung"),
        ("1 Rückmeldung steht aus", "Frist verstrichen"),
    ]


@pytest.mark.usefixtures("city")
def test_department_sees_the_auftraege_it_has_and_the_office_those_overdue(client: Client) -> None:
    kita = Unit.objects.get(slug="51.3")
    soon = timezone.localdate() + dt.timedelta(days=9)
    make_assignment(kita, "Liste schicken")
    make_assignment(kita, "Räume suchen", due=soon)
    make_assignment(kita, "Noch im Entwurf", due=soon, started_at=None)
    answer(make_assignment(kita, "Längst erledigt"), "Liegt vor.", by=None)
    for person, heading, seen in (
        (make_user(Hat.DEPARTMENT, unit=kita), "an Sie", {"Liste schicken", "Räume suchen"}),
        (make_user(Hat.COORDINATION, username="buero"), "Überfällige Aufträge", {"Liste schicken"}),
        (make_user(Hat.DEPARTMENT, username="fb61", unit=Unit.objects.get(slug="FB-61")), "", set()),
    ):
        client.force_login(person)
        html = client.get("/").content.decode()
        found = {
            task
            for task in ("Liste schicken", "Räume suchen", "Noch im Entwurf", "Längst erledigt")
            if task in html
        }
        assert found == seen
        assert heading in html
