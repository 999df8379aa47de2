"""One page for the Personalrat: what is recorded of the staff's work, and what is never evaluated.

Each promise names the test that holds it (`Promise.held_by`); tests/integration/privacy/test_staff_sheet.py
looks whether it is there. docs/datenschutz.md says the same.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.conf import settings

from integration.personal_data import Kind
from integration.privacy.declaration import KINDS
from steering.word import add_table, new_paper, saved

TITLE = "Merkblatt für den Personalrat"
PURPOSE = (
    "Das System steuert Maßnahmen, keine Personen. Es hält fest, welche Stelle was getan hat, damit der "
    "Stand "
    "nachvollziehbar ist, und schützt den Zugang. Eine Kontrolle von Leistung oder Verhalten ist weder Zweck "
    "noch vorgesehen."
)
LOGGED = (*("history", "downloads", "sessions", "last_login", "sign_ins", "reminders", "server_log"),)


class Promise(NamedTuple):
    text: str
    held_by: str  # file and name of a test


NEVER = (
    Promise(
        "Es gibt keine Auswertung nach Personen: keine Liste, keine Zählung und kein Bild fasst "
        "zusammen, was "
        "jemand getan hat.",
        "tests/integration/privacy/test_staff_sheet.py::test_nothing_counts_by_person",
    ),
    Promise(
        "Keine Liste lässt sich danach auswählen, wer etwas getan hat.",
        "tests/integration/privacy/test_staff_sheet.py::test_no_list_selects_by_person",
    ),
    Promise(
        "Das Protokoll heruntergeladener Dateien lässt sich nicht nach Personen auswählen oder ordnen.",
        "tests/integration/downloads/test_downloads.py::test_list_selects_by_no_person",
    ),
    Promise(
        "Wann und womit jemand angemeldet ist, sieht nur die Person selbst; die Administration sieht den "
        "Tag der "
        "letzten Anmeldung, um ungenutzte Konten zu schließen.",
        "tests/integration/privacy/test_staff_sheet.py::test_sessions_are_shown_to_oneself_only",
    ),
    Promise(
        "Andere sehen Funktionen, nicht Namen; Protokolle, Vereinbarungen und Berichte nennen Stellen und "
        "Funktionen.",
        "tests/integration/privacy/test_staff_sheet.py::test_others_see_functions",
    ),
    Promise(
        "Die Protokollzeilen des Servers nennen weder Namen noch das, was jemand eingibt.",
        "tests/integration/test_logs.py::test_request_is_one_line_of_json",
    ),
    Promise(
        "Was aufgezeichnet ist, wird nach festen Fristen gelöscht.",
        "tests/integration/privacy/test_retention.py::test_what_had_its_time_goes_and_what_history_needs_stays",
    ),
    Promise(
        "Wer ausscheidet, wird anonymisiert; im Verlauf bleibt die Funktion.",
        "tests/integration/privacy/test_anonymising.py::test_nothing_says_any_more_who_a_leaver_was",
    ),
)
LIMITS = (
    "Ein Zugriff auf die Datenbank selbst könnte mehr zeigen als das System. Wer ihn hat, regelt die "
    "Stadt; eine "
    "Dienstvereinbarung kann festhalten, dass Aufzeichnungen nur zur Sicherheit und zur Fehlersuche gelesen "
    "werden, zu zweit und mit Vermerk."
)


def logged() -> list[Kind]:
    by_key = {kind.key: kind for kind in KINDS}
    return [by_key[key] for key in LOGGED]


def render(day: dt.date) -> bytes:
    """Return the sheet as a Word paper of `day`."""
    word = new_paper(TITLE, settings.CITY_NAME)
    word.add_heading(TITLE, level=0)
    word.add_paragraph(f"{settings.PRODUCT_NAME}, {settings.CITY_NAME}. Stand {day:%d.%m.%Y}.")
    word.add_paragraph(PURPOSE)
    word.add_heading("Was aufgezeichnet wird", level=1)
    rows = [(kind.what, kind.purpose, kind.seen_by, kind.how_long) for kind in logged()]
    add_table(word, ("Was", "Wozu", "Wer es sieht", "Wie lange"), rows, (5, 4, 3.5, 3.5), size=8)
    word.add_heading("Was nie ausgewertet wird", level=1)
    word.add_paragraph(
        "Jede Zusage hält eine Prüfung, die vor jeder neuen Fassung läuft (in Klammern ihr Name)."
    )
    for promise in NEVER:
        name = promise.held_by.rpartition("::")[2]
        word.add_paragraph(f"{promise.text} ({name})", style="List Bullet")
    word.add_heading("Was die Stadt regeln sollte", level=1)
    word.add_paragraph(LIMITS)
    return saved(word)
