"""What the pages around the catalogue tell a screen reader; the catalogue's own are in test_keyboard.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from catalogue.drafts import drafting
from catalogue.models import MeasureVersion, Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from integration.barriers.report_actions import report_barrier
from steering.models import ReminderLetter
from tests import factories as make
from tests.browser.conftest import PASSWORD_BACKEND
from tests.browser.shelf import served
from tests.browser.telling import tells
from tests.catalogue.unit_returns import issue_to
from tests.catalogue.workbooks import GOAL, LABEL, NR, TEXT, workbook
from tests.city import build_past

KITA = "51.3"
COMING = dt.date(2035, 6, 12)
NEWER = [
    {NR: "28,1", LABEL: "IKO", GOAL: "Alle Eltern kennen die Kita", TEXT: "Mehrsprachige Sprechstunde"},
    {NR: "50,0", LABEL: "Schule", GOAL: "Ein neues Ziel"},
    {NR: "29a", GOAL: "Ziel ohne rechte Nummer"},
]


def build_scene() -> dict[str, User]:
    """Store a bit of everything that is done around the catalogue; return who looks at it."""
    build_past()
    kita, office = Unit.objects.get(slug=KITA), make.make_user()
    seat = make.make_user("", username="stg")
    make.make_seat(Unit.objects.get(slug="FB-61"), person=seat, function="Leitung FB 61")
    report_barrier(page="/massnahmen/", problem="Kein Name", email="", link="")
    ReminderLetter.objects.create(
        recipient=office,
        function="Amt",
        subject="Erinnerung",
        text="Ein Auftrag",
        tried_at=timezone.now(),
        failed="550",
    )
    return {
        "koordination": office,
        "administration": make.make_user(Hat.ADMINISTRATION, username="administration"),
        "fachbereich": make.make_user(Hat.DEPARTMENT, username="kita", unit=kita),
        "steuerungsgruppe": seat,
    }


def steering_pages() -> Iterator[tuple[str, str]]:
    """Yield the names of the Koordination's pages of meetings, talks and reports, with their addresses."""
    kita = Unit.objects.get(slug=KITA)
    meeting = make.make_meeting(COMING, state="geplant")
    item = make.make_agenda_item(meeting, "Sprache vor der Schule", facts="Es reicht nicht.", measures=[7])
    make.make_agenda_item(meeting, "Verschiedenes")
    make.make_document(meeting)
    make.make_guest(meeting)
    held = make.make_meeting()
    said = make.make_agenda_item(held, "Wege zum Spielplatz", measures=[29])
    task = make.make_assignment(kita, measures=[7])
    talk = make.make_goal_talk(kita)
    goal = make.make_goal(talk, measures=[7], steps=["Flyer"])
    make.make_value(make.make_indicator(goal))
    draft = make.make_goal_talk(kita, 2019, state="vorbereitet")
    report = make.make_report(kita)
    make.make_section(report)
    yield from {
        "sitzungen": "/sitzungen/",
        "sitzung": f"/sitzungen/{meeting.pk}/",
        "top": f"/sitzungen/{meeting.pk}/tops/{item.pk}/",
        "protokoll": f"/sitzungen/{held.pk}/protokoll/",
        "protokoll-top": f"/sitzungen/{held.pk}/protokoll/top/{said.pk}/",
        "aufgaben": "/aufgaben/",
        "auftrag": f"/aufgaben/{task.pk}/",
        "zielgespraeche": "/zielgespraeche/?jahr=2018",
        "zielgespraech": f"/zielgespraeche/{talk.pk}/",
        "jahresziel": f"/zielgespraeche/{draft.pk}/ziele/neu/",
        "jahresbericht": f"/jahresberichte/{report.pk}/",
    }.items()


def catalogue_pages() -> Iterator[tuple[str, str]]:
    change = MeasureVersion.objects.current().get(number=28).change_set_id
    draft = make.make_draft(workbook(NEWER))
    drafting.read(draft)
    make.make_extract(Unit.objects.get(slug=KITA))
    yield from {
        "aenderungen": "/aenderungen/",
        "aenderung": f"/aenderungen/{change}/",
        "import": "/import/",
        "import-vorschau": f"/import/{draft.pk}/",
        "auszug": f"/auszuege/{KITA}/",
        "erinnerungen": "/erinnerungen/",
    }.items()


def pages(people: dict[str, User]) -> Iterator[tuple[str, str, User | None]]:
    """Yield each page's name, its address and who looks at it."""
    extract = issue_to(KITA, {28: "beteiligt"})
    for name, path in {
        "rueckmeldung": f"/rueckmeldung/{extract.pk}/",
        "konto": "/konto/",
        "hilfe": "/hilfe/",
        "hilfe-thema": "/hilfe/rueckmeldung/",
    }.items():
        yield name, path, people["fachbereich"]
    for who, person in people.items():
        yield f"uebersicht-{who}", "/", person
    yield "personen", "/personen/", people["administration"]
    yield "person", f"/personen/{people['fachbereich'].pk}/", people["administration"]
    yield "datenschutz", "/datenschutz/", None
    for name, path in (*steering_pages(), *catalogue_pages()):
        yield name, path, people["koordination"]


def rendered(path: str, person: User | None) -> str:
    client = Client()
    if person:
        client.force_login(person, PASSWORD_BACKEND)
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.django_db
def test_pages_by_name(page: Page) -> None:
    cache.clear()
    people = build_scene()
    found = {f"/{name}": rendered(path, person) for name, path, person in pages(people)}
    with served(found) as site:
        for name in found:
            page.goto(f"{site}{name}")
            tells(page, name.removeprefix("/"))
