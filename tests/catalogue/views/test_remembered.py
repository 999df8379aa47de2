"""What imports have remembered: seen in words, and forgotten one by one."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import ReadingDecision
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.factories import make_reading_decision, make_user

pytestmark = pytest.mark.usefixtures("city")
PAGE = "/import/gemerkt/"


@pytest.fixture
def administration(client: Client) -> Client:
    client.force_login(make_user(Hat.ADMINISTRATION))
    return client


def text(client: Client, path: str) -> str:
    html = client.get(path).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("kind", "shown", "answer", "told"),
    [
        ("unit", "Jugendamt", "FB-51", "Stelle „Jugendamt“ FB 51 Kinder, Jugend und Familie"),
        ("unit", "Heimatverein", "new", "Stelle „Heimatverein“ neu anlegen"),
        ("unit", "Amt X", "FB-99", "Stelle „Amt X“ „FB-99“, gilt heute nicht mehr"),
        ("action_field", "IKÖ", "iko", "Handlungsfeld „IKÖ“ Interkulturelle Öffnung"),
        ("status", "läuft", "in-umsetzung", "Wort für den Stand „läuft“ in Umsetzung"),
        ("column", "Was", "text", "Spalte „Was“ Wie soll das Ziel umgesetzt werden"),
        ("column", "Kosten", "own", "Spalte „Kosten“ eigene Spalte, unter ihrer Überschrift"),
        ("column", "Amt 51", "unit:FB-51", "Spalte „Amt 51“ Umsetzung › FB 51"),
        ("hat", "Hut: Stadt", "lead", "Hut „Hut: Stadt“ wer den Hut aufhat, also die Federführung"),
        ("empty_status", "leer", "nicht-erfasst", "in Dateien mit denselben Überschriften nicht erfasst"),
        ("lone_mark", "Paten", "volunteers", "x allein „Paten“ Ehrenamtliche wirken mit"),
        ("numbers", "1000", "1000", "Nummernkreis ab 1000 gehört einem anderen Katalog: Aus Maßnahme 7"),
    ],
)
def test_every_kind_of_answer_reads_in_words(
    administration: Client, kind: str, shown: str, answer: str, told: str
) -> None:
    one = make_reading_decision(kind, answer, shown)
    page = text(administration, PAGE)
    assert told in page
    assert f"Import vom {timezone.localtime(one.change_set.at):%d.%m.%Y}" in page
    assert text(administration, f"{PAGE}{one.pk}/vergessen/").count(f"„{shown}“") or kind in (
        "numbers",
        "empty_status",
    )


def test_import_leads_there(administration: Client) -> None:
    assert f'href="{PAGE}"' in administration.get("/import/").content.decode()
    assert "Noch nichts gemerkt" in text(administration, PAGE)


def test_single_answer_is_forgotten_and_history_knows(administration: Client) -> None:
    kept, gone = make_reading_decision(), make_reading_decision(shown="Schulamt")
    path = f"{PAGE}{gone.pk}/vergessen/"
    assert "Diese Antwort vergessen?" in text(administration, path)
    response = administration.post(path, {"antwort": "FB-51"}, follow=True)
    assert "Vergessen: Stelle „Schulamt“" in response.content.decode()
    assert list(ReadingDecision.objects.all()) == [kept]
    change_set = ChangeSet.objects.in_order()[0]
    assert change_set.reason == "Gemerkte Antwort vergessen: Stelle „Schulamt“"
    page = text(administration, f"/aenderungen/{change_set.pk}/")
    assert "Stelle „Schulamt“, entfernt" in page
    assert "FB 51 Kinder, Jugend und Familie" in page
    assert administration.post(path, {"antwort": "FB-51"}).status_code == 404


def test_answer_that_another_import_replaced_is_asked_again(administration: Client) -> None:
    one = make_reading_decision()
    ReadingDecision.objects.update(answer="FB-61")
    response = administration.post(f"{PAGE}{one.pk}/vergessen/", {"antwort": "FB-51"})
    assert response.status_code == 422
    assert "neue Antwort gemerkt" in response.content.decode()
    assert ReadingDecision.objects.exists()


def test_page_costs_the_same_queries_for_1_and_50_answers(
    administration: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_reading_decision()
    with django_assert_num_queries(8):
        administration.get(PAGE)
    for number in range(49):
        make_reading_decision(shown=f"Amt {number}")
    with django_assert_num_queries(8):
        administration.get(PAGE)
