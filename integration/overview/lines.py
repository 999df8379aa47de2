"""How a row of what is asked reads as a line of „Als Nächstes“, and where it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse

from catalogue.models.clarification import NO_QUESTION
from integration.barriers.models import ANSWER_WITHIN
from integration.overview.dated import Row
from steering.models import ReportSection
from steering.talks.cycle import AGREED_WITHIN


class Task(NamedTuple):
    """A line. Without a day it waits now; `is_kept` stands in the list however much else there is."""

    day: dt.date | None
    kind: str
    text: str
    url: str
    about: str = ""
    is_kept: bool = False


def line_of(row: Row) -> Task:
    return _LINES[row.kind](row)


def _return(row: Row) -> Task:
    url = reverse("catalogue:unit-return-form", args=[row.key])
    return Task(row.day, "Rückmeldung", f"Rückmeldung für {row.text}", url, row.who)


def _answer(row: Row) -> Task:
    question = "Klärungsbedarf ohne Frage" if row.text == NO_QUESTION else row.text
    url = reverse("catalogue:clarification-detail", args=[row.key])
    return Task(row.day, "Antwort", question, url, _about(_measure(row.number), row.who))


def _assignment(row: Row) -> Task:
    return Task(row.day, "Auftrag", row.text, reverse("steering:assignment-detail", args=[row.key]), row.who)


def _follow_up(row: Row) -> Task:
    url = f"{reverse('catalogue:measure-detail', args=[row.number])}#wiedervorlage"
    return Task(row.day, "Wiedervorlage", row.text, url, _about(_measure(row.number), row.who))


def _follow_up_of_assignment(row: Row) -> Task:
    url = f"{reverse('steering:assignment-detail', args=[row.number])}#wiedervorlage"
    return Task(row.day, "Wiedervorlage", row.text, url, f"Auftrag an {row.who}")


def _step(row: Row) -> Task:
    url = reverse("catalogue:measure-detail", args=[row.number])
    return Task(row.day, "Nächster Schritt", row.text or "ohne nähere Angabe", url, _measure(row.number))


def _goal_step(row: Row) -> Task:
    url = reverse("steering:goal-talk-detail", args=[row.number])
    return Task(row.day, "Schritt zum Jahresziel", row.text, url, row.who)


def _value(row: Row) -> Task:
    url = reverse("steering:indicator-detail", args=[row.key])
    return Task(row.day, "Wert eintragen", row.text, url, row.who)


def _section(row: Row) -> Task:
    url = reverse("steering:report-section-update", args=[row.number, row.key])
    return Task(row.day, "Bericht", f"Text „{ReportSection.Kind(row.text).label}“", url, row.who)


def _talk(row: Row) -> Task:
    page = "steering:goal-talk-preparation"
    return Task(
        row.day,
        "Zielgespräch",
        f"Zielgespräch {row.number} mit {row.who} vorbereiten",
        reverse(page, args=[row.key]),
        row.text,
        is_kept=True,
    )


def _talk_passed(row: Row) -> Task:
    url = reverse("steering:goal-talk-detail", args=[row.key])
    text = f"Zielgespräch {row.number} mit {row.who}: wurde es geführt?"
    return Task(row.day, "Zielgespräch", text, url)


def _confirmation(row: Row) -> Task:
    url = f"{reverse('steering:goal-talk-detail', args=[row.key])}#vereinbarung"
    text = f"Zielvereinbarung {row.number} bestätigen"
    return Task(row.day + AGREED_WITHIN, "Zielvereinbarung", text, url, row.text)


def _check(row: Row) -> Task:
    url = reverse("steering:goal-talk-detail", args=[row.key])
    return Task(row.day, "Zielvereinbarung", f"Zwischenstand {row.number} prüfen", url, row.who)


def _review(row: Row) -> Task:
    text = f"Stellungnahme zu Maßnahme {row.number}"
    return Task(row.day, "Sitzung", text, reverse("steering:review-list"), row.text)


def _takeover(row: Row) -> Task:
    url = reverse("steering:takeover-detail", args=[row.key])
    return Task(None, "Übergabe", f"Übernahme von {row.text} bestätigen", url)


def _barrier(row: Row) -> Task:
    url = reverse("barriers:report-detail", args=[row.key])
    day = row.day + dt.timedelta(days=ANSWER_WITHIN)
    return Task(day, "Barriere", f"Gemeldete Barriere beantworten: {row.text}", url, row.who)


def _measure(number: int) -> str:
    return f"Maßnahme {number}"


def _about(*parts: str) -> str:
    return ", ".join(filter(None, parts))


_LINES: dict[str, Callable[[Row], Task]] = {
    "rueckmeldung": _return,
    "antwort": _answer,
    "auftrag": _assignment,
    "vorlage": _follow_up,
    "vorlage-auftrag": _follow_up_of_assignment,
    "schritt": _step,
    "jahresschritt": _goal_step,
    "wert": _value,
    "abschnitt": _section,
    "gespraech": _talk,
    "gespraech-vorbei": _talk_passed,
    "bestaetigung": _confirmation,
    "bestaetigung-amt": _confirmation,
    "zwischenstand": _check,
    "stellungnahme": _review,
    "uebernahme": _takeover,
    "barriere": _barrier,
}
