"""Minutes of the demo city's meetings: what was held is written down, sent, approved; Aufträge get done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial

from django.utils import timezone

from catalogue.models import Unit
from catalogue.past.history import current_versions
from catalogue.records import State
from catalogue.vocabulary import Status
from integration.accounts.models import User
from integration.demo import Event, workday
from steering.assignments import assignment_actions
from steering.assignments.follow_ups import set_follow_up
from steering.minutes import minutes_actions
from steering.minutes.resolution_actions import record_result, record_status
from steering.models import AgendaItem, Assignment, Meeting, Seat
from steering.models.seat import CONSTITUTED

_STEP = dt.timedelta(days=15)  # how often the office looks after minutes
_TIME = dt.timedelta(days=90)  # what an Auftrag gets
_NOT_BEGUN = (Status.NOT_RECORDED, Status.NOT_BEGUN, Status.PLANNED)
_DONE = "Erledigt: Die Stelle hat in der Sitzung darüber berichtet."


def minutes_events(people: Mapping[str, User]) -> Iterator[Event]:
    """Yield the days on which the office looks after minutes, from the first meeting until today, and the
    one on which it sets itself a Wiedervorlage."""
    at = timezone.make_aware(dt.datetime.combine(CONSTITUTED + _STEP, dt.time(15, 40)))
    while at < timezone.now():
        yield at, partial(_look_after, by=people["koordination"])
        at += _STEP
    at = timezone.make_aware(dt.datetime.combine(workday(3), dt.time(9, 50)))
    yield at, partial(_lay_before, by=people["koordination"])


def _look_after(*, by: User, at: dt.datetime) -> None:
    sent = Meeting.objects.filter(state=Meeting.State.MINUTES_SENT)
    for meeting in sent.filter(objections_until__lt=timezone.localdate(at)):
        minutes_actions.approve(meeting, later=None, by=by, at=at)
    for meeting in Meeting.objects.filter(state=Meeting.State.HELD, starts_at__lt=at).order_by("starts_at"):
        _take(meeting, by=by, at=at)
    late = timezone.localdate(at) - dt.timedelta(days=240)
    for task in Assignment.objects.running().filter(due__lt=late):
        assignment_actions.answer(task, _DONE, by=by, at=at)


def _lay_before(*, by: User, at: dt.datetime) -> None:
    if task := Assignment.objects.running().order_by("-due").first():
        set_follow_up(task, timezone.localdate(), "Zwischenstand für die Sitzung erfragen", by=by, at=at)


def _take(meeting: Meeting, *, by: User, at: dt.datetime) -> None:
    seats = list(Seat.objects.held(on=timezone.localdate(meeting.starts_at)))
    presences = ["anwesend", "anwesend", "vertreten", "anwesend", "entschuldigt"]
    there = {seat: (presences[place % 5], "") for place, seat in enumerate(seats)}
    minutes_actions.save_attendance(meeting, there, ["Koordination Ehrenamt"], by=by, at=at)
    for item in meeting.items.on_agenda():
        _write(item, by=by, at=at)
    until = timezone.localdate(at) + dt.timedelta(days=14)
    minutes_actions.send_draft(meeting, objections_until=until, by=by, at=at)


def _write(item: AgendaItem, *, by: User, at: dt.datetime) -> None:
    measures = list(item.measures.all())
    text = item.facts or "Die Koordination berichtet. Die Mitglieder nehmen den Stand zur Kenntnis."
    minutes_actions.save_text(item, text, seen=item.version, by=by, at=at)
    if item.kind == AgendaItem.Kind.NOTE or not measures:
        record_result(item, "kenntnis", measures=measures, by=by, at=at)
        return
    wording = item.proposal or "Wie beraten."
    resolved = record_result(item, "festlegung", wording=wording, measures=measures, by=by, at=at)
    current = dict(current_versions([one.number for one in measures]))
    for number, (_, record) in list(current.items())[:1]:
        if record.status.value in _NOT_BEGUN:
            record_status(resolved, record, State(Status.IN_PROGRESS.value), by=by, at=at)
        unit = Unit.objects.filter(slug=record.lead or next(iter(record.units), "")).first()
        if unit:
            task = f"Zur Umsetzung von Maßnahme {number} in der nächsten Sitzung berichten."
            due = timezone.localdate(at) + _TIME
            assignment_actions.assign(item, unit, task, due=due, measures=measures, by=by, at=at)
