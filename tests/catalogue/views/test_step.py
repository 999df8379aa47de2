"""Follow-ups, notes and confirmations in the browser; junk in every form beside the record."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import Clarification, Confirmation, FollowUp, RevisionNote, Unit
from integration.accounts.roles import Hat
from tests.factories import (
    make_clarification,
    make_follow_up,
    make_need_change,
    make_revision_note,
    make_user,
)

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


def tomorrow() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


# --- Follow-ups


def test_person_sets_a_follow_up_on_a_question(coordination: Client) -> None:
    asked = make_clarification(28)
    form = coordination.get(f"/massnahmen/28/wiedervorlage/?frage={asked.pk}").context["form"]
    assert form["clarification"].value() == str(asked.pk)
    posted = {"due": tomorrow(), "reason": "Nachfragen", "clarification": asked.pk}
    html = coordination.post("/massnahmen/28/wiedervorlage/", posted, follow=True).content.decode()
    assert f"am {tomorrow():%d.%m.%Y} wieder vorgelegt" in html
    assert FollowUp.objects.get().clarification == asked
    assert "Nachfragen" in coordination.get(f"/klaerungen/{asked.pk}/").content.decode()


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"due": "2017-01-01", "reason": "Nachfragen"}, "due"),
        ({"due": "", "reason": "Nachfragen"}, "due"),
        ({"due": "2101-01-01", "reason": " "}, "reason"),
        ({"due": "2101-01-01", "reason": "x" * 501}, "reason"),
    ],
)
def test_faulty_follow_up_is_told_at_its_field(
    coordination: Client, posted: dict[str, str], field: str
) -> None:
    response = coordination.post("/massnahmen/28/wiedervorlage/", posted)
    assert list(response.context["form"].errors) == [field]
    assert not FollowUp.objects.exists()


def test_question_of_another_measure_is_refused(coordination: Client) -> None:
    make_clarification(28)
    other = make_clarification(7, "Andere?")
    posted = {"due": tomorrow(), "reason": "Nachfragen", "clarification": other.pk}
    response = coordination.post("/massnahmen/28/wiedervorlage/", posted)
    assert list(response.context["form"].errors) == ["clarification"]


def test_person_ticks_off_and_comes_back_to_where_it_was(coordination: Client) -> None:
    step = make_follow_up(28)
    path = f"/wiedervorlagen/{step.pk}/erledigt/"
    assert coordination.post(path, {"zurueck": "/massnahmen/28/"})["Location"] == "/massnahmen/28/"
    assert coordination.get("/wiedervorlagen/").context["page"].paginator.count == 0
    assert coordination.get("/wiedervorlagen/?status=erledigt").context["page"].paginator.count == 1
    coordination.post(path, {"offen": "1"})
    assert FollowUp.objects.outstanding().exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://fremd.example/", "//fremd.example/", "javascript:1", "konto/"]
)
def test_way_back_never_leads_away(coordination: Client, elsewhere: str) -> None:
    step = make_follow_up(28)
    response = coordination.post(f"/wiedervorlagen/{step.pk}/erledigt/", {"zurueck": elsewhere})
    assert response["Location"] == "/wiedervorlagen/"


def test_department_keeps_its_own_follow_ups(client: Client) -> None:
    make_follow_up(29)
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="FB-61")))
    client.post("/massnahmen/29/wiedervorlage/", {"due": tomorrow(), "reason": "Eigene"})
    assert [str(one) for one in client.get("/wiedervorlagen/").context["page"]] == ["Eigene"]


# --- Notes for the next edition


def test_person_notes_and_settles(coordination: Client) -> None:
    coordination.post("/massnahmen/28/vormerken/", {"reason": "Neues\nKapitel"})
    note = RevisionNote.objects.get()
    assert "Kapitel" in coordination.get("/fortschreibung/").content.decode()
    coordination.post(f"/fortschreibung/{note.pk}/erledigt/")
    assert "Nichts vorgemerkt" in coordination.get("/fortschreibung/").content.decode()


def test_note_needs_a_reason(coordination: Client) -> None:
    response = coordination.post("/massnahmen/28/vormerken/", {"reason": " "})
    assert list(response.context["form"].errors) == ["reason"]


# --- Confirmations


def test_one_click_confirms_and_the_page_says_so(coordination: Client) -> None:
    html = coordination.post("/massnahmen/28/bestaetigen/", follow=True).content.decode()
    assert f"Unverändert bestätigt am {timezone.localdate():%d.%m.%Y}, Koordination." in html


def test_page_of_the_worklist_is_confirmed_as_a_whole(coordination: Client) -> None:
    coordination.post("/luecken/bestaetigen/", {"massnahme": ["7", "28"]})
    assert Confirmation.objects.count() == 2


def test_department_cannot_smuggle_others_measures_in(client: Client) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="51.3")))
    client.post("/luecken/bestaetigen/", {"massnahme": ["7", "28", "29"]})
    assert [one.measure.number for one in Confirmation.objects.all()] == [28]


@pytest.mark.parametrize("numbers", [["7", "viele"], ["-1"], ["9" * 30], ["1"] * 201])
def test_junk_numbers_are_refused(coordination: Client, numbers: list[str]) -> None:
    assert coordination.post("/luecken/bestaetigen/", {"massnahme": numbers}).status_code == 400
    assert not Confirmation.objects.exists()


# --- Junk

NAMES = st.sampled_from(
    [
        *("question", "unit", "due", "reason", "clarification", "number", "action_field", "day", "source"),
        *("description", "decision", "decided_by", "decided_on", "antwort-answer", "adresse-unit"),
        *("adresse-due", "rueckzug-reason", "zurueck", "offen"),
    ]
)
JUNK = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["x", "\x00", "28", "-1", "9" * 40, "2030-01-31", "0000-00-00", "FB 51", "<b>", "Wer?" * 300]
    ),
)
FORMS = (
    *("/massnahmen/28/klaerung/", "/massnahmen/28/wiedervorlage/", "/massnahmen/28/vormerken/"),
    *("/massnahmen/28/bestaetigen/", "/bedarfe/neu/", "/bedarfe/{need}/bearbeiten/"),
    *("/bedarfe/{need}/entscheiden/", "/klaerungen/{asked}/antwort/", "/klaerungen/{asked}/adressat/"),
    *(
        "/klaerungen/{asked}/rueckzug/",
        "/wiedervorlagen/{step}/erledigt/",
        "/fortschreibung/{note}/erledigt/",
    ),
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(form=st.sampled_from(FORMS), posted=st.dictionaries(NAMES, JUNK, max_size=8))
def test_junk_never_breaks_a_form(coordination: Client, form: str, posted: dict[str, str]) -> None:
    asked = Clarification.objects.open().first() or make_clarification(
        28, f"{Clarification.objects.count()}?"
    )
    path = form.format(
        asked=asked.pk,
        need=make_need_change(28).pk,
        step=make_follow_up(28).pk,
        note=make_revision_note(28).pk,
    )
    data = {name: value.encode("utf-8", "replace") for name, value in posted.items()}
    assert coordination.post(path, data).status_code in (200, 302, 422)


@given(query=st.dictionaries(st.sampled_from(["status", "stelle", "massnahme", "page"]), JUNK))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_junk_never_breaks_a_list(coordination: Client, query: dict[str, str]) -> None:
    for path in ("/klaerungen/", "/bedarfe/", "/fortschreibung/", "/wiedervorlagen/", "/luecken/"):
        assert coordination.get(path, query).status_code == 200
