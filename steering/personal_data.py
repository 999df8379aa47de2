"""What the Steuerungsgruppe's work keeps about persons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from integration.personal_data import ACCOUNTS, Fields, Kind, authors
from steering import models as m


def _addresses(person: Any) -> Iterable[QuerySet[Any]]:
    """Return seats and guests with a person's address."""
    if not person.email:
        return []
    return [
        model.objects.filter(email__iexact=person.email).order_by("pk") for model in (m.Seat, m.MeetingGuest)
    ]


_STATED = (
    *(m.Meeting, m.MeetingDocument, m.MeetingLetter, m.MinutesComment, m.MinutesHandover),
    *(m.AgendaItem, m.AgendaItemStep, m.Resolution, m.Review, m.ResourceRequest),
    *(m.Assignment, m.AssignmentStep, m.AssignmentFollowUp),
    *(m.GoalTalk, m.TalkPoint, m.AgreementConfirmation, m.AnnualGoal, m.GoalStep, m.IndicatorValue),
    *(m.AnnualReport, m.ReportSection, m.ReportSignature),
)
_FROZEN = (m.AgreementEdition, m.MinutesDraft, m.Minutes, m.ReportEdition)
_WHO_TAKES_PART: Fields = {
    m.Seat: ("person", "function", "deputy", "deputy_function", "email"),
    m.Attendance: ("by",),
    m.MeetingGuest: ("function", "email"),
    m.MeetingLetter: ("recipients",),
    m.AgendaItem: ("presenter",),
    m.GoalTalk: ("participants",),
}

KINDS = (
    Kind(
        "taking_part",
        "Sitze, Stellvertretungen und Gäste der Steuerungsgruppe, Anwesenheit, Teilnahme an Zielgesprächen, "
        "Empfang von Einladungen: als Funktion; wo es kein Konto gibt, mit E-Mail-Adresse",
        "Mitglieder, Stellvertretungen und Gäste der Steuerungsgruppe; Teilnehmende an Zielgesprächen",
        "Einladen, Sitzungen leiten und im Protokoll festhalten, wer beraten hat.",
        "Wer Sitzungen liest, sieht Funktionen; E-Mail-Adressen die Koordination.",
        "Sitze und Protokolle dauerhaft; E-Mail-Adressen bis {period} nach dem Ende.",
        _WHO_TAKES_PART,
        days="contacts",
        found=_addresses,
    ),
    Kind(
        "steering",
        "Was Sie in Sitzungen, Zielgesprächen und Berichten festhalten: Vorschläge, Beschlüsse, Aufträge, "
        "Stellungnahmen, Ziele, Werte, Mitzeichnungen; Zeitpunkt und Ihre Funktion; wer etwas erledigen "
        "soll (Funktion)",
        ACCOUNTS,
        "Nachvollziehbar bleibt, was beraten, vereinbart und erledigt wurde. Vereinbarungen binden "
        "Stellen, keine Personen.",
        "Wer die Sitzung, das Zielgespräch oder den Bericht lesen darf.",
        "Dauerhaft. Nach dem Ausscheiden bleibt die Funktion.",
        {
            **authors(*_STATED, m.MeetingGuest),
            m.Assignment: ("by", "by_function", "done_by", "done_by_function", "function"),
            m.GoalStep: ("function", "done_by", "done_by_function"),
        },
    ),
    Kind(
        "frozen",
        "Festgeschriebene Protokolle, Zielvereinbarungen und Berichte: Funktionen, Inhalt; wer sie "
        "festschrieb",
        "Alle Genannten",
        "Was gilt, darf sich nicht nachträglich ändern (Prüfsumme).",
        "Wer die Sitzung, das Zielgespräch oder den Bericht lesen darf.",
        "Unverändert bis zum Ende der Aufbewahrungsfrist der Stadt, danach Anbietung an das Stadtarchiv "
        "(NArchG). Sie nennen Funktionen, keine Namen, soweit niemand einen in den Text schreibt.",
        authors(*_FROZEN),
        secret=frozenset({"record"}),  # the paper itself, which its readers can call up
    ),
    Kind(
        "departures",
        "Übergaben: welche Funktion ging, wann ihr letzter Tag war, was an wen überging, wer die Übernahme "
        "wann bestätigte, ob das Schreiben dazu ankam",
        ACCOUNTS,
        "Nichts bleibt liegen, wenn jemand geht, und es steht fest, wer zuständig wurde.",
        "Administration und Koordination; wer übernimmt, die eigene Übernahme.",
        "Dauerhaft. Nach dem Ausscheiden bleibt die Funktion.",
        {
            m.Departure: ("person", "function", "by", "by_function"),
            m.Takeover: ("successor", "function", "by", "by_function", "done_by", "done_by_function"),
        },
    ),
    Kind(
        "reminders",
        "Erinnerungen an Sie: Zeitpunkt, Ihre Funktion, Text, ob sie zugestellt wurden; woran erinnert wurde",
        ACCOUNTS,
        "An jedes Ereignis wird einmal erinnert, und die Koordination sieht, was nicht ankam.",
        "Sie selbst, Koordination und Administration",
        "Der Text {period}; dass erinnert wurde, solange das Konto besteht.",
        {m.ReminderLetter: ("recipient", "function"), m.ReminderSent: ("recipient",)},
        days="reminders",
        leaves=True,
    ),
    Kind(
        "reminder_choice",
        "Wie oft Sie erinnert werden wollen",
        ACCOUNTS,
        "Sie bekommen nicht mehr Post, als Sie möchten.",
        "Nur Sie",
        "Solange das Konto besteht.",
        {m.ReminderChoice: ("user",)},
        leaves=True,
    ),
)

FREE_TEXT: Fields = {
    m.AgendaItem: ("facts", "proposal", "word", "text"),
    m.AgendaItemStep: ("text",),
    m.AgreementEdition: ("record", "amendment"),
    m.AnnualGoal: (
        *("text", "methods", "instruments", "support_asked", "support_promised"),
        *("waiver", "attainment_because"),
    ),
    m.AnnualReport: ("content",),
    m.Assignment: ("task", "answer", "wished_because"),
    m.AssignmentStep: ("text",),
    m.Departure: ("reason", "left", "waiting"),
    m.GoalStep: ("text",),
    m.GoalTalk: ("cancelled_because", "minutes", "feedback", "check_note", "amendment"),
    m.Indicator: ("measured_how", "criterion"),
    m.IndicatorValue: ("comment", "withdrawn_because"),
    m.Meeting: ("cancelled_because",),
    m.MeetingLetter: ("waiting", "text", "facts"),
    m.Minutes: ("record", "correction"),
    m.MinutesComment: ("text",),
    m.MinutesDraft: ("record",),
    m.ReminderLetter: ("text", "failed"),
    m.ReportEdition: ("record", "correction"),
    m.ReportSection: ("text",),
    m.ReportSignature: ("word",),
    m.Resolution: ("wording", "search"),
    m.ResourceRequest: ("purpose", "granted_note"),
    m.Review: ("implementation", "need", "difficulties", "conditions"),
    m.Takeover: ("things", "failed"),
    m.TalkPoint: ("text",),
}
NOBODY: Fields = {m.Indicator: ("name",)}
