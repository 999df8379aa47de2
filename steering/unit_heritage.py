"""What the Steuerungsgruppe's work and the agreements hand over with a dissolved unit to its heir."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from catalogue.models import Unit
from catalogue.reference.heritage import Bequest, pass_on
from integration.history.models import ChangeSet
from steering.models import AnnualReport, Assignment, GoalTalk, ReportSection, ResourceRequest, Seat
from steering.reminders.due import named, short
from steering.seat_actions import end_seat, save_seat

ONE_DAY = dt.timedelta(days=1)
BEQUEATHED = (Assignment, GoalTalk, AnnualReport, ReportSection, ResourceRequest)
_Talk, _Report = GoalTalk.State, AnnualReport.State
_OPEN_REPORTS = (_Report.DRAFT, _Report.COSIGNING)


def bequests(old: Unit, heir: Unit, today: dt.date) -> Iterator[Bequest]:
    yield from _assignments(old, heir)
    yield from _talks(old, heir)
    yield from _reports(old, heir)
    yield from _sections(old, heir)
    yield from _requests(old, heir)
    yield from _seats(old, heir, today)


def _bequest(
    row: Any, heir: Unit, kind: str, text: str, path: str, note: str = "", *, stays: bool = False
) -> Bequest:
    """Return a row as what goes over by its unit alone, or `stays`."""

    def give(change_set: ChangeSet, heir: Unit) -> None:
        pass_on(change_set, row, heir)

    outcome = f"bleibt bei {named(row.unit)}" if stays else f"geht an {named(heir)}"
    key = f"{row._meta.label_lower}:{row.pk}"
    return Bequest(key, kind, text, path, outcome, note, None if stays else give)


def _assignments(old: Unit, heir: Unit) -> Iterator[Bequest]:
    rows = Assignment.objects.filter(unit=old, done_at__isnull=True).select_related("unit")
    for one in rows.order_by("due", "pk"):
        path = reverse("steering:assignment-detail", args=[one.pk])
        yield _bequest(
            one, heir, "Aufträge der Steuerungsgruppe", f"bis {one.due:%d.%m.%Y}: {short(one.task)}", path
        )


def _talks(old: Unit, heir: Unit) -> Iterator[Bequest]:
    """Talks and agreements that are not evaluated; a unit has one a year."""
    over = (_Talk.EVALUATED, _Talk.REPORTED)
    taken = set(GoalTalk.objects.standing().filter(unit=heir).order_by().values_list("year", flat=True))
    rows = GoalTalk.objects.standing().filter(unit=old).exclude(state__in=over).select_related("unit")
    for one in rows.order_by("year"):
        stays, note = one.year in taken, ""
        if stays:
            note = (
                f"{named(heir)} hat für {one.year} selbst eines. Werten Sie dieses aus oder sagen Sie es ab, "
                "und nehmen Sie Offenes in das andere auf."
            )
        elif one.takes_goals and not one.is_open:
            note = "Bestätigungen werden neu erbeten, denn die Partnerin ist eine andere."
        path, kind = reverse("steering:goal-talk-detail", args=[one.pk]), "Zielgespräche und Vereinbarungen"
        yield _bequest(one, heir, kind, f"{one} ({one.get_state_display()})", path, note, stays=stays)


def _reports(old: Unit, heir: Unit) -> Iterator[Bequest]:
    """Reports of the unit itself that are not published; a unit has one a year."""
    taken = set(AnnualReport.objects.filter(unit=heir).order_by().values_list("year", flat=True))
    rows = AnnualReport.objects.filter(unit=old).exclude(state=_Report.PUBLISHED).select_related("unit")
    for one in rows.order_by("year"):
        stays = one.year in taken
        note = f"{named(heir)} hat für {one.year} selbst einen Bericht. Nehmen Sie dort auf, was noch gilt."
        path = reverse("steering:report-detail", args=[one.pk])
        yield _bequest(one, heir, "Jahresberichte", str(one), path, note if stays else "", stays=stays)


def _sections(old: Unit, heir: Unit) -> Iterator[Bequest]:
    """Texts that the unit was asked for, and with them its Mitzeichnung, unless it has signed."""
    rows = ReportSection.objects.filter(unit=old, report__state__in=_OPEN_REPORTS)
    signed = Q(report__state=_Report.COSIGNING, report__signatures__unit=old)
    theirs = set(ReportSection.objects.filter(unit=heir).values_list("report", "kind"))
    for one in rows.exclude(signed).select_related("unit", "report__unit").order_by("due", "pk"):
        stays = (one.report_id, one.kind) in theirs
        note = f"{named(heir)} ist um diesen Text selbst gebeten. Übernehmen Sie dort, was noch gilt."
        path = reverse("steering:report-detail", args=[one.report_id])
        text = f"{one.get_kind_display()}, {one.report}"
        yield _bequest(one, heir, "Texte für Jahresberichte", text, path, note if stays else "", stays=stays)


def _requests(old: Unit, heir: Unit) -> Iterator[Bequest]:
    rows = ResourceRequest.objects.open().filter(unit=old).select_related("unit", "measure")
    for one in rows.order_by("budget_year", "pk"):
        yield _bequest(
            one, heir, "Ressourcenbedarfe ohne Entscheidung", str(one), reverse("steering:resource-list")
        )


def _seats(old: Unit, heir: Unit, today: dt.date) -> Iterator[Bequest]:
    """The unit's seat: the heir's from tomorrow on, or at an end where the heir has one."""
    for one in Seat.objects.held(on=today).filter(unit=old).select_related("unit", "person", "deputy"):
        has_one = Seat.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=today), unit=heir
        ).exists()
        outcome, note = f"geht ab morgen an {named(heir)}", ""
        if has_one:
            outcome = f"endet heute, denn {named(heir)} hat schon einen"
        if has_one and one.office != Seat.Office.MEMBER:
            note = f"Besetzen Sie „{one.get_office_display()}“ unter „Mitglieder“ neu."
        path, kind = reverse("steering:seat-list"), "Sitze in der Steuerungsgruppe"
        give = _succession(one, today, has_one=has_one)
        yield Bequest(f"sitz:{one.pk}", kind, str(one), path, outcome, note, give)


def _succession(seat: Seat, today: dt.date, *, has_one: bool) -> Any:
    def give(change_set: ChangeSet, heir: Unit) -> None:
        written: dict[str, Any] = {"by": change_set.by, "within": change_set}
        names = ("office", "is_voting", "person", "function", "deputy", "deputy_function", "email")
        fields = {name: getattr(seat, name) for name in (*names, "valid_until")}
        end_seat(seat, last_day=today, **written)
        if not has_one:
            save_seat(Seat(unit=heir), {**fields, "valid_from": today + ONE_DAY}, **written)

    return give
