from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Suggestion, Unit
from catalogue.returns.return_actions import submit
from integration.accounts.roles import Hat
from tests.catalogue.unit_returns import draft, issue_to
from tests.factories import make_clarification, make_measure, make_membership, make_seat, make_unit, make_user

_CARD = re.compile(r'class="figure-card" href="([^"]+)">\s*<span class="figure-card__number">(\d+)<')
_LINE = re.compile(r'<li>\s*<a href="([^"]+)">(?:(?!</li>).)*figures__number">(\d+)<', re.DOTALL)
MOST_QUERIES = 27


def figures(html: str) -> list[tuple[str, int]]:
    """Return (address, number) of every figure on the page."""
    return [(unescape(url), int(number)) for url, number in _CARD.findall(html) + _LINE.findall(html)]


def rows(client: Client, address: str) -> int:
    """Return how many rows the page at this address has, as the page itself knows it."""
    context: Any = client.get(address).context
    if "hits" in context:
        return int(str(context["hits"]))
    if "comparison" in context:
        return len(context["comparison"].differences)
    if "queue" in context:
        return context["chosen"].qs.count()
    return context["page" if "page" in context else "page_obj"].paginator.count


def sign_in(client: Client, *hats: str, unit: str = "") -> Any:
    """Sign somebody in who wears these hats."""
    role = next((hat for hat in hats if hat in (Hat.ADMINISTRATION, Hat.COORDINATION)), "")
    person = make_user(role, username="wer", unit=Unit.objects.get(slug=unit) if unit else None)
    if Hat.STEERING_GROUP in hats:
        make_seat(Unit.objects.get(slug="FB-61"), person=person)
    client.force_login(person, backend="integration.accounts.backends.PasswordBackend")
    return person


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("hats", "unit"),
    [
        ([Hat.COORDINATION], ""),
        ([Hat.ADMINISTRATION], ""),
        ([Hat.STEERING_GROUP], ""),
        ([Hat.DEPARTMENT], "FB-51"),
        ([Hat.DEPARTMENT], "51.3"),
        ([Hat.COORDINATION, Hat.DEPARTMENT], "51.3"),
        ([Hat.STEERING_GROUP, Hat.DEPARTMENT], "FB-61"),
    ],
)
def test_every_figure_counts_the_rows_it_links_to(client: Client, hats: list[str], unit: str) -> None:
    make_measure(80, lead="51.3", listings={1: {"action_field": "iko"}, 2: {"action_field": "zugang"}})
    issue_to("51.3", {28: "beteiligt"})
    make_clarification(28)
    submit(draft("FB 61", {7: {"goal": "Ein Ziel", "text": "Ein Text"}}), by=None)
    make_user("", username="ohne")
    sign_in(client, *hats, unit=unit)
    shown = figures(client.get("/").content.decode())
    assert len(shown) > 1
    for address, number in shown:
        assert rows(client, address) == number, address


@pytest.mark.usefixtures("city")
def test_person_of_two_units_sees_each(client: Client) -> None:
    person = sign_in(client, unit="51.3")
    make_membership(person, Unit.objects.get(slug="FB-61"))
    table = client.get("/").context["overview"].own
    assert [(row.label, row.total) for row in table.rows] == [
        ("51.3 Kindertagesstätten", 1),
        ("FB 61 Stadtplanung", 2),
    ]
    assert table.total.total == 3
    for row in table.rows:
        assert rows(client, f"/massnahmen/{row.query}") == row.total
        for cell in row.cells:
            assert rows(client, f"/massnahmen/{cell.query}") == cell.number


