"""The meeting's folder (Mappe): what a member has to know before it, computed from history.

Until the invitation is sent, it says what holds now; then the meeting pins the catalogue's state, and the
dossier keeps saying the same. What has changed since stands in a part of its own.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from pathlib import PurePath
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from catalogue.crosstab import Crosstab, Row, by_action_field, by_unit
from catalogue.evaluation.looks import STATES
from catalogue.models import Answer, Clarification, Confirmation, MeasureVersion, NeedChange, Unit
from catalogue.models.version import MeasureVersionQuerySet, end_of
from catalogue.past.comparison import CHANGED, DROPPED, NEW, Difference, differences
from catalogue.upkeep import worklist
from catalogue.vocabulary import Status
from integration.history.models import ChangeSet
from integration.pictures.charts import Piece, Pieces, stacked_bars
from integration.pictures.shapes import Picture
from steering import told
from steering.models import (
    AgendaItem,
    Assignment,
    Meeting,
    MeetingDocument,
    ResourceRequest,
    Review,
    Seat,
)

AT_ONCE = dt.timedelta(microseconds=1)  # what a change set wrote is valid from its own moment on
_STANDS_OUT = 6  # measures that the summary names at most
_LAST = [10_000]  # where what belongs to no TOP is sorted
SETTLED = (Status.DONE, Status.PERMANENT, Status.DROPPED)
STUCK = ("frist", "unberuehrt")  # reasons why a measure waits


class Figure(NamedTuple):
    """One of the summary's figures, with the part of the dossier that shows the rows behind it."""

    number: int
    label: str
    part: str


class Own(NamedTuple):
    """What concerns the reader's own unit."""

    unit: Unit
    row: Row | None
    questions: list[Clarification]
    assignments: list[Assignment]

    @property
    def heading(self) -> str:
        is_department = self.unit.kind == Unit.Kind.DEPARTMENT
        return f"{'Ihr Fachbereich' if is_department else 'Ihre Stelle'}: {self.unit}"


class Paper(NamedTuple):
    """An Anlage: a paper of TOPs on the agenda, or one that the meeting has beside it."""

    number: int
    document: MeetingDocument
    tops: list[int]

    @property
    def label(self) -> str:
        return f"Anlage {self.number}"

    @property
    def place(self) -> str:
        return ", ".join(f"TOP {top}" for top in self.tops) or "Sitzung"

    @property
    def name(self) -> str:
        """The file's name inside the PDF: the uploaded one may hold anything."""
        return f"Anlage-{self.number}{PurePath(self.document.file.name).suffix.lower()}"


