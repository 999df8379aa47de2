"""The parameter `stand`: the catalogue at the end of a past day, on pages, in files and by command."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Unit, UnitName
from integration.accounts.roles import Hat
from tests.factories import make_user
from tests.pdfs import text_of

pytestmark = pytest.mark.usefixtures("past")


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


def department(client: Client, unit: str) -> Client:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug=unit)))
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def listed(client: Client, query: str) -> list[int]:
    html = page(client, f"/massnahmen/{query}")
    return [
        int(number)
        for number in re.findall(r'<th scope="row"[^>]*>(?:<input[^>]*>)?<a href="/massnahmen/(\d+)/', html)
    ]


# --- The list


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        ("2020-01-09", []),
        ("2020-01-10", [7, 28, 29]),
        ("2022-03-14", [7, 28, 29]),
        ("2022-03-15", [7, 28, 29, 30]),  # written at 23:30
        ("15.03.2022", [7, 28, 29, 30]),
        ("", [7, 28, 29, 30]),
    ],
)
def test_list_shows_the_end_of_the_day(coordination: Client, day: str, numbers: list[int]) -> None:
    assert listed(coordination, f"?stand={day}") == numbers


def test_filters_work_on_that_day(coordination: Client) -> None:
    assert listed(coordination, "?status=geplant&stand=2021-05-31") == [7]
    assert listed(coordination, "?status=geplant&stand=2021-06-01") == []
    assert listed(coordination, "?stelle=FB+61&stand=2022-02-28") == [7, 29]
    assert listed(coordination, "?stelle=FB+61&stand=2022-03-01") == [29]
    assert listed(coordination, "?q=alle+Fragen&stand=2021-05-31") == [7]
    assert listed(coordination, "?luecke=federfuehrung&stand=2022-02-28") == [28, 29]


def test_dropped_measures_are_included(coordination: Client) -> None:
    assert listed(coordination, "?status=entfallen&stand=2022-03-01") == [28]


@pytest.mark.parametrize("path", ["/massnahmen/", "/katalog/", "/massnahmen/7/"])
def test_past_page_says_so_and_leads_back(coordination: Client, path: str) -> None:
    html = page(coordination, f"{path}?stand=2021-05-31")
    assert "Stand vom 31.05.2021 – nicht der heutige." in html
    assert "Stand 31.05.2021" in html.split("</title>")[0]
    assert 'href="?"' in html
    assert "nicht der heutige" not in page(coordination, path)


def test_links_stay_on_the_day(coordination: Client) -> None:
    for path in ("/massnahmen/", "/katalog/"):
        html = page(coordination, f"{path}?stand=2021-05-31")
        assert 'href="/massnahmen/7/?stand=2021-05-31"' in html
        assert 'href="/massnahmen/7/"' not in html
        assert "/katalog.xlsx?stand=2021-05-31" in html
    html = page(coordination, "/massnahmen/29/?stand=2021-05-31")
    assert 'href="/massnahmen/28/?stand=2021-05-31"' in html  # the neighbour, and where the remark names it
    assert 'href="/massnahmen/28/"' not in html
    assert 'href="/massnahmen/?stand=2021-05-31"' in html


@pytest.mark.parametrize("path", ["/massnahmen/", "/katalog/"])
def test_past_is_read_only(coordination: Client, path: str) -> None:
    html = page(coordination, f"{path}?bearbeiten=ja&stand=2021-05-31")
    assert 'href="/massnahmen/7/' in html
    assert "data-cells" not in html
    assert 'form="sammeln"' not in html


def test_list_offers_the_day_again(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/?stand=31.05.2021")
    assert 'name="stand" value="2021-05-31"' in html
    assert "Stand: 31.05.2021</a>" in html


def test_today_is_not_the_past(coordination: Client) -> None:
    html = page(coordination, f"/massnahmen/?stand={timezone.localdate()}")
    assert "nicht der heutige" not in html
    assert listed(coordination, f"?stand={timezone.localdate()}") == [7, 28, 29, 30]


def test_day_before_the_catalogue_says_since_when_there_is_one(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/?stand=2019-12-31")
    assert "Am 31.12.2019 gab es hier noch keinen Katalog" in html
    assert 'href="?stand=2020-01-10"' in html
    assert "seit dem 10.01.2020" in page(coordination, "/katalog/?stand=2019-12-31&q=nichts")


def test_nothing_found_offers_today(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/?q=Ganz+neu&stand=2021-05-31")
    assert "ohne „Stand“: 1 Maßnahme" in html


@pytest.mark.parametrize(
    "day",
    ["gestern", "0001-01-01", "9999-12-31", "2021-02-30", "%00", "%F0%9F%98%80", "1e5", "2021-05-31T00:00"],
)
def test_junk_and_the_future_are_told_and_show_nothing(coordination: Client, day: str) -> None:
    assert listed(coordination, f"?stand={day}") == []
    html = page(coordination, f"/massnahmen/?stand={day}")
    told = ("Das ist kein Tag.", "liegt in der Zukunft", "Geben Sie einen Tag ab 1900 an.", "vor 2200 an.")
    assert any(sentence in html for sentence in told)
    assert page(coordination, f"/katalog/?stand={day}")
    assert "Diesen Stand gibt es nicht" in page(coordination, f"/massnahmen/7/?stand={day}", 400)
    response = coordination.get(f"/katalog.xlsx?status=geplant&stand={day}")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/massnahmen/?status=geplant&stand=")


@pytest.mark.parametrize("narrowed", ["", "&zielgruppe=erwachsene"])
def test_list_costs_the_same_queries_on_any_day(
    narrowed: str, coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15) as past:
        listed(coordination, f"?stand=2022-03-15{narrowed}")
    with django_assert_max_num_queries(15) as few:
        listed(coordination, f"?stand=2020-01-10{narrowed}")
    assert len(past) == len(few)


# --- One measure


def test_measure_is_shown_as_it_was(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/7/?stand=2021-05-31")
    assert "Ein Büro für alle Fragen" in html
    assert 'data-status="geplant"' in html
    assert "Ein Büro für viele Fragen" in page(coordination, "/massnahmen/7/?stand=2021-06-01")


def test_measure_carries_the_names_of_its_day(coordination: Client) -> None:
    unit = Unit.objects.get(slug="FB-61")
    UnitName.objects.create(unit=unit, name=unit.name, valid_until=dt.date(2023, 1, 1))
    Unit.objects.filter(pk=unit.pk).update(name="Umwelt und Verkehr")
    assert "FB 61 Stadtplanung" in page(coordination, "/massnahmen/7/?stand=2021-05-31")


def test_measure_that_was_not_there_yet_says_since_when(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/30/?stand=2022-03-14", 404)
    assert "Maßnahme 30 stand am 14.03.2022 nicht im Katalog" in html
    assert "seit dem 15.03.2022" in html
    assert 'href="/massnahmen/30/"' in html
    assert coordination.get("/massnahmen/99/?stand=2022-03-14").status_code == 404


@pytest.fixture
def renamed(past: None, coordination: Client) -> None:
    """Unit, group, place and field got other names today, through their own pages."""
    unit = {"code": "Dez. 6", "name": "Umwelt", "kind": "fachbereich"}
    coordination.post("/stellen/FB-61/bearbeiten/", unit)
    coordination.post("/stammdaten/zielgruppen/kinder/", {"name": "Mädchen und Jungen"})
    coordination.post("/stammdaten/orte/wohnung/", {"name": "Zuhause"})
    coordination.post("/stammdaten/konzepte/fluechtlinge/", {"name": "Konzept 2", "year": "2016"})
    coordination.post("/handlungsfelder/schule/", {"name": "Bildung", "position": "1000"})


NEW_NAMES = ("Dez. 6", "Mädchen und Jungen", "Zuhause", "Konzept 2", "Bildung")


@pytest.mark.usefixtures("renamed")
def test_table_has_the_names_of_its_day_in_cells_and_columns(coordination: Client) -> None:
    past = page(coordination, "/katalog/?spalten=alle&stand=2022-03-15")
    now = page(coordination, "/katalog/?spalten=alle")
    table = re.compile(r"<table.*</table>", re.DOTALL)
    past, now = (table.findall(html)[0] for html in (past, now))
    for name in NEW_NAMES:
        assert name in now
        assert name not in past
    for name in ("FB 61", "Kinder", "Wohnung", "Schule"):
        assert name in past


@pytest.mark.usefixtures("renamed")
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_files_have_the_names_of_their_day(coordination: Client, suffix: str) -> None:
    def texts(query: str) -> str:
        content = coordination.get(f"/katalog.{suffix}{query}").content
        if suffix == "csv":
            return content.decode()
        rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
        return "\n".join(str(value) for row in rows for value in row if value)

    now, past = texts(""), texts("?stand=2022-03-15")
    assert [name in now for name in NEW_NAMES] == [True] * 5
    assert [name in past for name in NEW_NAMES] == [False] * 5


@pytest.mark.usefixtures("renamed")
def test_command_uses_the_names_of_the_day(tmp_path: Path) -> None:
    file = tmp_path / "katalog.xlsx"
    call_command("export_catalogue", file, as_of=dt.date(2022, 3, 15), stdout=io.StringIO())
    headings = [cell.value for cell in load_workbook(file).worksheets[0][3]]
    assert "Kinder" in headings
    assert "Mädchen und Jungen" not in headings


# --- Rights: that day's measures, today's membership


def test_department_sees_what_its_units_took_part_in(client: Client) -> None:
    client = department(client, "FB-61")
    assert listed(client, "") == [29, 30]
    assert listed(client, "?stand=2022-02-28") == [7, 29]
    page(client, "/massnahmen/7/?stand=2022-02-28")
    assert client.get("/massnahmen/7/").status_code == 404
    page(client, "/massnahmen/7/?stand=2022-03-01", 404)
    assert client.get("/massnahmen/28/?stand=2022-02-28").status_code == 404
    assert client.get("/massnahmen/28/?stand=quatsch").status_code == 404


# --- Files and the command


def test_workbook_carries_its_day(coordination: Client) -> None:
    response = coordination.get("/katalog.xlsx?stand=2021-05-31")
    assert 'filename="Massnahmenkatalog_2021-05-31.xlsx"' in response.headers["Content-Disposition"]
    workbook = load_workbook(io.BytesIO(response.content))
    sheet = workbook.worksheets[0]
    texts = {str(value) for row in sheet.iter_rows(values_only=True) for value in row}
    assert "Ein Büro für alle Fragen" in texts
    assert "Ganz neu" not in texts
    assert workbook.properties.title == "Maßnahmenkatalog, Stand 31.05.2021"
    assert sheet.oddFooter.left.text == "Maßnahmenkatalog, Stand 31.05.2021 (nicht der heutige)"


def test_csv_carries_its_day(coordination: Client) -> None:
    response = coordination.get("/katalog.csv?stand=2021-05-31")
    assert 'filename="Massnahmenkatalog_2021-05-31.csv"' in response.headers["Content-Disposition"]
    assert "Ein Büro für alle Fragen" in response.content.decode()


def test_pdf_carries_its_day(coordination: Client) -> None:
    response = coordination.get("/katalog.pdf?stand=2021-05-31")
    assert 'filename="Massnahmenkatalog_2021-05-31.pdf"' in response.headers["Content-Disposition"]
    text = " ".join(text_of(response.content).split())
    assert "Ein Büro für alle Fragen" in text
    assert "Ganz neu" not in text
    assert "Maßnahmenkatalog, Stand 31.05.2021 (nicht der heutige)" in text


def test_command_exports_a_past_day(tmp_path: Path) -> None:
    file = tmp_path / "katalog.xlsx"
    call_command("export_catalogue", file, as_of=dt.date(2021, 5, 31), stdout=io.StringIO())
    assert load_workbook(file).properties.title == "Maßnahmenkatalog, Stand 31.05.2021"
    with pytest.raises(CommandError, match="liegt in der Zukunft"):
        call_command("export_catalogue", file, as_of=dt.date(2999, 1, 1))