@pytest.mark.usefixtures("city")
def test_each_hat_has_its_parts_and_two_hats_have_each_part_once(client: Client) -> None:
    """What a person has no hat for is not on the page."""
    issue_to("51.3", {28: "beteiligt"})
    parts = {
        "office": {"Wartet auf Sie", "Als Nächstes", "Letzte Änderungen", "Stand des Katalogs"},
        "unit": {"Als Nächstes", "Ihre Maßnahmen", "Geändert seit Ihrem Auszug"},
        "group": {"Wartet auf Sie", "Als Nächstes", "Beschlüsse und ihre Wirkung", "Was steckt"},
        "administration": {"Wartet auf Sie", "Als Nächstes", "Importe", "Betrieb", "Stand des Katalogs"},
    }
    parts["office"] |= {"Zu ergänzen"}
    parts["unit"] |= {"Zu ergänzen"}
    parts["group"] |= {"Stand nach Handlungsfeld"}
    for hats, unit, expected in (
        ([Hat.COORDINATION], "", parts["office"]),
        ([], "51.3", parts["unit"]),
        ([Hat.STEERING_GROUP], "", parts["group"]),
        ([Hat.ADMINISTRATION], "", parts["administration"]),
        ([Hat.COORDINATION], "51.3", parts["office"] | parts["unit"]),
        ([Hat.STEERING_GROUP], "FB-61", parts["group"] | {"Ihre Maßnahmen"}),
    ):
        person = sign_in(client, *hats, unit=unit)
        html = client.get("/").content.decode().partition("<main")[2].partition("</main>")[0]
        found = re.findall(r"<h2[^>]*>([^<]+?)(?: vom [\d.]+)?</h2>", html)
        year = f"Takt {timezone.localdate().year}"
        assert sorted(found) == sorted(expected | ({year} if Hat.COORDINATION in hats else set())), hats
        person.seats.all().delete()
        person.memberships.all().delete()
        person.delete()


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("hats", "unit"),
    [
        ([Hat.COORDINATION], ""),
        ([Hat.ADMINISTRATION], ""),
        ([Hat.DEPARTMENT], "FB-61"),
        ([Hat.STEERING_GROUP, Hat.DEPARTMENT], "FB-61"),
        ([Hat.COORDINATION, Hat.DEPARTMENT], "FB-61"),
    ],
)
def test_overview_costs_the_same_queries_for_3_and_30_measures(
    client: Client, hats: list[str], unit: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    issue_to("FB 61", {29: "beteiligt"})
    sign_in(client, *hats, unit=unit)
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get("/")
    for number in range(100, 130):
        make_measure(number, units={"FB-61": "beteiligt"}, status="geplant", target_groups=["kinder"])
        make_clarification(number)
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        client.get("/")
    assert len(few) == len(many)


@pytest.mark.django_db
def test_empty_installation_tells_the_office_the_first_steps_and_ticks_what_is_done(client: Client) -> None:
    client.force_login(make_user(Hat.ADMINISTRATION))
    html = client.get("/").content.decode()
    assert "integrationsplanung loaddata reference" in html
    assert "integrationsplanung import_catalogue" in html
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
def test_department_sees_what_changed_since_its_extract_and_nothing_of_others(client: Client) -> None:
    issue_to("FB 61", {7: "beteiligt"})
    extract = Unit.objects.get(slug="FB-61").extracts.get()
    extract.round.key_date = extract.round.key_date.replace(year=extract.round.key_date.year - 1)
    extract.round.save()
    make_measure(7, goal="Ein neues Ziel")
    make_measure(28, goal="Ein Ziel der Kita")
    sign_in(client, unit="FB-61")
    changes = client.get("/").context["overview"].since_extract
    assert changes.unit.slug == "FB-61"
    assert {line.number for line in changes.first} == {7, 29}
    assert rows(client, changes.url) == len(changes.differences)
    assert "Ein Ziel der Kita" not in client.get("/").content.decode()


@pytest.mark.usefixtures("city")
def test_office_sees_what_waits_for_it(client: Client) -> None:
    issue_to("51.3", {28: "beteiligt"})
    submit(draft("FB 61", {7: {"goal": "Ein Ziel", "text": "Ein Text"}}), by=None)
    sign_in(client, Hat.COORDINATION)
    tiles = {tile.label: tile.number for tile in client.get("/").context["overview"].tiles}
    assert tiles["Vorschläge zu entscheiden"] == Suggestion.objects.open().count() == 2
    assert tiles["Stellen im Verzug"] == 1


@pytest.mark.usefixtures("city")
def test_administration_finds_who_sees_nothing(client: Client) -> None:
    make_user("", username="niemand-da", function="Ohne alles")
    gone = make_user("", username="weg", function="Gegangen")
    gone.is_active = False
    gone.save()
    sign_in(client, Hat.ADMINISTRATION)
    people = client.get("/personen/ohne-stelle/").context["people"]
    assert [str(person) for person in people] == ["Ohne alles"]
