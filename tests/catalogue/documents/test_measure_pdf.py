"""The measure sheet says what the measure's page says to the same person, and is accessible."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Unit
from integration.accounts.roles import Hat
from tests.factories import (
    make_clarification,
    make_contact,
    make_follow_up,
    make_measure,
    make_need_change,
    make_revision_note,
    make_user,
)
from tests.pdfs import barriers, facts_of, fonts_of, read_aloud

LONG_AGO = dt.date(2015, 3, 2)


def sheet(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    assert barriers(response.content) == []
    return response.content


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


@pytest.mark.usefixtures("city")
def test_sheet_says_what_the_page_says(coordination: Client) -> None:
    make_contact(
        Unit.objects.get(slug="FB-51"), "Leitung", name="Beispielname", telephone="470-1", is_deputy=True
    )
    make_clarification(7, "Wer zahlt die Miete?", due=LONG_AGO)
    make_need_change(7, description="Mehr Räume", source="Gespräch")
    make_follow_up(7, LONG_AGO, "Miete erfragen")
    make_revision_note(7, "Eigenes Kapitel")
    response = coordination.get("/massnahmen/7.pdf")
    day = timezone.localdate()
    name = f"Steckbrief_Massnahme_7_{day}.pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="{name}"'
    pdf = sheet(coordination, "/massnahmen/7.pdf")
    assert facts_of(pdf)["Title"] == "Maßnahme 7"
    assert facts_of(pdf)["Page size"] == "595.276 x 841.89 pts (A4)"
    assert set(fonts_of(pdf).values()) == {True}
    text = read_aloud(pdf)
    for words in (
        f"Stand {day:%d.%m.%Y}",
        "Ein Büro für alle Fragen",
        "Anlaufstelle im Erdgeschoss",
        "Umsetzungsstand geplant",
        "Zielgruppen Erwachsene",
        "Orte Wohnung",
        "federführend FB 51 Kinder, Jugend und Familie",
        "Leitung, Beispielname (Vertretung) · 470-1",
        "beteiligt FB 61 Stadtplanung",
        "Offen: Klärungsbedarf Wer zahlt die Miete? überfällig",
        "Antwort bis 02.03.2015",
        "Mehr Räume",
        "Noch nicht entschieden",
        "Wiedervorlage 02.03.2015 überfällig Miete erfragen",
        "Eigenes Kapitel",
        "7,0",
        "Seite 9",
        "Zuletzt geändert",
    ):
        assert words in text


@pytest.mark.usefixtures("city")
def test_sheet_names_what_is_missing(coordination: Client) -> None:
    text = read_aloud(sheet(coordination, "/massnahmen/29.pdf"))
    for words in ("! Ziel fehlt", "! Federführung fehlt", "! Ort fehlt", "siehe 28,1 und Maßnahme 7"):
        assert words in text
    assert "! abweichend" in text
    assert "unter „Was soll erreicht werden?“" in text
    assert "„Ein anderes Ziel“" in text


@pytest.mark.usefixtures("city")
def test_department_reads_functions_and_no_names(client: Client) -> None:
    office = Unit.objects.get(slug="51.3")
    make_contact(office, "Fachberatung", name="Beispielname")
    client.force_login(make_user(Hat.DEPARTMENT, unit=office))
    text = read_aloud(sheet(client, "/massnahmen/28.pdf"))
    assert "Fachberatung" in text
    assert "Beispielname" not in text
    assert client.get("/massnahmen/7.pdf").status_code == 404


@pytest.mark.usefixtures("past")
def test_sheet_of_a_past_day_says_so(coordination: Client) -> None:
    make_clarification(7, "Eine Frage von heute")
    pdf = sheet(coordination, "/massnahmen/7.pdf?stand=2021-05-31")
    text = read_aloud(pdf)
    assert facts_of(pdf)["Title"] == "Maßnahme 7, Stand 31.05.2021"
    assert "Stand vom 31.05.2021 – nicht der heutige." in text
    assert "Ein Büro für alle Fragen" in text
    assert "Eine Frage von heute" not in text
    assert "Zu tun" not in text
    for query, status in (("?stand=2019-01-01", 404), ("?stand=quatsch", 400)):
        response = coordination.get(f"/massnahmen/7.pdf{query}")
        assert (response.status_code, response.headers["Content-Type"]) == (
            status,
            "text/html; charset=utf-8",
        )


@pytest.mark.usefixtures("city")
def test_page_leads_to_its_sheet(coordination: Client) -> None:
    assert 'href="/massnahmen/7.pdf"' in coordination.get("/massnahmen/7/").content.decode()


@pytest.mark.usefixtures("past")
def test_page_of_a_past_day_leads_to_the_sheet_of_that_day(coordination: Client) -> None:
    html = coordination.get("/massnahmen/7/?stand=2021-05-31").content.decode()
    assert 'href="/massnahmen/7.pdf?stand=2021-05-31"' in html


@pytest.mark.usefixtures("city")
def test_longest_and_strangest_texts_stay_texts(coordination: Client) -> None:
    hostile = '#eval("1") \\ " *b* مرحبا 😀 漢'
    make_measure(
        50,
        goal="Ziel " * 6_000,
        text="W" * 32_767,
        clarification="x",
        status=("entfallen", hostile),
        listings={one: {"label": hostile, "remark": "Bemerkung " * 3_000} for one in (1, 2)},
    )
    text = read_aloud(sheet(coordination, "/massnahmen/50.pdf"))
    assert '#eval("1") \\ " *b*' in text
    assert "".join(text.split()).count("Bemerkung") >= 6_000  # a page may end within a word


@pytest.mark.usefixtures("city")
def test_sheet_costs_a_constant_number_of_queries(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(22):
        coordination.get("/massnahmen/7.pdf")
    for number in range(5):
        make_clarification(7, f"Frage {number}")
        make_need_change(7)
        make_follow_up(7)
        make_revision_note(7)
    with django_assert_max_num_queries(22):
        coordination.get("/massnahmen/7.pdf")
