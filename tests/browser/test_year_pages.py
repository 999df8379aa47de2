"""Indicators and an agreement's year in a browser: every look, empty and filled, with mistakes."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import Unit
from integration.accounts.models import User
from steering.models import GoalTalk
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.factories import make_goal, make_goal_talk, make_indicator, make_value


def build_year() -> GoalTalk:
    """Store an agreement with all that its pages show: long words, late steps, withdrawn values."""
    build_city()
    today = timezone.localdate()
    talk = make_goal_talk(Unit.objects.get(slug="51.3"), today.year - 1)
    late = ("Informationsmaterialübersetzungsauftrag", dt.date(today.year - 1, 3, 1))
    goal = make_goal(talk, "Mehr Familien nehmen an den Familiennachmittagen teil", steps=[late, "Termine"])
    families = make_indicator(goal, unit_of_measure="Familien")
    for month, number in ((3, 45), (6, 200), (9, 60)):
        make_value(families, number, day=dt.date(talk.year, month, 28))
    wrong = {"withdrawn_at": timezone.now(), "withdrawn_because": "Zahlendreher"}
    make_value(families, 54, day=dt.date(talk.year, 3, 28), comment="Nur ein Standort", **wrong)
    make_indicator(goal, "Rolle beschrieben", kind="kriterium", criterion="FB 10 hat zugestimmt")
    make_goal(talk, "Zweites Ziel", attainment="voll", attainment_because="Alle da", consequence="anpassen",
              done_at=timezone.now())  # fmt: skip
    return talk


def test_lists_and_indicators_fit_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    for path in ("/indikatoren/", "/zielgespraeche/schritte/"):
        page.goto(f"{live_server}{path}")
        expect(page.locator(".empty")).to_be_visible()
    build_year()
    page.goto(f"{live_server}/zielgespraeche/schritte/")
    fits_every_look(page)
    page.goto(f"{live_server}/indikatoren/")
    fits_every_look(page)
    page.get_by_role("link", name=re.compile("^Beratene Familien")).click()
    page.get_by_role("button", name="Wert eintragen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    fits_every_look(page)
    page.get_by_label("Wert in Familien").fill("82")
    page.get_by_role("button", name="Wert eintragen").click()
    expect(page.get_by_text("Eingetragen: 82 Familien")).to_be_visible()
    page.get_by_role("link", name=re.compile("Zurückziehen")).first.click()
    fits_every_look(page)


def test_talk_check_and_evaluation_fit_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    talk = build_year()
    page.goto(f"{live_server}/zielgespraeche/{talk.pk}/")
    page.get_by_text("Verlauf").first.click()
    expect(page.get_by_role("img", name="Beratene Familien, Werte und Ziel in Familien")).to_be_visible()
    fits_every_look(page)
    page.get_by_role("link", name="Zwischenstand").click()
    fits_every_look(page)
    page.goto(f"{live_server}/zielgespraeche/{talk.pk}/auswertung/")
    fits_every_look(page)
    page.get_by_role("link", name=re.compile("^Auswerten ?: Ziel 1")).click()
    page.get_by_role("button", name="Auswertung speichern").click()
    expect(page.get_by_role("alert")).to_be_focused()
    fits_every_look(page)
    page.get_by_label("überwiegend erreicht").check()
    page.get_by_label("Begründung").fill("Ein Standort fehlt")
    page.get_by_label("fortführen").check()
    page.get_by_role("button", name="Auswertung speichern").click()
    expect(page.get_by_role("heading", name="Auswertung wieder öffnen")).to_be_visible()
    fits_every_look(page)
