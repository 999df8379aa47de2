"""Asking, answering and withdrawing questions about measures, each in one transaction with the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Clarification, Unit
from catalogue.models.clarification import NO_QUESTION
from catalogue.past.history import current_versions
from catalogue.upkeep.clarifications import lines_of, with_line, without_line
from catalogue.upkeep.steps import remember, state
from integration.history.models import ChangeSet
from integration.texts import clean_text

_State = Clarification.State


@transaction.atomic
def ask(
    number: int,
    question: str,
    *,
    unit: Unit | None = None,
    due: dt.date | None = None,
    by: Any,
    at: dt.datetime | None = None,
) -> Clarification:
    """Put a question about measure `number` to a unit and return it.

    A question is one line; line breaks become spaces. Raises ValidationError where it is open already, or
    where the measure is not in the catalogue (any more).
    """
    ChangeSet.objects.lock()
    question = " ".join(clean_text(question).split())
    if question.casefold() == NO_QUESTION:
        raise ValidationError({"question": "Was ist die Frage?"})
    standing = _standing(number)
    if question in lines_of(standing):
        raise ValidationError({"question": "Diese Frage ist zu dieser Maßnahme schon offen."})
    reason = f"Klärungsbedarf: {question}"
    _write(number, with_line(standing, question), by=by, reason=reason, at=at)
    asked = Clarification.objects.open().get(measure__number=number, question=question)
    asked.unit, asked.due = unit, due
    asked.save(update_fields=["unit", "due"])
    return asked


@transaction.atomic
def address(
    clarification: Clarification,
    *,
    unit: Unit | None,
    due: dt.date | None,
    by: Any,
    at: dt.datetime | None = None,
) -> None:
    """Say to whom an open question goes, and by which day it wants an answer; history keeps who said so."""
    ChangeSet.objects.lock()
    clarification = _locked(clarification)
    before = state(clarification)
    clarification.unit, clarification.due = unit, due
    clarification.save(update_fields=["unit", "due"])
    remember(clarification, f"zu {clarification.measure}: {clarification}", before, by=by, at=at)


@transaction.atomic
def answer(
    clarification: Clarification, text: str, *, by: Any, at: dt.datetime | None = None
) -> Clarification:
    """Answer an open question; it is no longer part of the record. Raises ValidationError if it is closed."""
    text = clean_text(text)
    if not text:
        raise ValidationError({"answer": "Beantwortet ist eine Frage mit einer Antwort."})
    clarification = _close(clarification, reason="Geklärt", by=by, at=at)
    clarification.state, clarification.answer = _State.ANSWERED, text
    clarification.save(update_fields=["state", "answer"])
    return clarification


@transaction.atomic
def withdraw(clarification: Clarification, reason: str, *, by: Any) -> Clarification:
    """Take an open question back, for a reason. Raises ValidationError if it is closed already."""
    return _close(clarification, reason=reason, by=by)


def _close(
    clarification: Clarification, *, reason: str, by: Any, at: dt.datetime | None = None
) -> Clarification:
    """Take the question out of the record, which closes it, and return it as it is then."""
    ChangeSet.objects.lock()
    clarification = _locked(clarification)
    number = clarification.measure.number
    text = without_line(_standing(number), clarification.question)
    _write(number, text, by=by, reason=f"{reason}: {clarification}", at=at)
    clarification.refresh_from_db()
    return clarification


def _locked(clarification: Clarification) -> Clarification:
    rows = Clarification.objects.select_for_update(of=("self",)).select_related("measure")
    clarification = rows.get(pk=clarification.pk)
    if not clarification.is_open:
        state = clarification.get_state_display()
        raise ValidationError(f"Diese Frage ist inzwischen {state}. Es wurde nichts geändert.")
    return clarification


def _standing(number: int) -> str:
    """Return the record's open questions."""
    current = dict(current_versions([number]))
    if number not in current:
        raise ValidationError("Diese Maßnahme steht nicht mehr im Katalog.")
    return current[number][1].clarification


def _write(number: int, text: str, *, by: Any, reason: str, at: dt.datetime | None) -> None:
    edit = MeasureEdit(number, {("clarification",): text})
    apply([edit], by=by, way=ChangeSet.Way.FORM, reason=reason, at=at)
