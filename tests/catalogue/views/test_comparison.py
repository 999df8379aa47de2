from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import MeasureEdit, apply, edit_measure
from catalogue.models import Unit
from catalogue.past.comparison_form import presets
from integration.accounts.roles import Hat
from tests.factories import make_user
from tests.outside import do_without

pytestmark = pytest.mark.usefixtures("past")

PAGE = "/aenderungen/vergleich/"
FILE = "/aenderungen/vergleich.xlsx"
TWO_YEARS = "?von=2020-01-10&bis=2022-03-15"
NO_OFFICE = "LibreOffice fehlt: Der Vergleich wurde NICHT damit geöffnet (apt install libreoffice-calc)."


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


def department(client: Client, unit: str) -> Client:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug=unit)))
    return client


def page(client: Client, query: str = "") -> str:
    response = client.get(f"{PAGE}{query}")
    assert response.status_code == 200
    return response.content.decode()


def listed(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<h3 id="m(\d+)">', html)]


def rows(content: bytes) -> list[tuple]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


# --- The page


def test_page_tells_what_is_new_changed_and_dropped(coordination: Client) -> None:
    html = page(coordination, TWO_YEARS)
    assert listed(html) == [28, 7, 30]
    assert "vom Ende des 10.01.2020 bis zum Ende des 15.03.2022" in html
    for text in ("Maßnahme entfallen", "Maßnahme neu", "Maßnahme geändert", "Aufgegangen in Maßnahme 7"):
        assert text in html
    assert 'für <del><span class="visually-hidden">entfernt: </span>alle</del>' in html
    assert re.findall(r'<h2 id="gruppe\d">([^<]+)</h2>', html) == [
        "Interkulturelle Öffnung › Zugangsbarrieren",
        "Schule",
        "ohne Handlungsfeld",
    ]


def test_page_orders_by_unit(coordination: Client) -> None:
    html = page(coordination, f"{TWO_YEARS}&nach=stelle")
    assert listed(html) == [7, 30, 28]
    assert "ohne Federführung" in html


@pytest.mark.parametrize(
    ("query", "numbers"),
    [("&art=neu", [30]), ("&stelle=FB+61", [7, 30]), ("&stelle=FB+51", [28, 7]), ("&stelle=51.3", [28])],
)
def test_page_is_narrowed(coordination: Client, query: str, numbers: list[int]) -> None:
    assert listed(page(coordination, TWO_YEARS + query)) == numbers


def test_last_thirty_days_are_the_usual(coordination: Client) -> None:
    html = page(coordination)
    assert "Zwischen diesen Tagen hat sich nichts geändert" in html
    edit_measure(MeasureEdit(29, {("goal",): "Neu"}), by=None)
    assert listed(page(coordination)) == [29]
    since = timezone.localdate() - dt.timedelta(days=30)
    assert f"vom Ende des {since:%d.%m.%Y}" in page(coordination)


def test_presets_end_today_and_begin_at_the_end_of_a_day() -> None:
    days = [(preset.since, preset.until) for preset in presets(dt.date(2026, 11, 22))]
    today = dt.date(2026, 11, 22)
    assert days == [
        (dt.date(2026, 10, 23), today),
        (dt.date(2026, 9, 30), today),
        (dt.date(2025, 12, 31), today),
    ]
    assert presets(dt.date(2026, 1, 1))[1].since == dt.date(2025, 12, 31)


def test_day_before_the_catalogue_is_told(coordination: Client) -> None:
    html = page(coordination, "?von=2018-01-01&bis=2019-01-01")
    assert "Am 01.01.2019 gab es hier noch keinen Katalog" in html
    assert "seit dem 10.01.2020" in html


@pytest.mark.parametrize(
    "query",
    ["von=gestern", "bis=9999-12-31", "von=0001-01-01", "von=2022-01-02&bis=2022-01-01", "stelle=quatsch",
     "art=quatsch", "nach=quatsch", "von=%00", "bis=%F0%9F%98%80", "von=2022-01-01&bis=2022-01-01"],
)  # fmt: skip
def test_junk_is_told_at_its_field(coordination: Client, query: str) -> None:
    html = page(coordination, f"?{query}")
    assert 'class="field__errors"' in html
    assert listed(html) == []
    response = coordination.get(f"{FILE}?{query}")
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{PAGE}?")


@pytest.mark.parametrize("query", ["page=abc", "page=99999", "unbekannt=1"])
def test_junk_elsewhere_gets_the_page(coordination: Client, query: str) -> None:
    assert listed(page(coordination, f"{TWO_YEARS}&{query}")) == [28, 7, 30]


def test_department_compares_its_own_measures_only(client: Client) -> None:
    client = department(client, "51.3")
    assert listed(page(client, TWO_YEARS)) == [28]
    assert listed(page(client, f"{TWO_YEARS}&stelle=FB+61")) == []
    assert {row[0] for row in rows(client.get(f"{FILE}{TWO_YEARS}").content)[1:]} == {28}


def test_page_costs_the_same_queries_for_3_and_60_measures(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15) as few:
        page(coordination, TWO_YEARS)
    edits = {("goal",): "Z", ("listings", 0, "label"): ""}
    apply([MeasureEdit(number, edits) for number in range(100, 160)], by=None, way="form")
    with django_assert_max_num_queries(15) as many:
        html = page(coordination, "?von=2020-01-10")
    assert len(few) == len(many)
    assert len(listed(html)) == 50
    assert "<strong>63</strong> Maßnahmen, 1 bis 50 auf dieser Seite" in html


def test_changes_lead_to_the_comparison(coordination: Client) -> None:
    assert f'href="{PAGE}"' in coordination.get("/aenderungen/").content.decode()


# --- The file


def test_workbook_has_a_row_for_each_field(coordination: Client) -> None:
    response = coordination.get(f"{FILE}{TWO_YEARS}&nach=stelle")
    assert 'filename="Vergleich_2020-01-10_2022-03-15.xlsx"' in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    header, *found = rows(response.content)
    assert header == ("Nr", "Was geschah", "Handlungsfeld", "Federführung", "Angabe", "Vorher", "Nachher")
    unit = "FB 51 Kinder, Jugend und Familie"
    goals = ("Ein Büro für alle Fragen", "Ein Büro für viele Fragen")
    assert found[0] == (7, "geändert", "Schule", unit, "Ziel", *goals)
    assert [row[0] for row in found][-1] == 28
    assert (
        load_workbook(io.BytesIO(response.content)).properties.title == "Vergleich 10.01.2020 mit 15.03.2022"
    )


def test_workbook_is_narrowed_like_the_page(coordination: Client) -> None:
    found = rows(coordination.get(f"{FILE}{TWO_YEARS}&art=neu").content)[1:]
    assert {row[0] for row in found} == {30}


def test_workbook_keeps_formulas_and_very_long_texts_as_text(coordination: Client) -> None:
    edit_measure(MeasureEdit(29, {("goal",): "=1+1", ("text",): "x" * 40_000}), by=None)
    found = rows(coordination.get(FILE).content)[1:]
    assert found[0][6] == "=1+1"
    assert len(found[1][6]) == 32_767


def test_workbook_opens_in_libreoffice(coordination: Client, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        do_without(NO_OFFICE)
    (tmp_path / "vergleich.xlsx").write_bytes(coordination.get(f"{FILE}{TWO_YEARS}").content)
    command = [program, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless"]
    command += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "vergleich.xlsx")], check=True, capture_output=True, timeout=120)
    found = list(csv.reader((tmp_path / "vergleich.csv").open(encoding="utf-8")))
    assert [row[4] for row in found if row[0] == "7"] == ["Ziel", "Umsetzungsstand", "Zuständigkeit FB 61"]


def test_administration_and_departments_may_have_the_file(client: Client) -> None:
    client.force_login(make_user(Hat.ADMINISTRATION))
    assert client.get(FILE).status_code == 200
    client.force_login(make_user(""))
    assert client.get(FILE).status_code == 403
