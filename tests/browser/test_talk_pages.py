"""Zielgespräche in a browser: every look, and both partners on their way to an agreement without scripts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from steering.models import GoalTalk, Side
from steering.talks.talk_actions import add_point
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn, sign_in_at
from tests.city import build_city
from tests.factories import (
    make_assignment,
    make_clarification,
    make_goal,
    make_goal_talk,
    make_indicator,
    make_user,
)

LONG = "Sprachkursteilnahmebescheinigungsverfahren"
State = GoalTalk.State


@pytest.fixture
def unit(transactional_db: None) -> Unit:
    build_city()
    unit: Unit = Unit.objects.get(slug="51.3")
    return unit


def held_today(unit: Unit) -> GoalTalk:
    starts = timezone.localtime().replace(hour=0, minute=5)
    times = {"starts_at": starts, "ends_at": starts + dt.timedelta(minutes=50)}
    return make_goal_talk(unit, starts.year, state=State.PREPARED, **times)


def test_pages_fit_every_look(
    page: Page, live_server: LiveServer, unit: Unit, coordination: User, sign_in: SignIn
) -> None:
    make_goal(make_goal_talk(unit, 2017), LONG)
    talk = held_today(unit)
    GoalTalk.objects.filter(pk=talk.pk).update(participants=LONG, video_link=f"https://video.example/{LONG}")
    for side in Side:
        add_point(talk, side, LONG, by=coordination)
    goal = make_goal(talk, LONG, measures=[28], methods=LONG, support_asked=LONG, steps=[LONG])
    make_indicator(goal, LONG, measured_how=LONG)
    make_indicator(goal, LONG, kind="kriterium", criterion=LONG)
    make_goal(talk, "Ohne Indikator", is_beyond=True)
    make_clarification(28, LONG)
    make_assignment(unit, LONG)
    sign_in(coordination.username)
    here = f"{live_server}/zielgespraeche"
    for path in ("/", "/neu/", f"/{talk.pk}/", f"/{talk.pk}/vorbereitung/", f"/{talk.pk}/absagen/"):
        page.goto(f"{here}{path}")
        fits_every_look(page)
    GoalTalk.objects.filter(pk=talk.pk).update(state=State.HELD, minutes=f"**{LONG}**")
    page.goto(f"{here}/{talk.pk}/ziele/{goal.pk}/")
    page.get_by_role("button", name="Indikator hinzufügen").click()
    page.locator("#id_indicators-2-name").fill("Dritter")
    page.locator("#id_indicators-2-due").fill("2016-01-01")
    page.locator("#id_indicators-0-target").fill("viele")
    page.get_by_role("button", name="Speichern").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Das ist keine Zahl")
    fits_every_look(page)
    page.goto(f"{here}/{talk.pk}/")
    page.get_by_text("Trotzdem so vereinbaren").first.click()
    fits_every_look(page)


def test_both_partners_walk_to_an_agreement_without_scripts(
    browser: Browser, live_server: LiveServer, unit: Unit, coordination: User
) -> None:
    talk = held_today(unit)
    kita = make_user(Hat.DEPARTMENT, username="kita", unit=unit, function="Leitung 51.3")
    path = f"{live_server}/zielgespraeche/{talk.pk}/"
    pages = []
    for person in (coordination, kita):
        page = browser.new_context(java_script_enabled=False, locale="de-DE").new_page()
        sign_in_at(page, live_server, person.username)
        page.goto(path)
        pages.append(page)
    office, partner = pages
    office.get_by_role("button", name="Gespräch wurde geführt").press("Enter")
    expect(office.get_by_role("status")).to_contain_text("wurde geführt")
    partner.reload()
    partner.get_by_role("link", name="Ziel vereinbaren").press("Enter")
    partner.get_by_label("Jahresziel").fill("Mehr Familien kommen")
    partner.get_by_label("Maßnahmen", exact=True).fill("28")
    partner.get_by_role("button", name="Schritt hinzufügen").press("Enter")
    partner.locator("#id_steps-0-text").fill("Termine")
    partner.locator("#id_steps-1-text").fill("Einladen")
    partner.get_by_label("Woran erkennbar?").fill("Familien")
    partner.get_by_label("bis wann").fill(f"{talk.year}-12-31")
    partner.get_by_role("button", name="Speichern").first.press("Enter")
    expect(partner.get_by_text("Noch nicht überprüfbar:")).to_be_visible()
    partner.get_by_text("Trotzdem so vereinbaren").press("Enter")
    partner.get_by_label("Warum ist das Ziel trotzdem überprüfbar genug?").fill("Wir zählen am Eingang.")
    partner.get_by_role("button", name="Grund festhalten").press("Enter")
    partner.get_by_role("button", name="Vereinbarung bestätigen").press("Enter")
    expect(partner.get_by_role("status")).to_contain_text("Es fehlt noch die andere Seite")
    office.reload()
    office.get_by_role("button", name="Vereinbarung bestätigen").press("Enter")
    expect(office.get_by_role("status")).to_contain_text("Die Zielvereinbarung gilt")
    expect(office.get_by_text("Geprüft: Inhalt, Prüfsumme und PDF passen zusammen.")).to_be_visible()
    talk.refresh_from_db()
    assert (talk.state, talk.goals.get().steps.count()) == (State.AGREED, 2)
    for page in pages:
        page.context.close()
