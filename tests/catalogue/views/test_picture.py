"""Pictures of the catalogue: each with its address, its files, and what the person may see."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone
from lxml.etree import fromstring
from pytest_django import DjangoAssertNumQueries

from catalogue.evaluation.exhibits import EXHIBITS
from catalogue.models import Unit
from integration.accounts.roles import Hat
from tests.factories import make_location, make_measure, make_user

PAGE = "/auswertung/bilder/"
pytestmark = pytest.mark.usefixtures("past")


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


def described(client: Client, name: str, query: str = "") -> str:
    """Return what a picture says in words."""
    response = client.get(f"{PAGE}{name}/{query}")
    assert response.status_code == 200
    said: str = response.context["shown"].picture.description
    return said


def in_csv(client: Client, name: str, query: str = "") -> list[list[str]]:
    content = client.get(f"{PAGE}{name}.csv{query}").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content), delimiter=";"))


def test_pictures_are_on_their_pages_and_in_files(coordination: Client) -> None:
    make_measure(40, timeframe="bis 2030", status="geplant", lead="FB-51")
    for name in EXHIBITS:
        html = coordination.get(f"{PAGE}{name}/").content.decode()
        assert f'<svg role="img" aria-labelledby="{name}-titel {name}-text"' in html
        assert "Als Tabelle" in html
        answer = coordination.get(f"{PAGE}{name}.svg?konzept=fluechtlinge&stand=2021-12-31")
        root = fromstring(answer.content)
        assert (answer["Content-Type"], root.get("role")) == ("image/svg+xml", "img")
        assert answer["Content-Disposition"] == f'attachment; filename="{name}_2021-12-31.svg"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert {"Stand 31.12.2021", "Konzept: Konzept fluechtlinge"} <= set(root.itertext())
        assert len(in_csv(coordination, name)) > 1


def test_picture_of_nothing_says_so(coordination: Client) -> None:
    for name in EXHIBITS:
        assert "Keine Maßnahme passt" in coordination.get(f"{PAGE}{name}/?q=gibtesnicht").content.decode()
        assert fromstring(coordination.get(f"{PAGE}{name}.svg?q=gibtesnicht").content) is not None


def test_state_is_told_by_field_and_by_unit(coordination: Client) -> None:
    assert described(coordination, "handlungsfelder", "?stand=2021-12-31") == (
        "Interkulturelle Öffnung: 1 nicht erfasst, 1 umgesetzt; Schule: 1 nicht erfasst, 1 in Umsetzung"
    )
    assert described(coordination, "stellen", "?stelle=51.3") == "51.3 Kindertagesstätten: 1 entfallen"


def test_movement_looks_back_as_far_as_asked(coordination: Client) -> None:
    query = "?stand=2022-03-20&monate=36"
    rows = in_csv(coordination, "verlauf", query)
    assert rows[0] == [
        "Am Ende des",
        *("nicht erfasst", "geplant", "in Umsetzung", "umgesetzt", "entfallen"),
        "gesamt",
    ]
    assert rows[1] == ["31.01.2020", "1", "1", "0", "1", "0", "3"]  # not before the catalogue began
    assert rows[-1] == ["20.03.2022", "2", "0", "1", "0", "1", "4"]
    assert len(in_csv(coordination, "verlauf", "?stand=2022-03-20")) == 14
    html = coordination.get(f"{PAGE}verlauf/{query}").content.decode()
    assert "Gezeichnet ist nicht jeder Monat" in html
    assert (
        "Dieser Filter gilt nur für einen Tag"
        in coordination.get(f"{PAGE}verlauf/?luecke=ziel").content.decode()
    )


def test_coverage_shows_where_nobody_does_anything(coordination: Client) -> None:
    make_location("Sammelunterkunft", column=12)
    page = coordination.get(f"{PAGE}abdeckung/")
    assert page.context["shown"].notes == ["Ohne jede Maßnahme: Kinder, Sammelunterkunft."]
    assert in_csv(coordination, "abdeckung")[1] == ["Kinder", "0", "0", "0", "0"]  # 28 is dropped
    assert in_csv(coordination, "abdeckung", "?status=entfallen")[1] == ["Kinder", "0", "0", "1", "1"]


def test_age_of_the_last_word_counts_changes_and_confirmations(coordination: Client) -> None:
    query = "?stand=2022-03-20"
    assert described(coordination, "letzter-stand", query) == (
        "FB 51 Kinder, Jugend und Familie: 2 höchstens 3 Monate; "
        "FB 61 Stadtplanung: 1 höchstens 3 Monate, 1 über 12 Monate"
    )


def test_timeline_draws_what_can_be_read(coordination: Client) -> None:
    this_year = timezone.localdate().year
    make_measure(40, goal="Treffpunkt", timeframe=f"bis {this_year}", status="geplant")
    make_measure(41, goal="Beirat", timeframe="kurzfristig")
    page = coordination.get(f"{PAGE}zeitplan/")
    assert page.context["shown"].picture.description == f"40 Treffpunkt: geplant, bis {this_year}"
    assert page.context["shown"].notes == [
        "Aus 1 Zeitrahmen lässt sich kein Tag lesen; sie stehen nur in der Tabelle.",
        "Keinen Zeitrahmen nennen 4 der ausgewählten Maßnahmen.",
    ]
    assert in_csv(coordination, "zeitplan")[1:] == [
        ["40", "Treffpunkt", "geplant", f"bis {this_year}", "", f"31.12.{this_year}", ""],
        ["41", "Beirat", "nicht erfasst", "kurzfristig", "", "", ""],
    ]


def test_department_sees_pictures_of_its_own(client: Client) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="51.3")))
    assert described(client, "handlungsfelder") == "Interkulturelle Öffnung: 1 entfallen"


def test_unknown_picture_and_faulty_filter(coordination: Client) -> None:
    assert coordination.get(f"{PAGE}unsinn/").status_code == 404
    assert coordination.get(f"{PAGE}stellen.svg?stelle=unsinn").status_code == 302
    assert "field__errors" in coordination.get(f"{PAGE}stellen/?stelle=unsinn").content.decode()


def test_pictures_cost_few_queries(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(100, 110):
        make_measure(number, lead="FB-51", target_groups=["kinder"], timeframe="2017")
    for name in EXHIBITS:
        with django_assert_max_num_queries(14):
            coordination.get(f"{PAGE}{name}/")


def test_unit_leads_to_the_units_below_it(coordination: Client) -> None:
    """A row of a unit that has units below it is a link to them, everything else asked for kept."""
    make_measure(41, status="geplant", units={"51.3": "beteiligt"})
    html = coordination.get(f"{PAGE}stellen/?status=geplant").content.decode()
    assert '<a href="?status=geplant&amp;stelle=FB-51">FB 51 Kinder, Jugend und Familie' in html
    assert 'stelle=51.3"' not in html
    shown = coordination.get(f"{PAGE}stellen/?status=geplant&stelle=FB-51").context["shown"].counts
    assert [(row.head.label, row.total.number, row.is_divided) for row in shown.rows] == [
        ("FB 51 Kinder, Jugend und Familie", 1, False),
        ("51.3 Kindertagesstätten", 1, False),
    ]
    for row in shown.rows:
        found = coordination.get(f"/massnahmen/{row.total.query}").context["hits"]
        assert int(str(found)) == row.total.number