class Dossier:
    """Made for one meeting and one reader; every part is read when it is asked for."""

    def __init__(self, meeting: Meeting, user: Any, *, now: dt.datetime) -> None:
        self.meeting, self.user, self.now = meeting, user, now
        self.moment = meeting.pinned.at + AT_ONCE if meeting.pinned else now
        self.all_versions = MeasureVersion.objects.visible_to(user)

    @property
    def title(self) -> str:
        return f"Sitzungsunterlagen zur {self.meeting}"

    @property
    def is_pinned(self) -> bool:
        return self.meeting.pinned is not None

    @property
    def day(self) -> dt.date:
        return timezone.localdate(self.moment)

    @cached_property
    def last_meeting(self) -> Meeting | None:
        """Return the meeting since which changes are told; one that is still to come is none."""
        until = min(self.meeting.starts_at, self.moment)
        return Meeting.objects.past(now=until).exclude(pk=self.meeting.pk).first()

    @cached_property
    def since(self) -> dt.datetime | None:
        """Return since when changes are told: the end of the last meeting's day."""
        return end_of(timezone.localdate(self.last_meeting.starts_at)) if self.last_meeting else None

    @cached_property
    def link_day(self) -> dt.date | None:
        """Return the day as of which lists show the dossier's state; None where they show it as of now,
        or where more was changed on that day, so that no list shows just this state."""
        later = ChangeSet.objects.filter(at__gte=self.moment, at__lt=end_of(self.day)).exists()
        return None if later else self.day

    # --- The catalogue

    @property
    def versions(self) -> MeasureVersionQuerySet:
        return self.all_versions.before(self.moment)

    @cached_property
    def fields(self) -> Crosstab:
        return by_action_field(self.versions)

    @cached_property
    def units(self) -> Crosstab:
        return by_unit(self.versions)

    @cached_property
    def differences(self) -> list[Difference]:
        """Return what became of the catalogue since the last meeting."""
        return differences(self.since, self.moment, self.all_versions) if self.since else []

    @cached_property
    def later(self) -> list[Difference]:
        """Return what became of it since the invitation was sent."""
        return differences(self.moment, self.now, self.all_versions) if self.is_pinned else []

    @cached_property
    def confirmed(self) -> int:
        """Return how many measures were confirmed as unchanged since the last meeting."""
        rows = Confirmation.objects.filter(at__lt=self.moment, measure__in=self.versions.values("measure"))
        rows = rows.filter(at__gte=self.since) if self.since else rows
        return rows.values("measure").distinct().count()

    @cached_property
    def stuck(self) -> list[MeasureVersion]:
        """Return the measures that wait longest: overdue, or untouched for long, the oldest first."""
        late = worklist.having(STUCK, self.day)
        rows = self.versions.filter(late).exclude(status__in=SETTLED)
        return list(rows.with_records().order_by("valid_from", "number")[:_STANDS_OUT])

    # --- What stands beside it

    @cached_property
    def questions(self) -> list[Clarification]:
        rows = Clarification.objects.standing_before(self.moment)
        return list(rows.filter(self._visible).select_related("measure", "unit", "opened").by_age())

    @cached_property
    def needs(self) -> list[NeedChange]:
        """Return the changed needs about which nothing was decided."""
        undecided = Q(decision="") | Q(decided_on__gt=self.day)
        rows = NeedChange.objects.filter(undecided, at__lt=self.moment)
        return list(rows.select_related("measure", "action_field").order_by("-day"))

    @cached_property
    def reported(self) -> list[Answer]:
        """Return the difficulties, needs and resources that units reported since the last meeting."""
        return list(told.reported(self.since, self.moment))

    @cached_property
    def reviews(self) -> list[Review]:
        """Return what units have said for this meeting, also after the invitation."""
        rows = Review.objects.filter(meeting=self.meeting).select_related("measure", "unit")
        return list(rows.order_by("measure__number", "unit__slug"))

    @cached_property
    def requests(self) -> list[ResourceRequest]:
        """Return what measures need and nobody has decided about."""
        return list(ResourceRequest.objects.open().select_related("measure", "unit"))

    @cached_property
    def assignments(self) -> list[Assignment]:
        rows = Assignment.objects.running_before(self.moment)
        return list(rows.select_related("unit", "item__meeting").order_by("due", "pk"))

    @property
    def _visible(self) -> Q:
        return Q(measure__in=self.versions.order_by().values("measure"))

    # --- The agenda, and the summary

    @cached_property
    def items(self) -> list[AgendaItem]:
        return list(self.meeting.items.on_agenda().prefetch_related("measures", "documents"))

    @cached_property
    def papers(self) -> list[Paper]:
        """Return the Anlagen in the order of the agenda; those of TOPs that are not on it are left out."""
        tops: dict[int, list[int]] = {}
        for place, item in enumerate(self.items, start=1):
            for document in item.documents.all():
                tops.setdefault(document.pk, []).append(place)
        known = MeetingDocument.objects.filter(Q(items__isnull=True) | Q(pk__in=tops), meeting=self.meeting)
        rows = sorted(known.distinct().select_related("file"), key=lambda one: tops.get(one.pk, _LAST))
        return [Paper(number, one, tops.get(one.pk, [])) for number, one in enumerate(rows, start=1)]

    def papers_of(self, item: AgendaItem) -> list[Paper]:
        keys = {document.pk for document in item.documents.all()}
        return [one for one in self.papers if one.document.pk in keys]

    @property
    def decisions(self) -> list[AgendaItem]:
        return [item for item in self.items if item.kind == AgendaItem.Kind.DECIDE]

    @property
    def figures(self) -> list[Figure]:
        overdue = sum(one.due < self.day for one in self.assignments)
        late = f", davon {overdue} überfällig" if overdue else ""
        return [
            Figure(self.fields.total.total, "Maßnahmen im Katalog", "stand"),
            Figure(len(self.differences), "Maßnahmen seit der letzten Sitzung geändert", "seither"),
            Figure(len(self.questions), "offene Klärungen", "klaerungen"),
            Figure(len(self.needs), "veränderte Bedarfe ohne Entscheidung", "bedarfe"),
            Figure(len(self.assignments), f"laufende Aufträge{late}", "auftraege"),
        ]

    @cached_property
    def kinds(self) -> dict[str, int]:
        """Return how many measures are new, changed and dropped since the last meeting."""
        found = [one.kind for one in self.differences]
        return {kind: found.count(kind) for kind in (NEW, CHANGED, DROPPED)}

    @cached_property
    def own(self) -> list[Own]:
        """Return what concerns each unit with a seat that is the reader's own."""
        found = []
        for unit in self._own_units():
            below = {one.pk for one in unit.descendants(include_self=True)}
            row = next((row for row in self.units.rows if row.query == f"?stelle={unit.slug}"), None)
            questions = [one for one in self.questions if one.unit_id in below]
            assignments = [one for one in self.assignments if one.unit_id in below]
            found.append(Own(unit, row, questions, assignments))
        return found

    def _own_units(self) -> list[Unit]:
        """Return the units with a seat that the reader holds today, as member or deputy, or belongs to."""
        today = timezone.localdate(self.now)
        homes = Unit.objects.of_member(self.user, on=today)
        above = {unit.pk for home in homes for unit in home.ancestors(include_self=True)}
        seats = Seat.objects.held(on=today)
        held = Q(seats__in=seats.held_by(self.user, on=today))
        return list(Unit.objects.filter(held | Q(seats__in=seats, pk__in=above)).distinct().order_by("slug"))


def picture(table: Crosstab) -> Picture:
    """Return a table's rows as stacked bars."""
    bars = [
        Pieces(row.label, row.total, [Piece(cell.status, cell.label, cell.number) for cell in row.cells])
        for row in table.rows
    ]
    return stacked_bars(f"Umsetzungsstand nach {table.title}", STATES, bars, table.states)
