"""Whom a letter of the Steuerungsgruppe reaches: members and deputies, guests of a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from steering.models import Meeting, MeetingGuest, MeetingLetter, Seat


class Recipient(NamedTuple):
    """Somebody who is written to: as what, where, and under which key letters know it."""

    key: str
    who: str
    address: str


def recipients(days: Iterable[dt.date], guests: Iterable[MeetingGuest] = ()) -> list[Recipient]:
    """Return whom a letter reaches: whoever holds a seat on one of the days, then guests; an address once."""
    found: dict[str, Recipient] = {}
    for one in _everybody(sorted(set(days)), guests):
        found.setdefault(one.address.lower(), one)
    return list(found.values())


def recipients_of(meeting: Meeting, kind: str, *, today: dt.date) -> list[Recipient]:
    """Return whom a letter of a kind reaches: minutes go to whoever sat there or does now, not to guests."""
    if kind == MeetingLetter.Kind.MINUTES:
        return recipients([meeting.day, today])
    return recipients([meeting.day], meeting.guests.all())


def unreached(day: dt.date) -> list[Seat]:
    """Return the seats of that day to which no letter can be sent."""
    return [seat for seat in _seats(day) if not list(_of_seat(seat))]


def _everybody(days: Iterable[dt.date], guests: Iterable[MeetingGuest]) -> Iterator[Recipient]:
    for day in days:
        for seat in _seats(day):
            yield from _of_seat(seat)
    for guest in guests:
        yield Recipient(f"gast-{guest.pk}", f"{guest.function} (Gast)", guest.email)


def _seats(day: dt.date) -> Iterable[Seat]:
    return Seat.objects.held(on=day).select_related("unit", "person", "deputy").order_by("unit__slug")


def _of_seat(seat: Seat) -> Iterator[Recipient]:
    unit = seat.unit.code or seat.unit.name
    if seat.person and seat.person.is_active and seat.person.email:
        yield Recipient(f"sitz-{seat.pk}", f"{unit}, {seat.member}", seat.person.email)
    elif seat.email:
        yield Recipient(f"sitz-{seat.pk}", f"{unit}, {seat.member or 'unbesetzt'}", seat.email)
    if seat.deputy and seat.deputy.is_active and seat.deputy.email:
        yield Recipient(f"vertretung-{seat.pk}", f"{unit}, Stellvertretung", seat.deputy.email)
