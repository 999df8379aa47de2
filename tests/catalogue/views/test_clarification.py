"""Questions in the browser: the list, asking, answering, and who may."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Clarification, Unit
from integration.accounts.roles import Hat
from tests.factories import make_clarification, make_measure, make_user

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


def department(client: Client, unit: str) -> Client:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug=unit)))
    return client


def shown(client: Client, query: str = "") -> list[str]:
    return [str(one) for one in client.get(f"/klaerungen/{query}").context["page"].object_list]


def make_three() -> None:
    make_clarification(7, "Alt?", unit=Unit.objects.get(code="FB 61"), due=dt.date(2017, 5, 1))
    make_clarification(28, "Neu?", unit=Unit.objects.get(code="51.3"))
    gone = make_clarification(29, "Beantwortet?")
    make_measure(29, clarification="")
    Clarification.objects.filter(pk=gone.pk).update(state="beantwortet", answer="Ja")


@pytest.mark.parametrize(
    ("query", "questions"),
    [
        ("", ["Alt?", "Neu?"]),
        ("?status=beantwortet", ["Beantwortet?"]),
        ("?status=ueberfaellig", ["Alt?"]),
        ("?status=alle", ["Alt?", "Neu?", "Beantwortet?"]),
        ("?stelle=FB 51", ["Neu?"]),
        ("?stelle=Unfug", []),
        ("?status=quatsch", []),
    ],
)
def test_list_shows_the_oldest_first_and_filters(
    coordination: Client, query: str, questions: list[str]
) -> None:
    make_three()
    assert shown(coordination, query) == questions


def test_department_reads_questions_about_its_measures(client: Client) -> None:
    make_three()
    client = department(client, "51.3")
    assert shown(client) == ["Neu?"]
    html = client.get(f"/klaerungen/{Clarification.objects.get(question='Neu?').pk}/").content.decode()
    assert "Noch nicht beantwortet" in html
    assert "Antwort speichern" not in html
    other = Clarification.objects.get(question="Alt?")
    assert client.get(f"/klaerungen/{other.pk}/").status_code == 404


def test_person_asks_on_the_measures_page(coordination: Client) -> None:
    posted = {"question": "Wer zahlt?", "unit": "FB 51", "due": "2030-01-31"}
    response = coordination.post("/massnahmen/28/klaerung/", posted, follow=True)
    html = response.content.decode()
    assert "Wer zahlt?" in html
    assert "an FB 51 Kinder, Jugend und Familie, Antwort bis 31.01.2030" in html


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": " \x00\n "}, "question"),
        ({"question": "Viel " * 200}, "question"),
        ({"question": "Wer?", "unit": "Unfug"}, "unit"),
        ({"question": "Wer?", "due": "31.02.2030"}, "due"),
        ({"question": "Wer?", "due": "0001-01-01"}, "due"),
        ({"question": "Schon da?"}, "question"),
    ],
)
def test_faulty_question_is_told_at_its_field(
    coordination: Client, posted: dict[str, str], field: str
) -> None:
    make_clarification(28, "Schon da?")
    response = coordination.post("/massnahmen/28/klaerung/", posted)
    assert list(response.context["form"].errors) == [field]
    assert Clarification.objects.count() == 1


def test_person_answers(coordination: Client) -> None:
    asked = make_clarification(28)
    path = f"/klaerungen/{asked.pk}/"
    html = coordination.post(
        f"{path}antwort/", {"antwort-answer": "<b>Der Bund</b>"}, follow=True
    ).content.decode()
    assert "&lt;b&gt;Der Bund&lt;/b&gt;" in html
    assert "Die Frage ist beantwortet" in html
    again = coordination.post(f"{path}antwort/", {"antwort-answer": "Das Land"}, follow=True)
    assert "inzwischen beantwortet" in again.content.decode()
    assert Clarification.objects.get().answer == "<b>Der Bund</b>"


def test_empty_answer_shows_the_page_again(coordination: Client) -> None:
    asked = make_clarification(28)
    response = coordination.post(f"/klaerungen/{asked.pk}/antwort/", {"antwort-answer": " "})
    assert list(response.context["answer_form"].errors) == ["answer"]
    assert Clarification.objects.open().exists()


def test_person_changes_addressee_and_withdraws(coordination: Client) -> None:
    asked = make_clarification(28)
    path = f"/klaerungen/{asked.pk}/"
    coordination.post(f"{path}adressat/", {"adresse-unit": "51.3", "adresse-due": "2030-01-31"})
    asked.refresh_from_db()
    assert (str(asked.unit), asked.due) == ("51.3 Kindertagesstätten", dt.date(2030, 1, 31))
    html = coordination.post(
        f"{path}rueckzug/", {"rueckzug-reason": "Erledigt"}, follow=True
    ).content.decode()
    assert "Erledigt: Wer zahlt?" in html


def test_right_withdrawn_in_between_changes_nothing(coordination: Client) -> None:
    asked = make_clarification(28)
    coordination.get(f"/klaerungen/{asked.pk}/")
    coordination.force_login(make_user(Hat.ADMINISTRATION))
    response = coordination.post(f"/klaerungen/{asked.pk}/antwort/", {"antwort-answer": "Der Bund"})
    assert response.status_code == 403
    assert Clarification.objects.open().exists()


def test_list_costs_the_same_queries_for_2_and_20_questions(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2):
        make_clarification(28, f"Frage {number}?", unit=Unit.objects.get(code="51.3"))
    with django_assert_max_num_queries(10) as few:
        coordination.get("/klaerungen/")
    for number in range(2, 20):
        make_clarification(7, f"Frage {number}?")
    with django_assert_max_num_queries(10) as many:
        coordination.get("/klaerungen/")
    assert len(few) == len(many)
