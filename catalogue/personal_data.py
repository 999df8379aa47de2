"""What the catalogue keeps about persons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from catalogue import models as m
from integration.personal_data import ACCOUNTS, Fields, Kind, authors


def _contacts(person: Any) -> Iterable[QuerySet[Any]]:
    """Return contacts with a person's address: nothing else ties a contact to an account."""
    return [m.Contact.objects.filter(email__iexact=person.email).order_by("pk")] if person.email else []


def _letters(person: Any) -> Iterable[QuerySet[Any]]:
    if not person.email:
        return []
    told = Q(recipient__icontains=person.email) | Q(note__icontains=person.email)
    return [m.ExtractEvent.objects.filter(told).order_by("pk")]


_STATED = (*(m.ExtractRound, m.Mailing, m.Confirmation, m.FollowUp, m.NeedChange, m.RevisionNote),)

KINDS = (
    Kind(
        "memberships",
        "Stellen, zu denen Sie gehören, von wann bis wann",
        ACCOUNTS,
        "Sie sehen die Maßnahmen Ihrer Stellen und antworten für sie.",
        "Koordination und Administration",
        "Solange das Konto besteht; nach dem Ausscheiden ohne Bezug zu Ihnen.",
        {m.UnitMembership: ("user",)},
    ),
    Kind(
        "saved_views",
        "Ansichten, die Sie speichern: Name und Auswahl",
        ACCOUNTS,
        "Sie finden eine Auswahl von Maßnahmen wieder.",
        "Nur Sie",
        "Bis Sie sie löschen oder das Konto anonymisiert wird.",
        {m.SavedView: ("user", "name")},
        leaves=True,
    ),
    Kind(
        "statements",
        "Was Sie zu Maßnahmen festhalten: Bestätigungen, Wiedervorlagen, veränderte Bedarfe, Vormerkungen, "
        "Abfragen; Zeitpunkt und Ihre Funktion",
        ACCOUNTS,
        "Nachvollziehbar bleibt, welche Stelle was wann gesagt hat.",
        "Wer die Maßnahme sieht; die Funktion, nicht den Namen.",
        "Dauerhaft. Nach dem Ausscheiden bleibt die Funktion.",
        authors(*_STATED),
    ),
    Kind(
        "returns",
        "Rückmeldungen und Entscheidungen darüber: Zeitpunkt, Inhalt, Ihre Funktion; wer Auskunft gab "
        "und wer "
        "freigab (Funktion); Dateien und Scans",
        "Personen mit Konto; Auskunftgebende in Stellen und bei Partnern",
        "Nachvollziehbar bleibt, was eine Stelle gemeldet hat und was daraus wurde.",
        "Die Stelle, die Koordination und wer den ganzen Katalog liest.",
        "Dauerhaft; die Dateien {period} nach der Entscheidung. Nach dem Ausscheiden bleibt die Funktion.",
        {
            m.UnitReturn: ("by", "by_function", "spokesperson", "released_by"),
            m.Suggestion: ("decided_by", "decided_by_function"),
        },
        days="returned_files",
    ),
    Kind(
        "system_tokens",
        "Tokens anderer Systeme: wer eines vergab oder widerrief und wann (Funktion); Funktion, die für das "
        "System zuständig ist",
        ACCOUNTS,
        "Nachvollziehbar bleibt, welches System den Katalog lesen darf und wer darüber entschied.",
        "Administration",
        "Dauerhaft. Nach dem Ausscheiden bleibt die Funktion.",
        {m.SystemToken: ("by", "by_function", "done_by", "done_by_function", "contact")},
    ),
    Kind(
        "imports",
        "Importe: wer eine Arbeitsmappe hochlud und wann",
        ACCOUNTS,
        "Nachvollziehbar bleibt, woher der Katalog kommt.",
        "Koordination und Administration",
        "Dauerhaft; der Inhalt der Arbeitsmappe {period}. Liegen Gebliebenes wird verworfen.",
        {m.ImportDraft: ("by", "by_function")},
        days="import_files",
    ),
    Kind(
        "contacts",
        "Ansprechpersonen: Funktion, auf Wunsch Name, Telefon und E-Mail-Adresse",
        "Ansprechpersonen der Stellen und Partner",
        "Fragen zu einer Maßnahme erreichen die richtige Stelle, ebenso Abfragen und Erinnerungen.",
        "Funktion, Telefon und E-Mail-Adresse, wer die Maßnahme sieht; den Namen nur die Koordination.",
        "Solange die Angabe gilt; {period} nach ihrem Ende bleibt nur die Funktion.",
        {m.Contact: ("function", "name", "telephone", "email")},
        days="contacts",
        found=_contacts,
    ),
    Kind(
        "distribution",
        "Verteilprotokoll der Auszüge: Funktion und E-Mail-Adresse der Ansprechperson, Zeitpunkt; wer "
        "versandte "
        "oder herunterlud (Funktion)",
        "Ansprechpersonen; Personen mit Konto",
        "Die Koordination kann nachweisen, welcher Auszug wann an wen ging.",
        "Koordination",
        "Solange der Auszug aufbewahrt wird; die Adresse {period}.",
        {m.ExtractEvent: ("by", "by_function", "recipient")},
        days="addresses",
        found=_letters,
    ),
)

FREE_TEXT: Fields = {
    m.Answer: ("edits", "difficulties", "resources", "need", "note"),
    m.Clarification: ("question", "answer"),
    m.DraftFinding: ("message",),
    m.DraftMeasure: ("edits", "before", "deselected"),
    m.ExtractEvent: ("note",),
    m.ExtractRound: ("letter",),
    m.Goal: ("text",),
    m.ImportDraft: ("message", "choices", "recognised", "summary"),
    m.LocationMark: ("mark",),
    m.Mailing: ("waiting", "text"),
    m.MeasureVersion: ("status_reason", "search"),
    m.NeedChange: ("description", "decision"),
    m.Responsibility: ("mark",),
    m.RevisionNote: ("reason",),
    m.Suggestion: ("path", "value", "reason"),
    m.TargetGroupMark: ("mark",),
    m.UnitReturn: ("message", "findings"),
    m.VersionRecord: ("data",),
}
NOBODY: Fields = {
    m.VersionRecord: ("digests",),
    m.ActionField: ("name",),
    m.Concept: ("name",),
    m.Location: ("name",),
    m.MeasureVersion: ("superseded_by",),
    m.SystemToken: ("name",),
    m.TargetGroup: ("name",),
    m.Unit: ("name",),
    m.UnitName: ("name",),
}
