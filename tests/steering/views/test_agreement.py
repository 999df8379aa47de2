"""Confirming on a talk's page: each partner as herself, nobody else; papers for whoever sees the talk."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.roles import Hat
from steering.agenda_sources import suggestions
from steering.freezing import checksum
from steering.models import AgendaItem, GoalTalk, Meeting
from steering.talks.agreement_record import record_of
from tests.city import build_city
from tests.factories import (
    make_agenda_item,
    make_goal,
    make_goal_talk,
    make_indicator,
    make_meeting,
    make_user,
)
from tests.integration.people import signed_in

pytestmark = pytest.mark.django_db
State = GoalTalk.State


@pytest.fixture
def talk() -> GoalTalk:
    build_city()
    talk = make_goal_talk(Unit.objects.get(slug="51.3"), 2018, state=State.HELD)
    make_indicator(make_goal(talk, "Mehr Familien", measures=[28]), measured_how="Listen")
    return talk


@pytest.fixture
def office(talk: GoalTalk) -> Client:
    return signed_in(make_user(Hat.COORDINATION, function="Koordination 50.21"))


@pytest.fixture
def kita(talk: GoalTalk) -> Client:
    return signed_in(make_user(Hat.DEPARTMENT, username="kita", unit=talk.unit, function="Leitung 51.3"))


def text(client: Client, talk: GoalTalk) -> str:
    return client.get(f"/zielgespraeche/{talk.pk}/").content.decode()


def test_both_partners_confirm_in_the_browser(talk: GoalTalk, office: Client, kita: Client) -> None:
    here, sha = f"/zielgespraeche/{talk.pk}", checksum(record_of(talk))
    assert f'value="{sha}"' in text(kita, talk)
    draft = kita.get(f"{here}/vereinbarung.pdf")
    assert draft.content.startswith(b"%PDF")
    for side in ("koordination", "x"):  # a partner speaks for itself only
        answer = kita.post(f"{here}/bestaetigen/", {"side": side, "seen": sha})
        assert answer.status_code == 422
    kita.post(f"{here}/bestaetigen/", {"side": "stelle", "seen": sha})
    assert "Vereinbarung bestätigen" not in text(kita, talk)
    other = signed_in(make_user(Hat.DEPARTMENT, username="fb61", unit=Unit.objects.get(slug="FB-61")))
    assert other.post(f"{here}/bestaetigen/", {"side": "stelle", "seen": sha}).status_code == 404
    assert other.get(f"{here}/vereinbarung.pdf").status_code == 404
    late = office.post(f"{here}/bestaetigen/", {"side": "koordination", "seen": "0" * 64})
    assert late.status_code == 422
    assert "wurde inzwischen geändert" in late.content.decode()
    answer = office.post(f"{here}/bestaetigen/", {"side": "koordination", "seen": sha}, follow=True)
    assert "Die Zielvereinbarung gilt" in answer.content.decode()
    page = text(kita, talk)
    assert sha in page
    assert "Geprüft: Inhalt, Prüfsumme und PDF passen zusammen." in page
    edition = kita.get(f"{here}/vereinbarung-1.pdf")
    assert edition.content == kita.get(f"{here}/vereinbarung.pdf").content
    again = office.post(f"{here}/bestaetigen/", {"side": "koordination", "seen": sha})
    assert again.status_code == 422


def test_agreement_without_a_goal_cannot_be_confirmed(talk: GoalTalk, kita: Client) -> None:
    talk.goals.get().indicators.all().delete()
    talk.goals.all().delete()
    answer = kita.post(
        f"/zielgespraeche/{talk.pk}/bestaetigen/", {"side": "stelle", "seen": checksum(record_of(talk))}
    )
    assert answer.status_code == 422
    assert "Ohne ein Jahresziel gibt es nichts zu bestätigen." in answer.content.decode()


def test_office_enters_a_confirmation_and_a_faulty_one_is_asked_again(talk: GoalTalk, office: Client) -> None:
    path, sha = f"/zielgespraeche/{talk.pk}/bestaetigen/eintragen/", checksum(record_of(talk))
    form = {"eintrag-entered_for": "Leitung vhs, telefonisch", "eintrag-seen": sha}
    answer = office.post(path, {**form, "eintrag-confirmed_on": "2018-01-01"})
    assert answer.status_code == 422
    assert "vor dem Gespräch" in answer.content.decode()
    office.post(path, {**form, "eintrag-confirmed_on": "2018-03-05"})
    assert "Leitung vhs, telefonisch" in text(office, talk)
    assert talk.confirmations.get().side == "stelle"


def test_amendment_begins_with_a_reason(talk: GoalTalk, kita: Client) -> None:
    GoalTalk.objects.update(state=State.AGREED)
    here = f"/zielgespraeche/{talk.pk}"
    assert kita.post(f"{here}/aenderung/", {"aenderung-reason": ""}).status_code == 422
    kita.post(f"{here}/aenderung/", {"aenderung-reason": "Eine Stelle fehlt."})
    page = text(kita, talk)
    assert "Eine Stelle fehlt." in page
    assert "Ziel vereinbaren" in page


def test_minutes_are_written_and_their_feedback_becomes_a_top(
    talk: GoalTalk, office: Client, kita: Client
) -> None:
    here = f"/zielgespraeche/{talk.pk}"
    form = {"participants": "Leitung 51.3", "minutes": "**Wichtig** <script>x</script>", "has_feedback": "on"}
    answer = kita.post(f"{here}/protokoll/", form)
    assert answer.status_code == 422
    assert "Sagen Sie, worum es geht" in answer.content.decode()
    kita.post(f"{here}/protokoll/", {**form, "feedback": "Räume fehlen."})
    page = text(office, talk)
    assert "<strong>Wichtig</strong>" in page
    assert "<script>x" not in page
    meeting = make_meeting(timezone.localdate() + dt.timedelta(days=9), state=Meeting.State.PLANNED)

    def offered() -> list[Any]:
        offers = suggestions(meeting, timezone.localdate())
        return [one for offer in offers for one in offer.ones if "ziel" in one.key]

    (found,) = offered()
    assert (found.key, found.facts) == (f"zielgespraech:{talk.pk}", "Räume fehlen.")
    item = make_agenda_item(make_meeting(), source=found.key, state="abgelehnt", word="Nein")
    assert len(offered()) == 1
    AgendaItem.objects.filter(pk=item.pk).update(state=AgendaItem.State.ACCEPTED)
    assert offered() == []  # another meeting has it


def test_minutes_are_not_written_before_the_talk_nor_after_the_agreement(
    talk: GoalTalk, kita: Client
) -> None:
    path = f"/zielgespraeche/{talk.pk}/protokoll/"
    GoalTalk.objects.update(state=State.AGREED)
    assert "steht fest" in kita.get(path, follow=True).content.decode()
    answer = kita.post(path, {"minutes": "Nachtrag"})
    assert answer.status_code == 422
    starts = timezone.now() + dt.timedelta(days=3)
    ends = starts + dt.timedelta(hours=1)
    GoalTalk.objects.update(state=State.PLANNED, starts_at=starts, ends_at=ends)
    answer = kita.post(path, {"minutes": "Vorab"})
    assert "Das Gespräch ist erst am" in answer.content.decode()
    talk.refresh_from_db()
    assert talk.minutes == ""
