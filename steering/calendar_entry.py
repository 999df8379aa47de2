"""A meeting or a talk as a calendar entry (RFC 5545, 5546): one UID for its changes and its cancellation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from icalendar import Alarm, Calendar, Event, vCalAddress

CONTENT_TYPE = "text/calendar"


class Appointment(Protocol):
    """What a calendar must know of a meeting."""

    uid: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    video_link: str

    sequence: int

    @property
    def title(self) -> str: ...

    @property
    def is_cancelled(self) -> bool: ...


def method_of(meeting: Appointment) -> str:
    return "CANCEL" if meeting.is_cancelled else "REQUEST"


def calendar_entry(
    meeting: Appointment,
    *,
    sequence: int,
    attendee: str,
    text: str,
    at: dt.datetime,
    host: str = "Geschäftsführung",
) -> bytes:
    """Return the .ics for one person, by address, as of the letter's `sequence`.

    Nobody else's address stands in it. Commas and line breaks of title and text are escaped by the library.
    """
    calendar = _calendar(method_of(meeting))
    calendar.add_component(_event(meeting, sequence, attendee, text, at, host))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(
    meeting: Appointment, sequence: int, attendee: str, text: str, at: dt.datetime, host: str
) -> Event:
    event = _timed(meeting, sequence, text, at)
    if meeting.video_link:
        event.add("url", meeting.video_link)
    event.add("organizer", _person(settings.CONTACT_EMAIL or settings.DEFAULT_FROM_EMAIL, host))
    if attendee:
        event.add("attendee", _person(attendee, "", rsvp="TRUE", partstat="NEEDS-ACTION"))
    if not meeting.is_cancelled:
        event.add_component(_reminder(meeting))
    return event


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.CITY_NAME}//{settings.PRODUCT_NAME or 'Integrationsplanung'}//DE")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _timed(meeting: Appointment, sequence: int, text: str, at: dt.datetime) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", sequence)
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("dtstart", timezone.localtime(meeting.starts_at))
    event.add("dtend", timezone.localtime(meeting.ends_at))
    event.add("summary", meeting.title)
    event.add("description", text)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    if place := "; ".join(filter(None, (meeting.place, meeting.video_link))):
        event.add("location", place)
    return event


def _person(address: str, name: str, **parameters: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    if name:
        person.params["cn"] = name
    for key, value in parameters.items():
        person.params[key] = value
    return person


def _reminder(meeting: Appointment) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", meeting.title)
    alarm.add("trigger", dt.timedelta(days=-1))
    return alarm


class Day(Protocol):
    """What a calendar must know of a day in the year's plan."""

    @property
    def day(self) -> dt.date: ...

    @property
    def text(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def uid(self) -> str: ...

    @property
    def warning(self) -> str: ...

    @property
    def appointment(self) -> Appointment | None: ...


def year_calendar(title: str, days: Iterable[Day], *, link: Callable[[str], str], at: dt.datetime) -> bytes:
    """Return the .ics of many days; appointments keep their invitations' UID, so none is there twice."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", title)
    for one in days:
        url = link(one.path)
        text = "\n".join(filter(None, (one.warning, url)))
        found = one.appointment
        event = _timed(found, found.sequence, text, at) if found else _whole_day(one, text, at)
        event.add("url", url)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _whole_day(one: Day, text: str, at: dt.datetime) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("dtstart", one.day)
    event.add("dtend", one.day + dt.timedelta(days=1))
    event.add("summary", one.text)
    event.add("description", text)
    event.add("transp", "TRANSPARENT")
    return event
