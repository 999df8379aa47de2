"""The form of an annual goal: rows without scripts, numbers as people write them, refusals in sentences."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Suggestion, Unit
from integration.accounts.roles import Hat
from steering.models import AnnualGoal, GoalTalk
from tests.city import build_city
from tests.factories import make_goal, make_goal_talk, make_indicator, make_user, make_value
from tests.integration.people import signed_in

pytestmark = pytest.mark.django_db
State = GoalTalk.State


@pytest.fixture
def talk() -> GoalTalk:
    build_city()
    return make_goal_talk(Unit.objects.get(slug="51.3"), 2026, state=State.HELD)


@pytest.fixture
def kita(talk: GoalTalk) -> Client:
    return signed_in(make_user(Hat.DEPARTMENT, username="kita", unit=talk.unit))


def form(steps: Any = (), indicators: Any = (), **fields: Any) -> dict[str, Any]:
    """Return what the browser sends."""
    data: dict[str, Any] = {"text": "Mehr Familien kommen", "measures": "28", **fields}
    for prefix, rows in (("steps", steps), ("indicators", indicators)):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for place, row in enumerate(rows):
            data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data


NUMBER = {
    "name": "Familien", "due": "2026-12-15", "kind": "zahl", "measured_how": "Listen", "baseline": "1.088,5",
    "baseline_day": "2025-10-31", "target": "1.200", "direction": "steigen", "unit_of_measure": "Familien",
}  # fmt: skip


def test_partner_agrees_a_goal_with_rows(talk: GoalTalk, kita: Client) -> None:
    steps = [{"text": "Termine festlegen", "due": "2026-03-01", "function": "Leitung 51.3"}, {"text": ""}]
    answer = kita.post(f"/zielgespraeche/{talk.pk}/ziele/neu/", form(steps, [NUMBER]))
    goal = AnnualGoal.objects.get()
    assert answer.headers["Location"] == f"/zielgespraeche/{talk.pk}/#ziel-{goal.pk}"
    assert [step.text for step in goal.steps.all()] == ["Termine festlegen"]
    indicator = goal.indicators.get()
    assert (indicator.baseline, indicator.target) == (Decimal("1088.5"), Decimal(1200))
    page = kita.get(f"/zielgespraeche/{talk.pk}/").content.decode()
    assert "soll steigen auf 1.200 Familien" in page
    assert "(Ausgangswert 1.088,5 vom 31.10.2025)" in page


def test_row_is_added_without_scripts_and_without_judging(talk: GoalTalk, kita: Client) -> None:
    sent = form([{"text": "Erster"}], [NUMBER], text="", zeile="indicators")
    page = kita.post(f"/zielgespraeche/{talk.pk}/ziele/neu/", sent)
    assert page.status_code == 200
    text = page.content.decode()
    assert 'name="indicators-1-name"' in text
    assert 'value="Erster"' in text
    assert "Bitte prüfen Sie" not in text
    assert not AnnualGoal.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"due": "2025-10-31"}, "Der Tag des Ziels liegt vor dem des Ausgangswerts."),
        ({"target": "viele"}, "Das ist keine Zahl."),
        ({"target": "12", "direction": "steigen"}, "doch das Ziel liegt unter dem Ausgangswert"),
        ({"target": "2000", "direction": "sinken"}, "doch das Ziel liegt über dem Ausgangswert"),
        ({"kind": "ja-nein"}, "Das gehört zu einer Zahl."),
        ({"name": ""}, "Woran wird erkennbar, ob das Ziel erreicht ist?"),
        ({"due": "bald"}, "gültiges Datum"),
    ],
)
def test_impossible_indicator_is_refused_with_a_sentence(
    talk: GoalTalk, kita: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = kita.post(f"/zielgespraeche/{talk.pk}/ziele/neu/", form([], [{**NUMBER, **wrong}]))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not AnnualGoal.objects.exists()


def test_goal_serves_measures_that_the_person_sees(talk: GoalTalk, kita: Client) -> None:
    for numbers, sentence in (("29", "wirkt nicht mit an: Maßnahme 29"), ("999", "gibt es nicht")):
        answer = kita.post(f"/zielgespraeche/{talk.pk}/ziele/neu/", form(measures=numbers))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()


def test_goal_of_another_unit_is_not_there(talk: GoalTalk) -> None:
    goal = make_goal(talk)
    other = signed_in(make_user(Hat.DEPARTMENT, username="fb61", unit=Unit.objects.get(slug="FB-61")))
    for path in ("ziele/neu/", f"ziele/{goal.pk}/", f"ziele/{goal.pk}/streichen/"):
        assert other.post(f"/zielgespraeche/{talk.pk}/{path}", form()).status_code == 404


def test_who_would_overwrite_something_unseen_is_told(talk: GoalTalk, kita: Client) -> None:
    goal = make_goal(talk, measures=[28], by_function="Koordination 50.21")
    path = f"/zielgespraeche/{talk.pk}/ziele/{goal.pk}/"
    seen = goal.at.isoformat()
    kita.post(path, form(text="Erste Fassung", seen=seen))
    answer = kita.post(path, form(text="Zweite Fassung", seen=seen))
    assert answer.status_code == 422
    assert "dieses Ziel geändert" in answer.content.decode()
    goal.refresh_from_db()
    assert goal.text == "Erste Fassung"
    kita.post(path, form(text="Zweite Fassung", seen=goal.at.isoformat()))
    goal.refresh_from_db()
    assert goal.text == "Zweite Fassung"


def test_earlier_goal_is_offered_and_continued_where_it_ended(talk: GoalTalk, kita: Client) -> None:
    earlier = make_goal(make_goal_talk(talk.unit, 2025), "Mehr Familien", measures=[28])
    make_value(make_indicator(earlier, "Beratene Familien"), Decimal(66))
    path = f"/zielgespraeche/{talk.pk}/ziele/neu/?fuehrt-fort={earlier.pk}"
    assert f"fuehrt-fort={earlier.pk}" in kita.get(f"/zielgespraeche/{talk.pk}/").content.decode()
    page = kita.get(path).content.decode()
    for shown in (
        "Mehr Familien</textarea>",
        'value="Beratene Familien"',
        'value="66"',
        'value="2025-06-30"',
    ):
        assert shown in page
    rows = [{**NUMBER, "name": "Beratene Familien", "baseline": "66"}]
    kita.post(path, form([], rows, continues=str(earlier.pk)))
    goal = talk.goals.get()
    assert (goal.continues, goal.indicators.count()) == (earlier, 1)
    assert "fuehrt-fort" not in kita.get(f"/zielgespraeche/{talk.pk}/").content.decode()


def test_goal_is_waived_proposed_and_struck(talk: GoalTalk, kita: Client) -> None:
    goal = make_goal(talk, is_beyond=True)
    here = f"/zielgespraeche/{talk.pk}"
    page = kita.get(f"{here}/").content.decode()
    assert "Kein Indikator" in page
    empty = kita.post(f"{here}/ziele/{goal.pk}/verzicht/", {f"verzicht-{goal.pk}-reason": ""})
    assert empty.status_code == 422
    kita.post(f"{here}/ziele/{goal.pk}/verzicht/", {f"verzicht-{goal.pk}-reason": "Im Gremium"})
    page = kita.get(f"{here}/").content.decode()
    assert "Kein Indikator" not in page
    assert "Im Gremium" in page
    kita.post(f"{here}/ziele/{goal.pk}/vorschlag/")
    assert Suggestion.objects.get().kind == "new"
    kita.post(f"{here}/ziele/{goal.pk}/streichen/")
    assert not talk.goals.exists()


def test_agreed_goal_has_no_form_but_still_proposes_a_measure(talk: GoalTalk, kita: Client) -> None:
    goal = make_goal(talk, is_beyond=True)
    GoalTalk.objects.update(state=State.AGREED)
    page = kita.get(f"/zielgespraeche/{talk.pk}/").content.decode()
    assert f"/zielgespraeche/{talk.pk}/ziele/{goal.pk}/vorschlag/" in page
    assert "Streichen" not in page
    answer = kita.get(f"/zielgespraeche/{talk.pk}/ziele/{goal.pk}/", follow=True)
    assert "steht fest" in answer.content.decode()
    answer = kita.post(f"/zielgespraeche/{talk.pk}/ziele/{goal.pk}/", form())
    assert answer.status_code == 422
    assert "steht fest" in answer.content.decode()


def test_form_asks_the_database_the_same_number_of_times(
    talk: GoalTalk, kita: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    goal = make_goal(talk, measures=[28], steps=["Erster", "Zweiter", ("Dritter", dt.date(2026, 5, 1))])
    for number in range(6):
        make_indicator(goal, f"Indikator {number}")
    path = f"/zielgespraeche/{talk.pk}/ziele/{goal.pk}/"
    kita.get(path)
    with django_assert_max_num_queries(22):
        kita.get(path)
