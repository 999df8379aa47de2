"""What stands in the year's plan: one function for each source, each a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Extract
from catalogue.spreadsheet.table import counted
from steering import cadence
from steering.calendar_entry import Appointment
from steering.models import GoalTalk, Meeting, ReportSection
from steering.talks import cycle


@dataclass(frozen=True, slots=True)
class Entry:
    """A day of the plan. `uid` is its name in calendars; an `appointment` has hours, all else is a day."""

    day: dt.date
    kind: str
    text: str
    path: str
    uid: str
    state: str = ""
    warning: str = ""
    appointment: Appointment | None = None

    @property
    def starts_at(self) -> dt.datetime | None:
        return self.appointment.starts_at if self.appointment else None

    @property
    def order(self) -> tuple[dt.date, bool, str, str]:
        """By day, a day's Fristen before its hours."""
        return self.day, self.starts_at is not None, str(self.starts_at or ""), f"{self.kind} {self.text}"


def extracts(user: Any, year: int, *, today: dt.date) -> Iterator[Entry]:
    """The Abfragen by the day their Rückmeldungen are due, extended ones by theirs."""
    rows = Extract.objects.visible_to(user, on=today).filter(due__year=year).order_by("due", "round")
    rounds = rows.values("round", "round__key_date", "due").annotate(
        all=Count("pk"), open=Count("pk", filter=Q(received_at__isnull=True))
    )
    for one in rounds:
        is_late = one["open"] and one["due"] < today
        yield Entry(
            one["due"],
            "Abfrage",
            f"Rückmeldungen zum Stichtag {one['round__key_date']:%d.%m.%Y}",
            f"{reverse('catalogue:extract-list')}?abfrage={one['round']}",
            f"abfrage-{one['round']}-{one['due']:%Y%m%d}@integrationsplanung",
            state=f"{one['all'] - one['open']} von {one['all']} eingegangen",
            warning=f"{counted(one['open'], 'Rückmeldung', 'Rückmeldungen')} überfällig." if is_late else "",
        )


def meetings(year: int, *, today: dt.date) -> Iterator[Entry]:
    """The group's meetings, until when TOPs may be proposed and objections to minutes be raised."""
    days = Q(starts_at__year=year) | Q(proposals_until__year=year) | Q(objections_until__year=year)
    for one in Meeting.objects.filter(days).order_by("starts_at"):
        path = reverse("steering:meeting-detail", args=[one.pk])
        warning = cadence.minutes_warning(one, on=today)
        at_objections = bool(one.objections_until) and one.state == Meeting.State.MINUTES_SENT
        yield Entry(
            one.day,
            "Sitzung",
            one.title,
            path,
            one.uid,
            state=one.get_state_display(),
            warning="" if at_objections else warning,
            appointment=one,
        )
        if one.is_cancelled:
            continue
        if day := one.proposals_until:
            text, uid = f"Themenvorschläge zur Sitzung am {one.day:%d.%m.%Y}", f"vorschlaege-{one.uid}"
            yield Entry(day, "Frist", text, path, uid)
        if day := one.objections_until:
            text, uid = f"Einwendungen zum Protokoll vom {one.day:%d.%m.%Y}", f"einwendungen-{one.uid}"
            yield Entry(day, "Frist", text, path, uid, warning=warning if at_objections else "")


def talks(user: Any, year: int, *, today: dt.date) -> Iterator[Entry]:
    """The Zielgespräche and the days until when their goals are looked at in the middle of the year."""
    days = Q(starts_at__year=year) | Q(check_until__year=year)
    rows = GoalTalk.objects.visible_to(user).filter(days).select_related("unit")
    for one in rows.order_by("starts_at", "pk"):
        path, state = reverse("steering:goal-talk-detail", args=[one.pk]), one.get_state_display()
        warning = cycle.lateness(one, on=today)
        yield Entry(
            one.day,
            "Zielgespräch",
            one.title,
            path,
            one.uid,
            state=state,
            warning=warning,
            appointment=one,
        )
        if one.check_until and not one.is_cancelled:
            is_late = one.state == GoalTalk.State.AGREED and one.check_until < today
            yield Entry(
                one.check_until,
                "Frist",
                f"Zwischenstand: {one.title}",
                path,
                f"zwischenstand-{one.uid}",
                state=f"geprüft am {timezone.localdate(one.checked_at):%d.%m.%Y}" if one.checked_at else "",
                warning="Der Zwischenstand ist noch nicht geprüft." if is_late else "",
            )


def sections(user: Any, year: int, *, today: dt.date) -> Iterator[Entry]:
    """The texts of reports that units were asked for and still owe."""
    rows = ReportSection.objects.asked().editable_by(user).filter(due__year=year)
    for one in rows.select_related("unit", "report__unit").order_by("due", "pk"):
        yield Entry(
            day := one.due or today,  # the filter leaves none without
            "Frist",
            f"Text „{one.get_kind_display()}“ von {one.unit} zum {one.report}",
            reverse("steering:report-section-update", args=[one.report_id, one.pk]),
            f"abschnitt-{one.pk}@integrationsplanung",
            warning="Der Text steht noch aus." if day < today else "",
        )
