"""The measure sheet ("Steckbrief"): all that a measure's page says to a person, on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from catalogue.models import Clarification, Contact, FollowUp, NeedChange, RevisionNote
from catalogue.models.recorded import Recorded
from catalogue.portrait import Line, Mark, Portrait
from catalogue.upkeep.measure_steps import MeasureSteps
from catalogue.vocabulary import DEMANDS_REASON
from integration.documents import pdf
from integration.history.models import ChangeSet
from integration.naming import stored_names

_SYSTEM = "Systembetreuung"
_ONLY_MARKED = "In der Tabelle als offen markiert, ohne nähere Angabe."
Pairs = list[tuple[str, str]]


class MeasureSheet:
    """What the sheet says; `names` where the reader may see names, `steps` of today's measure only."""

    def __init__(
        self, portrait: Portrait, steps: MeasureSteps | None, *, names: bool, outside: bool = False
    ) -> None:
        """`outside` is for readers outside the city: nobody is named, and nobody is to be reached."""
        self.portrait, self.record, self.steps = portrait, portrait.record, steps
        self.names, self.outside = names and not outside, outside

    def pdf(self, at: dt.datetime) -> bytes:
        """Return the sheet, made `at`; without steps it is one of a past day."""
        shown, is_past = _day(self.portrait.day), self.steps is None
        title = f"Maßnahme {self.record.number}" + (f", Stand {shown}" if is_past else "")
        context = {"day": shown, "is_past": is_past, **self.context()}
        if self.outside:
            context = stored_names().nameless(context)
        return pdf.render("documents/measure.typ", context, title=title, at=at)

    def context(self) -> dict[str, Any]:
        record, portrait = self.record, self.portrait
        clarification = record.clarification if not self.steps else ""
        return {
            "numbers": portrait.numbers,
            "goal": record.goal,
            "text": record.text,
            "status": portrait.status.label,
            "has_ended": portrait.status in DEMANDS_REASON,
            "lead": record.title("units", record.lead) if record.lead else "",
            "target_groups": _marks(portrait.target_groups),
            "locations": _marks(portrait.locations),
            "hat": _marks(portrait.hat),
            "progress": list(self._progress()),
            "clarification": _ONLY_MARKED if clarification == "x" else clarification,
            "roles": [(role, [self._unit(unit) for unit in units]) for role, units in portrait.roles],
            "lines": [self._line(line) for line in portrait.lines],
            "change": self._change(portrait.version.change_set),
            **(self._today(self.steps) if self.steps else {}),
        }

    def _progress(self) -> Iterator[tuple[str, str]]:
        """Yield how far the measure is, as labels and texts."""
        record = self.record
        yield "Begründung", record.status.reason
        yield "Ersetzt durch", record.superseded_by and f"Maßnahme {record.superseded_by}"
        yield "Ersetzt", ", ".join(f"Maßnahme {number}" for number in self.portrait.replaces)
        yield f"Sachstand{_since('vom', record.progress_date)}", record.progress
        yield "Zeitrahmen", record.timeframe
        next_step = record.next_step or ("–" if record.next_step_date else "")
        yield f"Nächster Schritt{_since('bis', record.next_step_date)}", next_step

    def _unit(self, unit: Any) -> dict[str, Any]:
        contacts = [self._contact(contact) for contact in unit.contacts]
        return {"name": unit.name, "text": unit.text, "contacts": contacts}

    def _contact(self, contact: Contact) -> str:
        deputy = contact.is_deputy and "ertret" not in contact.function
        person = f"{contact.function}, {contact.name}" if self.names and contact.name else contact.function
        reached = () if self.outside else (contact.telephone, contact.email)
        parts = [f"{person} (Vertretung)" if deputy else person, *reached]
        return " · ".join(filter(None, parts))

    def _line(self, line: Line) -> dict[str, Any]:
        listing = line.listing
        return {
            "number": line.number,
            "is_main": line.is_main and len(self.portrait.lines) > 1,
            "action_field": line.action_field,
            "counterpart": line.counterpart,
            "label": listing.label if listing.label != line.action_field else "",
            "concept": line.concept,
            "page": listing.page,
            "remark": listing.remark,
            "extra": list(listing.extra.items()),
            "lost": [tuple(cell) for cell in line.lost],
        }

    def _change(self, change: ChangeSet) -> Pairs:
        at = timezone.localtime(change.at)
        return [
            ("Am", f"{at:%d.%m.%Y, %H:%M} Uhr"),
            ("Durch", self._by(change)),
            ("Auf dem Weg", change.get_way_display()),
            ("Grund", change.reason),
        ]

    def _by(self, change: ChangeSet) -> str:
        """Return by whom, as `change_set_by.html` says it."""
        if not change.by_function:
            return _SYSTEM
        person = change.by.username if change.by else ""
        if change.by_function == person:
            return person if self.names else "Person ohne eingetragene Funktion"
        return f"{change.by_function} ({person})" if person and self.names else change.by_function

    # --- What stands beside the record today

    def _today(self, steps: MeasureSteps) -> dict[str, Any]:
        confirmation = steps.confirmation
        return {
            "questions": [self._question(one, steps.day) for one in steps.questions],
            "answers": [self._answer(one) for one in steps.answers],
            "needs": [_need(one) for one in steps.need_changes],
            "tasks": [(rule.label, rule.sentence) for rule in self.portrait.tasks],
            "confirmed": f"{_moment(confirmation)}, {_author(confirmation)}" if confirmation else "",
            "follow_ups": [_follow_up(one, steps.day) for one in steps.follow_ups],
            "notes": [_note(one) for one in steps.revision_notes],
        }

    def _question(self, one: Clarification, today: dt.date) -> dict[str, Any]:
        to = f"an {one.unit}" if one.unit else "noch an niemanden"
        due = f", Antwort bis {_day(one.due)}" if one.due else ""
        asked = f"gefragt {_day(timezone.localdate(one.opened.at))}, {self._by(one.opened)}"
        return {"text": str(one), "note": f"{to}{due} · {asked}", "late": bool(one.due and one.due < today)}

    def _answer(self, one: Clarification) -> dict[str, Any]:
        closed = one.closed
        when = f" {_day(timezone.localdate(closed.at))}, {self._by(closed)}" if closed else ""
        return {"text": str(one), "answer": one.answer, "note": f"{one.get_state_display()}{when}"}


