"""The demo city's Steuerungsgruppe: who sits in it, its meetings since 2017, the next one with its agenda."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from catalogue.models import Measure, Unit
from integration.accounts.models import User
from integration.demo import Event, workday
from integration.spreadsheets.styling import new_workbook
from integration.spreadsheets.tables import Column, add_table
from steering import agenda_actions, invitations
from steering.guest_actions import add_guest
from steering.meeting_actions import add_document, save_meeting
from steering.models import AgendaItem, Meeting, ResourceRequest, Review, Seat
from steering.models.seat import CONSTITUTED
from steering.review_actions import save_request, save_review
from steering.seat_actions import save_seat

TOLD = settings.BASE_DIR / "fixtures" / "demo-sitzungen.json"
_SEATS_AT = dt.datetime(2017, 4, 11, 9, 0)  # a fortnight before the group met for the first time


def steering_events(people: Mapping[str, User]) -> Iterator[Event]:
    """Yield each event's moment and what makes it, to be called with that moment as `at`."""
    told = json.loads(TOLD.read_text())
    office = people["koordination"]
    yield timezone.make_aware(_SEATS_AT), partial(_seats, told["seats"], people, by=office)
    for one in told["meetings"]:
        planned, invited, starts = _days(one)
        meeting = Meeting(proposals_until=None)
        yield planned, partial(_plan, meeting, one, starts, people, by=office)
        yield invited, partial(_invite, meeting, by=office)
        if one.get("held"):
            yield starts, partial(_hold, meeting)
    for act, name in ((_review, "reviews"), (_request, "resources")):
        for one in told[name]:
            yield _moment(workday(one.pop("days_ago")), "14:30"), partial(act, one, by=office)


def _seats(seats: list[dict[str, Any]], people: Mapping[str, User], *, by: User, at: dt.datetime) -> None:
    units = {unit.slug: unit for unit in Unit.objects.all()}
    for told in seats:
        days = {
            "valid_from": dt.date.fromisoformat(told.pop("from", CONSTITUTED.isoformat())),
            "valid_until": dt.date.fromisoformat(told.pop("until")) if "until" in told else None,
        }
        person = people.get(told.pop("person", ""))
        seat = Seat(unit=units[told.pop("unit")])
        save_seat(seat, {**told, **days, "person": person}, by=by, reason="Konstituierung", at=at)


# --- Meetings ---------------------------------------------------------------------------------------


def _days(told: Mapping[str, Any]) -> tuple[dt.datetime, dt.datetime, dt.datetime]:
    """Return when a meeting was planned, when the invitation went out, and when it begins."""
    if "day" in told:
        day, planned = dt.date.fromisoformat(told["day"]), dt.date.fromisoformat(told["planned"])
        invited = max(planned, day - dt.timedelta(days=28))
    else:
        ago = told.get("days_ago", -told.get("in_days", 0))
        day, planned = workday(ago), workday(ago + told["planned_before"])
        invited = workday(told.get("invited_days_ago", ago + 28))
    return _moment(planned, "09:20"), _moment(invited, "11:05"), _moment(day, told["begins"])


def _moment(day: dt.date, clock: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.fromisoformat(clock)))


def _plan(
    meeting: Meeting,
    told: Mapping[str, Any],
    starts: dt.datetime,
    people: Mapping[str, User],
    *,
    by: User,
    at: dt.datetime,
) -> None:
    day = timezone.localdate(starts)
    fields = {name: told[name] for name in ("title", "place", "video_link") if name in told}
    until = day - dt.timedelta(days=10) if "in_days" in told else None
    times = {"starts_at": starts, "ends_at": _moment(day, told["ends"]), "proposals_until": until}
    save_meeting(meeting, {**fields, **times}, by=by, at=at)
    for one in told["items"]:
        _put(meeting, dict(one), people, by=by, at=at)
    for one in told.get("guests", ()):
        add_guest(meeting, **one, by=by, at=at)
    for one in told.get("papers", ()):
        _lay(meeting, one, by=by, at=at)


def _put(
    meeting: Meeting, told: dict[str, Any], people: Mapping[str, User], *, by: User, at: dt.datetime
) -> None:
    proposer = people.get(told.pop("proposed_by", ""))
    item = AgendaItem(meeting=meeting)
    agenda_actions.save_item(item, told, by=proposer or by, accept=proposer is None, at=at)
    if told.get("state"):
        AgendaItem.objects.filter(pk=item.pk).update(state=told["state"])


def _lay(meeting: Meeting, told: Mapping[str, Any], *, by: User, at: dt.datetime) -> None:
    """Lay a workbook with a small table beside a TOP."""
    workbook, stream = new_workbook(title=told["title"], creator="Koordination", at=at), io.BytesIO()
    columns = [Column(heading, 18) for heading in told["columns"]]
    add_table(workbook, "Tabelle", columns, told["rows"], footer=told["title"])
    workbook.save(stream)
    paper = add_document(
        meeting, title=told["title"], name=told["name"], data=stream.getvalue(), by=by, at=at
    )
    meeting.items.get(title=told["top"]).documents.add(paper)


def _invite(meeting: Meeting, *, by: User, at: dt.datetime) -> None:
    told = invitations.draft(meeting)
    invitations.send(meeting, subject=told["subject"], text=told["text"], by=by, at=at, deliver=False)


# --- What units say and need ------------------------------------------------------------------------


def _review(told: dict[str, Any], *, by: User, at: dt.datetime) -> None:
    """Have a unit say for the next meeting what it asks about a measure."""
    meeting = Meeting.objects.upcoming(now=at).first()
    save_review(Review(meeting=meeting, **_about(told)), by=by, at=at)


def _request(told: dict[str, Any], *, by: User, at: dt.datetime) -> None:
    """Ask for a resource of the year that begins so many years later; some are granted a month after."""
    told["budget_year"] += at.year
    if "granted" in told:
        told["granted_on"] = timezone.localdate(at) + dt.timedelta(days=30)
    save_request(ResourceRequest(**_about(told)), by=by, at=at)


def _about(told: dict[str, Any]) -> dict[str, Any]:
    measure, unit = Measure.objects.get(number=told["measure"]), Unit.objects.get(slug=told["unit"])
    return {**told, "measure": measure, "unit": unit}


def _hold(meeting: Meeting, *, at: dt.datetime) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.HELD)
