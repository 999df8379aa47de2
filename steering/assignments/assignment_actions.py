"""Giving, answering and prolonging Aufträge. Each step leaves its line on the Auftrag's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.models import Measure, Unit
from integration.texts import clean_text
from steering.minutes.writing import writable
from steering.models import AgendaItem, Assignment, AssignmentStep

_Kind = AssignmentStep.Kind


@transaction.atomic
def assign(
    item: AgendaItem,
    unit: Unit,
    task: str,
    *,
    due: dt.date,
    function: str = "",
    measures: Iterable[Measure] = (),
    by: Any,
    at: dt.datetime | None = None,
) -> Assignment:
    """Give a unit something to do by a day; it starts when the minutes are sent."""
    writable(item.meeting_id, at=at)
    given = Assignment(item=item, **Assignment.stamp(by, at))
    return _said(given, unit, task, due, function, measures, at)


@transaction.atomic
def change_task(
    assignment: Assignment,
    unit: Unit,
    task: str,
    *,
    due: dt.date,
    function: str,
    measures: Iterable[Measure],
    by: Any,
    at: dt.datetime | None = None,
) -> Assignment:
    """Say an Auftrag that has not started yet in another way. Raises ValidationError."""
    return _said(_not_started(assignment, at), unit, task, due, function, measures, at)


@transaction.atomic
def take_back(assignment: Assignment, *, by: Any, at: dt.datetime | None = None) -> None:
    """Remove an Auftrag that has not started yet. Raises ValidationError."""
    _not_started(assignment, at).delete()


def _said(
    task: Assignment,
    unit: Unit,
    text: str,
    due: dt.date,
    function: str,
    measures: Iterable[Measure],
    at: dt.datetime | None,
) -> Assignment:
    _refuse_past(due, at)
    task.unit, task.due, task.task, task.function = unit, due, clean_text(text), clean_text(function)
    task.full_clean()
    task.save()
    task.measures.set(measures)
    return task


def _not_started(assignment: Assignment, at: dt.datetime | None) -> Assignment:
    writable(assignment.item.meeting_id, at=at)
    found = _locked(assignment)
    if found.started_at:
        raise ValidationError("Dieser Auftrag ist den Mitgliedern zugegangen und läuft. Er bleibt stehen.")
    return found


@transaction.atomic
def answer(assignment: Assignment, text: str, *, by: Any, at: dt.datetime | None = None) -> Assignment:
    """Say what came of a running Auftrag; it is done then."""
    found, text = _running(assignment), clean_text(text)
    if not text:
        raise ValidationError({"answer": "Erledigt ist ein Auftrag mit einem Ergebnis."})
    found.answer, found.wished_due, found.wished_because = text, None, ""
    found.settle(by, at)
    found.save()
    return _stepped(found, _Kind.ANSWERED, by, at, text=text)


@transaction.atomic
def reopen(assignment: Assignment, reason: str, *, by: Any, at: dt.datetime | None = None) -> Assignment:
    """Say that an Auftrag is not done after all. Its answer stays among its steps."""
    found = _locked(assignment)
    if not found.is_done:
        raise ValidationError("Dieser Auftrag ist noch offen.")
    found.reopen()
    found.save()
    return _stepped(found, _Kind.REOPENED, by, at, text=clean_text(reason))


@transaction.atomic
def ask_for_time(
    assignment: Assignment, due: dt.date, because: str, *, by: Any, at: dt.datetime | None = None
) -> Assignment:
    """Ask for more time, with a reason."""
    found = _running(assignment)
    _refuse_past(due, at)
    if due <= found.due:
        raise ValidationError({"due": f"Der Auftrag hat schon bis zum {found.due:%d.%m.%Y} Zeit."})
    found.wished_due, found.wished_because = due, clean_text(because)
    found.save()
    return _stepped(found, _Kind.ASKED, by, at, text=found.wished_because, due=due)


@transaction.atomic
def grant(assignment: Assignment, *, by: Any, at: dt.datetime | None = None) -> Assignment:
    """Give the time that was asked for."""
    found = _wishing(assignment)
    due, found.agreed_due = found.wished_due or found.due, found.resolved_due
    found.due, found.wished_due, found.wished_because = due, None, ""
    found.save()
    return _stepped(found, _Kind.GRANTED, by, at, due=due)


@transaction.atomic
def decline(assignment: Assignment, reason: str, *, by: Any, at: dt.datetime | None = None) -> Assignment:
    """Not give the time that was asked for, with a reason."""
    found = _wishing(assignment)
    found.wished_due, found.wished_because = None, ""
    found.save()
    return _stepped(found, _Kind.DECLINED, by, at, text=clean_text(reason))


def _refuse_past(due: dt.date, at: dt.datetime | None) -> None:
    if due < timezone.localdate(at):
        raise ValidationError({"due": f"Der {due:%d.%m.%Y} ist schon vorbei."})


def _locked(assignment: Assignment) -> Assignment:
    return Assignment.objects.select_for_update().get(pk=assignment.pk)


def _running(assignment: Assignment) -> Assignment:
    found = _locked(assignment)
    if found.is_done:
        raise ValidationError("Dieser Auftrag ist inzwischen erledigt. Es wurde nichts geändert.")
    if not found.started_at:
        raise ValidationError("Dieser Auftrag läuft erst, wenn das Protokoll versandt ist.")
    return found


def _wishing(assignment: Assignment) -> Assignment:
    found = _running(assignment)
    if found.wished_due is None:
        raise ValidationError("Um eine Verlängerung bittet hier niemand mehr. Es wurde nichts geändert.")
    return found


def _stepped(
    assignment: Assignment,
    kind: str,
    by: Any,
    at: dt.datetime | None,
    *,
    text: str = "",
    due: dt.date | None = None,
) -> Assignment:
    stamp = AssignmentStep.stamp(by, at)
    AssignmentStep.objects.create(assignment=assignment, kind=kind, text=text, due=due, **stamp)
    return assignment