def _need(one: NeedChange) -> dict[str, str]:
    seen = f"Festgestellt am {_day(one.day)} · Quelle: {one.source} · erfasst {_moment(one)}, {_author(one)}"
    decided = f"Entschieden am {_day(one.decided_on)} durch {one.decided_by}" if one.decided_on else ""
    return {"text": one.description, "note": seen, "decided": decided, "decision": one.decision}


def _follow_up(one: FollowUp, today: dt.date) -> dict[str, Any]:
    question = f"Frage: {one.clarification}\n" if one.clarification else ""
    note = f"{question}{_author(one)}, {_moment(one)}"
    return {"day": _day(one.due), "late": one.due < today, "text": one.reason, "note": note}


def _note(one: RevisionNote) -> dict[str, str]:
    done = (
        f" · erledigt {_day(timezone.localdate(one.done_at))}, {one.done_by_function or _SYSTEM}"
        if one.done_at
        else ""
    )
    return {"text": one.reason, "note": f"vorgemerkt {_moment(one)}, {_author(one)}{done}"}


def _author(one: Recorded) -> str:
    return one.by_function or _SYSTEM


def _moment(one: Recorded) -> str:
    return _day(timezone.localdate(one.at))


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def _since(word: str, iso: str) -> str:
    return f" {word} {_day(dt.date.fromisoformat(iso))}" if iso else ""


def _marks(marks: list[Mark]) -> list[str]:
    return [f"{mark.name} („{mark.text}“)" if mark.text else mark.name for mark in marks]
