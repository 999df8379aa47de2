"""The evaluation: any two dimensions, as a page and as files, for what the person may see."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Unit
from integration.accounts.roles import Hat
from steering.reports.figures import Counted, tables
from steering.reports.period import Period
from tests.factories import make_measure, make_user

PAGE = "/auswertung/"
pytestmark = pytest.mark.usefixtures("past")


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


def counted(client: Client, query: str = "") -> dict[str, list[int]]:
    """Return the numbers of each row, its total last."""
    table = client.get(f"{PAGE}{query}").context["table"]
    return {row.head.label: [cell.number for cell in (*row.cells, row.total)] for row in table.rows}


def test_page_counts_action_fields_by_state(coordination: Client) -> None:
    assert counted(coordination) == {
        "Interkulturelle Öffnung": [1, 0, 1, 2],
        "Schule": [1, 1, 0, 2],
        "nicht angegeben": [1, 0, 0, 1],
    }
    html = coordination.get(PAGE).content.decode()
    assert "Eine Maßnahme kann in mehreren Zeilen stehen; „gesamt“ zählt sie einmal." in html
    assert 'href="/massnahmen/?handlungsfeld=schule&amp;status=in-umsetzung"' in html


def test_any_two_dimensions_on_any_day_narrowed_like_the_list(coordination: Client) -> None:
    query = "?zeilen=ort&spalten=stelle&stand=2021-12-31&konzept=fluechtlinge"
    assert counted(coordination, query) == {"Wohnung": [1, 1, 1], "nicht angegeben": [0, 1, 1]}
    assert "Stand vom 31.12.2021" in coordination.get(f"{PAGE}{query}").content.decode()


def test_department_counts_what_it_may_see(client: Client) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="51.3")))
    assert counted(client, "?zeilen=status&spalten=stelle") == {"entfallen": [1, 1]}


def test_same_dimension_twice_is_refused(coordination: Client) -> None:
    response = coordination.get(f"{PAGE}?zeilen=ort&spalten=ort")
    assert "Wählen Sie für Zeilen und Spalten Verschiedenes." in response.content.decode()
    assert response.context["table"] is None
    assert coordination.get("/auswertung.xlsx?zeilen=ort&spalten=ort").status_code == 302


def test_unknown_values_get_a_page_that_says_so(coordination: Client) -> None:
    for query in ("?stelle=unsinn", "?zeilen=unsinn", "?stand=2999-01-01", "?konzept=x"):
        response = coordination.get(f"{PAGE}{query}")
        assert response.status_code == 200
        assert "field__errors" in response.content.decode() or response.context["form"].errors


def test_workbook_holds_the_same_numbers(coordination: Client) -> None:
    response = coordination.get("/auswertung.xlsx?stand=2021-12-31&status=umgesetzt")
    assert "Auswertung_handlungsfeld_umsetzungsstand_2021-12-31.xlsx" in response["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    rows = [[value for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]
    assert rows == [
        ["Maßnahmen nach Handlungsfeld und Umsetzungsstand"],
        ["Stand 31.12.2021"],
        ["Umsetzungsstand: umgesetzt"],
        ["Eine Maßnahme kann in mehreren Zeilen stehen; „gesamt“ zählt sie einmal."],
        ["Handlungsfeld", "umgesetzt", "gesamt"],
        ["Interkulturelle Öffnung", 1, 1],
        ["gesamt", 1, 1],
    ]


def test_csv_holds_the_same_numbers(coordination: Client) -> None:
    response = coordination.get("/auswertung.csv?zeilen=zielgruppe&spalten=rolle")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Zielgruppe", "federführend", "beteiligt", "Kooperationspartner", "gesamt"],
        ["Kinder", "0", "1", "0", "1"],
        ["Erwachsene", "1", "1", "0", "2"],
        ["nicht angegeben", "1", "0", "1", "2"],
        ["gesamt", "2", "1", "1", "4"],
    ]


def test_evaluation_and_annual_report_agree_for_the_same_day(coordination: Client) -> None:
    counted = Counted(Period(dt.date(2020, 12, 31), dt.date(2021, 12, 31)), None)
    for told in tables(counted):
        table = coordination.get(f"{PAGE}?zeilen={told['key']}&stand=2021-12-31").context["table"]
        assert [(row["label"], row["total"][0]) for row in told["rows"]] == [
            (row.head.label, row.total.number) for row in table.rows
        ]
        assert [number for number, _ in told["total"]["cells"]] == [cell.number for cell in table.totals]
        assert told["total"]["total"] == [table.total.number, f"/massnahmen/{table.total.query}"]


def test_page_costs_the_same_queries_for_3_and_30_measures(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    coordination.get(PAGE)
    with django_assert_max_num_queries(14) as few:
        coordination.get(f"{PAGE}?zeilen=stelle&spalten=zielgruppe")
    for number in range(100, 127):
        make_measure(number, lead="FB-51", target_groups=["kinder"])
    with django_assert_max_num_queries(14) as many:
        coordination.get(f"{PAGE}?zeilen=stelle&spalten=zielgruppe")
    assert len(few) == len(many)
