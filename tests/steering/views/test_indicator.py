"""Indicators in the browser's terms: the list, its CSV, values typed, papers added and read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.roles import Hat
from steering.models import GoalTalk, Indicator, IndicatorValue
from tests.city import build_city
from tests.factories import make_goal, make_goal_talk, make_indicator, make_user, make_value

pytestmark = pytest.mark.django_db
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def families() -> Indicator:
    """An indicator of 51.3, agreed for this year and due at its end."""
    build_city()
    talk = make_goal_talk(Unit.objects.get(slug="51.3"), timezone.localdate().year)
    return make_indicator(make_goal(talk, measures=[28]), unit_of_measure="Familien", source="Statistik")


@pytest.fixture
def kita(families: Indicator, client: Client) -> Client:
    client.force_login(make_user(Hat.DEPARTMENT, username="kita", unit=Unit.objects.get(slug="51.3")))
    return client


def stranger() -> Client:
    other = Client()
    other.force_login(make_user(Hat.DEPARTMENT, username="fb61", unit=Unit.objects.get(slug="FB-61")))
    return other


def typed(**fields: Any) -> dict[str, Any]:
    return {"day": f"{timezone.localdate():%Y-%m-%d}", "number": "1.045,5", **fields}


def test_partner_enters_a_value_with_its_paper_and_others_do_not_see_it(
    kita: Client, families: Indicator
) -> None:
    page = kita.get(f"/indikatoren/{families.pk}/").content.decode()
    assert "Wert in Familien" in page
    paper = SimpleUploadedFile("Liste Mai.pdf", b"%PDF-1.7 Nachweis")
    assert kita.post(f"/indikatoren/{families.pk}/werte/", typed(evidence=paper)).status_code == 302
    page = kita.get(f"/indikatoren/{families.pk}/").content.decode()
    assert "1.045,5 Familien" in page
    assert 'role="img"' in page
    evidence = f"/indikatoren/werte/{IndicatorValue.objects.get().pk}/nachweis/"
    answer = kita.get(evidence)
    assert answer.content == b"%PDF-1.7 Nachweis"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Liste Mai.pdf"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    other = stranger()
    for path in (evidence, f"/indikatoren/{families.pk}/"):
        assert other.get(path).status_code == 404
    assert other.post(f"/indikatoren/{families.pk}/werte/", typed()).status_code == 404


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"number": "viele"}, "number", "Das ist keine Zahl"),
        ({"number": "ja"}, "number", "Das ist keine Zahl"),
        ({"number": "0,333"}, "number", "Dezimalstellen"),
        ({"day": "2200-01-01"}, "day", "liegt in der Zukunft"),
        ({"day": "2000-01-01"}, "day", "Ausgangswert ist vom"),
        ({"evidence": SimpleUploadedFile("Liste.pdf", HTML)}, "evidence", "auch wenn sie so heißt"),
        ({"evidence": SimpleUploadedFile("Liste.html", HTML)}, "evidence", "kann hier nicht abgelegt"),
    ],
)
def test_wrong_value_is_refused_at_its_field(
    kita: Client, families: Indicator, fields: dict[str, Any], field: str, sentence: str
) -> None:
    answer = kita.post(f"/indikatoren/{families.pk}/werte/", typed(**fields))
    assert answer.status_code == 422
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert not IndicatorValue.objects.exists()


def test_number_for_a_question_of_yes_or_no_is_refused(kita: Client, families: Indicator) -> None:
    Indicator.objects.update(kind="ja-nein")
    answer = kita.post(f"/indikatoren/{families.pk}/werte/", typed())
    assert "is_met" in answer.context["form"].errors
    assert kita.post(f"/indikatoren/{families.pk}/werte/", typed(is_met="ja")).status_code == 302
    assert "erfüllt" in kita.get("/indikatoren/").content.decode()


def test_withdrawn_value_stays_on_the_page_and_out_of_the_figures(kita: Client, families: Indicator) -> None:
    value = make_value(families, 45, day=timezone.localdate())
    path = f"/indikatoren/werte/{value.pk}/zurueckziehen/"
    assert kita.post(path, {"reason": " "}).status_code == 422
    assert stranger().post(path, {"reason": "Fremd"}).status_code == 404
    assert kita.post(path, {"reason": "Zahlendreher"}).status_code == 302
    page = kita.get(f"/indikatoren/{families.pk}/").content.decode()
    assert "Zahlendreher" in page
    assert 'role="img"' not in page
    assert "45 Familien" not in kita.get("/indikatoren/").content.decode()
    assert kita.post(path, {"reason": "Noch einmal"}, follow=True).status_code == 200
    assert IndicatorValue.objects.get().withdrawn_because == "Zahlendreher"


def test_closed_agreement_shows_values_and_takes_none(kita: Client, families: Indicator) -> None:
    make_value(families, 45, day=timezone.localdate())
    GoalTalk.objects.update(state=GoalTalk.State.REPORTED)
    page = kita.get(f"/indikatoren/{families.pk}/").content.decode()
    assert "45 Familien" in page
    assert "Wert eintragen" not in page
    answer = kita.post(f"/indikatoren/{families.pk}/werte/", typed(day="2018-06-30"))
    assert answer.status_code == 422
    GoalTalk.objects.update(state=GoalTalk.State.HELD)
    assert kita.get(f"/indikatoren/{families.pk}/").status_code == 404


def test_list_is_narrowed_by_what_is_asked(families: Indicator, client: Client) -> None:
    client.force_login(make_user())
    early = make_goal_talk(Unit.objects.get(slug="FB-61"), 2018)
    make_indicator(make_goal(early, "Wege bauen"), "Öffnungen", kind="ja-nein")
    for query, number in (
        ("", 2),
        ("stelle=FB-51", 1),
        ("stelle=FB-61&jahr=2018", 1),
        ("jahr=1999", 2),
        ("art=ja-nein", 1),
        ("stand=ueberfaellig", 1),
        ("stand=erreicht", 0),
        ("q=oeffnungen+wege", 1),
        ("q=nirgends", 0),
    ):
        answer = client.get(f"/indikatoren/?{query}")
        assert answer.context["page"].paginator.count == number, query
        assert client.get(f"/indikatoren.csv?{query}").content.decode().count("\r\n") == number + 1, query
    assert "1 überfällig" in client.get("/indikatoren/").content.decode()


def test_department_sees_its_own_indicators_only(kita: Client, families: Indicator) -> None:
    other = make_goal_talk(Unit.objects.get(slug="FB-61"), 2018)
    make_indicator(make_goal(other), "Fremdes")
    assert "Fremdes" not in kita.get("/indikatoren/").content.decode()
    assert "Fremdes" not in kita.get("/indikatoren.csv").content.decode()


def test_csv_has_stable_headings_and_no_formula(families: Indicator, client: Client) -> None:
    client.force_login(make_user())
    day = dt.date(2018, 12, 31)
    Indicator.objects.update(name='=HYPERLINK("x")', baseline=-5, baseline_day=None, due=day)
    make_value(families, "12.50", day=day)
    answer = client.get("/indikatoren.csv")
    assert answer.headers["Cache-Control"] == "no-store"
    head, line = answer.content.decode("utf-8-sig").strip().split("\r\n")
    assert head == (
        "Jahr;Stelle;Jahresziel;Indikator;Art;Einheit;Ausgangswert;Ausgangswert vom;Zielwert;"
        "Erfüllt, wenn;Richtung;bis;letzter Wert;Stand vom;Stand"
    )
    assert ';"\'=HYPERLINK(""x"")";Zahl;Familien;-5;' in line
    assert line.endswith(";31.12.2018;12,5;31.12.2018;nicht erreicht")


def test_list_asks_as_often_for_many_as_for_one(families: Indicator, client: Client) -> None:
    client.force_login(make_user())

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/indikatoren/")
        return len(asked)

    make_value(families)
    one = queries()
    for number in range(5):
        more = make_goal(make_goal_talk(Unit.objects.get(slug="FB-61"), 2010 + number))
        make_value(make_indicator(more))
    assert queries() == one <= 14
