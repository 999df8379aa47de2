"""An agreement's year as both partners walk it: steps, mid-year check, evaluation, the next year's draft."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.roles import Hat
from steering.models import AnnualGoal, GoalStep, GoalTalk
from tests.city import build_city
from tests.factories import make_goal, make_goal_talk, make_indicator, make_membership, make_user, make_value

pytestmark = pytest.mark.django_db
SAID = {"attainment": "teilweise", "attainment_because": "Es fehlten Räume", "consequence": "anpassen"}


@pytest.fixture
def goal() -> AnnualGoal:
    build_city()
    talk = make_goal_talk(Unit.objects.get(slug="51.3"))
    goal = make_goal(talk, measures=[28], steps=[("Flyer", dt.date(2018, 9, 1))])
    make_value(make_indicator(goal, unit_of_measure="Familien"), 62)
    return goal


@pytest.fixture
def kita(goal: AnnualGoal, client: Client) -> Client:
    client.force_login(make_user(Hat.DEPARTMENT, username="kita", unit=Unit.objects.get(slug="51.3")))
    return client


def test_talks_page_shows_the_year_and_ticks_a_step(kita: Client, goal: AnnualGoal) -> None:
    here = f"/zielgespraeche/{goal.talk_id}/"
    page = kita.get(here).content.decode()
    for text in ("0 von 1 erledigt", "62 Familien", "Ziel: 80 Familien", "Wert eintragen", 'role="img"'):
        assert text in page
    step = f"/zielgespraeche/schritte/{GoalStep.objects.get().pk}/"
    for back in (here, "https://anderswo.example/"):
        answer = kita.post(step, {"zurueck": back})
        assert (answer.status_code, answer.headers["Location"]) == (302, here)
    assert "1 von 1 erledigt" in kita.get(here).content.decode()
    kita.post(step, {"offen": "1"})
    assert GoalStep.objects.get().done_on is None


def test_check_is_written_once_seen_and_shown(kita: Client, goal: AnnualGoal) -> None:
    path = f"/zielgespraeche/{goal.talk_id}/zwischenstand/"
    assert kita.post(path, {"check_note": ""}).status_code == 422
    seen = kita.get(path).context["form"]["seen"].value()
    assert kita.post(path, {"check_note": "- Räume fehlen", "seen": seen}).status_code == 302
    talk = GoalTalk.objects.get()
    assert (talk.state, talk.check_note) == (GoalTalk.State.CHECKED, "- Räume fehlen")
    assert "<li>Räume fehlen</li>" in kita.get(f"/zielgespraeche/{talk.pk}/").content.decode()
    answer = kita.post(path, {"check_note": "Alles gut", "seen": seen})
    assert answer.status_code == 422
    assert "Inzwischen hat jemand anderes" in answer.content.decode()


def test_goal_is_evaluated_reopened_and_carried_into_the_next_year(kita: Client, goal: AnnualGoal) -> None:
    talk = f"/zielgespraeche/{goal.talk_id}/"
    path = f"{talk}ziele/{goal.pk}/auswertung/"
    page = kita.get(path).content.decode()
    for text in ("62 Familien", "80 Familien", "55 % des Wegs"):
        assert text in page
    assert kita.post(path, {"attainment": "teilweise"}).status_code == 422
    assert kita.post(path, SAID).headers["Location"] == f"{talk}auswertung/"
    assert GoalTalk.objects.get().state == GoalTalk.State.EVALUATED
    page = kita.get(f"{talk}auswertung/").content.decode()
    assert "Es fehlten Räume" in page
    assert "nicht erledigt" in kita.get(talk).content.decode()
    assert "sobald das nächste Zielgespräch geplant ist" in page
    assert kita.post(f"{talk}auswertung/oeffnen/", {"reason": ""}).status_code == 422
    kita.post(f"{talk}auswertung/oeffnen/", {"reason": "Ein Wert fehlte"})
    assert "Auswertung abschließen" in kita.get(f"{talk}auswertung/").content.decode()
    kita.post(f"{talk}auswertung/")
    assert GoalTalk.objects.get().state == GoalTalk.State.EVALUATED

    following = make_goal_talk(goal.talk.unit, 2019, state=GoalTalk.State.PLANNED)
    answer = kita.post(f"{talk}ziele/{goal.pk}/uebernehmen/")
    draft = following.goals.get()
    assert answer.headers["Location"] == f"/zielgespraeche/{following.pk}/#ziel-{draft.pk}"
    assert f"/zielgespraeche/{following.pk}/#ziel-{draft.pk}" in kita.get(talk).content.decode()
    assert "Führt fort" in kita.get(f"/zielgespraeche/{following.pk}/").content.decode()
    kita.post(f"{talk}ziele/{goal.pk}/uebernehmen/")
    assert following.goals.count() == 1


def test_others_read_or_see_nothing(goal: AnnualGoal, client: Client) -> None:
    reader, other = make_user(Hat.ADMINISTRATION), make_user(Hat.DEPARTMENT, username="fb61")
    make_membership(other, Unit.objects.get(slug="FB-61"))
    talk = f"/zielgespraeche/{goal.talk_id}/"
    paths = ("zwischenstand/", "auswertung/", f"ziele/{goal.pk}/auswertung/")
    for person, reads, writes in ((reader, 200, 403), (other, 404, 404)):
        client.force_login(person)
        for path in paths:
            assert client.get(f"{talk}{path}").status_code == reads, path
            assert client.post(f"{talk}{path}").status_code == writes, path
    assert "Festhalten" not in client.get(f"{talk}zwischenstand/").content.decode()


def test_pages_ask_as_often_for_many_goals_as_for_one(goal: AnnualGoal, client: Client) -> None:
    client.force_login(make_user())
    talk = f"/zielgespraeche/{goal.talk_id}/"
    paths = (talk, f"{talk}zwischenstand/", f"{talk}auswertung/")

    def queries() -> list[int]:
        counted = []
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            counted.append(len(asked))
        return counted

    one = queries()
    for _ in range(3):
        more = make_goal(goal.talk, steps=["Eins", "Zwei"])
        for name in ("A", "B"):
            make_value(make_indicator(more, name))
    assert queries() == one
    assert max(one) <= 30


def test_overview_names_what_is_late_and_due_and_leads_to_it(kita: Client, goal: AnnualGoal) -> None:
    today = timezone.localdate()
    soon, late = today + dt.timedelta(days=5), today - dt.timedelta(days=1)
    GoalStep.objects.create(goal=goal, text="Bald", due=soon)
    found = {f"/zielgespraeche/{goal.talk_id}/": "Bald"}
    for name, due in (("Bald zu messen", soon), ("Zu spät", late), ("Auch zu spät", late)):
        indicator = make_indicator(goal, name, due=due, baseline_day=None)
        found[f"/indikatoren/{indicator.pk}/"] = name
    html = kita.get("/").content.decode()
    for address, name in found.items():
        assert f'<a href="{address}">{name}</a>' in html
        assert name in kita.get(address).content.decode()
    for address, number in (
        ("/zielgespraeche/schritte/?stand=ueberfaellig", 1),
        ("/zielgespraeche/schritte/?stand=faellig", 1),
        ("/indikatoren/?stand=ueberfaellig", 3),
        ("/indikatoren/?stand=faellig", 1),
    ):
        assert kita.get(address).context["page"].paginator.count == number
    assert "Flyer" in kita.get("/zielgespraeche/schritte/").content.decode()
    done = kita.get("/zielgespraeche/schritte/?stand=erledigt").content.decode()
    assert "Kein Schritt passt zu Ihrer Auswahl" in done


def test_overview_of_others_says_nothing_of_agreements(goal: AnnualGoal, client: Client) -> None:
    client.force_login(make_user(Hat.ADMINISTRATION))
    assert "Flyer" not in client.get("/").content.decode()
