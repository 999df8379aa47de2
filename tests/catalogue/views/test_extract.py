"""The board of extracts, and a unit's extract as page and files."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.extracts.extract_log import log
from catalogue.models import Extract, ExtractEvent, Unit
from integration.accounts.roles import Hat
from tests.city import moment
from tests.factories import make_extract, make_extract_round, make_measure, make_unit, make_user

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user(function="Koordination"))
    return client


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def shown(client: Client, query: str = "") -> list[str]:
    return [str(one.unit.slug) for one in client.get(f"/auszuege/{query}").context["page"].object_list]


def make_states() -> None:
    """One extract in each state; that of FB 61 is late."""
    make_measure(30, units={"FB-10": "beteiligt"} if make_unit("FB 10") else {})
    make_extract_round(Unit.objects.all())
    now = timezone.now()
    some = {one.unit.slug: one for one in Extract.objects.select_related("unit")}
    Extract.objects.filter(pk=some["FB-61"].pk).update(due=dt.date(2017, 1, 1))
    Extract.objects.filter(pk=some["51.3"].pk).update(started_at=now)
    Extract.objects.filter(pk=some["FB-10"].pk).update(received_at=now)
    Extract.objects.filter(pk=some["FB-51"].pk).update(received_at=now, checked_at=now)


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("", ["51.3", "FB-10", "FB-51", "FB-61"]),
        ("?stand=offen", ["FB-61"]),
        ("?stand=in-bearbeitung", ["51.3"]),
        ("?stand=eingegangen", ["FB-10"]),
        ("?stand=geprueft", ["FB-51"]),
        ("?stand=ueberfaellig", ["FB-61"]),
        ("?stand=quatsch", ["51.3", "FB-10", "FB-51", "FB-61"]),
    ],
)
def test_board_is_filtered_by_state(coordination: Client, query: str, units: list[str]) -> None:
    make_states()
    assert shown(coordination, query) == units


def test_board_shows_each_units_last_extract_or_those_of_a_round(coordination: Client) -> None:
    first = make_extract_round([unit("FB-61"), unit("FB-51")])
    last = make_extract(unit("FB-61"))
    page = coordination.get("/auszuege/").context["page"].object_list
    assert {one.unit.slug: one.round for one in page} == {"FB-51": first, "FB-61": last.round}
    assert shown(coordination, f"?abfrage={first.pk}") == ["FB-51", "FB-61"]
    assert shown(coordination, f"?abfrage={last.round_id}") == ["FB-61"]


def test_board_tells_reminders_and_who_is_late(coordination: Client) -> None:
    extract = make_extract(unit("FB-61"))
    Extract.objects.update(due=dt.date(2017, 1, 1))
    for _ in range(2):
        log(extract, ExtractEvent.Kind.REMINDED, by=None, at=moment("2020-05-06 12:00"))
    html = " ".join(coordination.get("/auszuege/").content.decode().split())
    assert "2-mal" in html
    assert "zuletzt am 06.05.2020" in html
    assert '<span class="overdue">überfällig</span>' in html
    assert "Frist verlängert" in html


def test_board_names_units_that_never_got_an_extract(coordination: Client) -> None:
    make_extract(unit("FB-61"))
    assert [node.slug for node in coordination.get("/auszuege/").context["missing"]] == ["FB-51"]


def test_board_costs_the_same_queries_for_many_units(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_extract(unit("FB-61"))
    coordination.get("/auszuege/")
    with django_assert_max_num_queries(15) as few:
        coordination.get("/auszuege/")
    for code in range(20, 30):
        make_unit(f"FB {code}")
        make_measure(code, lead=f"FB-{code}")
        make_extract(unit(f"FB-{code}"))
    with django_assert_max_num_queries(len(few)):
        coordination.get("/auszuege/")


def test_department_sees_its_own_extracts_only(client: Client) -> None:
    make_extract_round(Unit.objects.all())
    client.force_login(make_user(Hat.DEPARTMENT, unit=unit("FB-51")))
    assert shown(client) == ["51.3", "FB-51"]
    assert "Abfrage ausgeben" not in client.get("/auszuege/").content.decode()
    assert client.get("/auszuege/51.3/").status_code == 200
    assert client.get("/auszuege/FB-61/").status_code == 404
    assert client.get("/auszuege/FB-61.xlsx").status_code == 404
    others = Extract.objects.get(unit__slug="FB-61").pk
    assert client.get(f"/auszuege/51.3/?auszug={others}").status_code == 404


def test_page_shows_the_last_extract_an_older_one_or_today(coordination: Client) -> None:
    old = make_extract(unit("FB-61"))
    new = make_extract(unit("FB-61"))
    assert coordination.get("/auszuege/FB-61/").context["extract"] == new
    assert coordination.get(f"/auszuege/FB-61/?auszug={old.pk}").context["extract"] == old
    today = coordination.get("/auszuege/FB-61/?auszug=heute")
    assert today.context["extract"] is None
    assert "Maßnahmen für FB 61 Stadtplanung" in today.content.decode()
    assert coordination.get("/auszuege/FB-61/?auszug=quatsch").status_code == 404
    assert coordination.get("/auszuege/unfug/").status_code == 404


def test_page_of_a_unit_without_extract_shows_what_it_would_get(coordination: Client) -> None:
    html = coordination.get("/auszuege/51.3/").content.decode()
    assert "noch kein Auszug ausgegeben" in html
    assert "Mehrsprachige Sprechstunde" in html
    assert "Keine Maßnahme" in coordination.get(f"/auszuege/{make_unit('FB 10').slug}/").content.decode()


@pytest.mark.parametrize(("suffix", "begins"), [("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_files_are_sent_and_each_download_is_logged(coordination: Client, suffix: str, begins: bytes) -> None:
    extract = make_extract(unit("FB-61"))
    answer = coordination.get(f"/auszuege/FB-61.{suffix}")
    name = f"Auszug_FB-61_{extract.round.key_date}.{suffix}"
    assert answer.content.startswith(begins)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "no-store"
    event = extract.events.get(kind=ExtractEvent.Kind.DOWNLOADED)
    assert (event.by_function, event.note) == ("Koordination", name)
    page = coordination.get("/auszuege/FB-61/").content.decode()
    assert "heruntergeladen" in page


def test_workbook_of_a_unit_without_extract_is_todays_table(coordination: Client) -> None:
    answer = coordination.get("/auszuege/51.3.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet.title == "Maßnahmenkatalog"
    assert sheet["A4"].value == 28.1
    assert not ExtractEvent.objects.exists()


def test_department_does_not_read_the_log(client: Client) -> None:
    make_extract(unit("FB-61"))
    client.force_login(make_user(Hat.DEPARTMENT, unit=unit("FB-61")))
    assert "Verteilprotokoll" not in client.get("/auszuege/FB-61/").content.decode()
