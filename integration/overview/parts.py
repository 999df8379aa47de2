"""The cards beside „Als Nächstes“: what each says, empty where the person's hats do not ask for it."""

from __future__ import annotations

from typing import NamedTuple

from catalogue import figures
from catalogue.crosstab import Crosstab, by_action_field
from catalogue.figures import Figure, LastChange
from catalogue.models import ImportDraft, MeasureVersion, SavedView
from integration import health
from integration.health import Finding
from integration.overview.reader import Reader
from integration.overview.stuck import QUERY, stuck
from steering import cadence, year_plan
from steering.reports.board import Board as ReportBoard
from steering.talks.cycle import Board as TalkBoard
from steering.year_plan import Target

_FEW = 5  # lines of a card


def whole(reader: Reader) -> Crosstab | None:
    """Return the state of all measures, for those who keep the catalogue or the site."""
    if reader.is_office or (reader.administers and not reader.sits_in_group):
        return figures.states(reader.versions, "Alle Maßnahmen")
    return None


def of_fields(reader: Reader) -> Crosstab | None:
    """Return the state by action field, for those who steer."""
    return by_action_field(reader.versions) if reader.sits_in_group else None


def own(reader: Reader) -> Crosstab | None:
    """Return the state of the measures of the person's units, a row for each unit."""
    if not reader.units:
        return None
    if len(reader.units) > 1:
        return figures.states_by_unit(reader.own_versions, reader.units, reader.tree)
    (unit,) = reader.units
    return figures.states(reader.own_versions, str(unit), f"?stelle={unit.slug}")


def to_complete(reader: Reader) -> list[Figure]:
    """Return what is missing in the measures that the person looks after, the gravest first."""
    if reader.is_office or (reader.units and not reader.sees_all and len(reader.units) > 1):
        return figures.by_task(reader.versions, reader.today)[:_FEW]
    if len(reader.units) != 1 or reader.sits_in_group:
        return []
    (unit,) = reader.units
    found = figures.by_task(reader.own_versions, reader.today)[:_FEW]
    return [one._replace(query=f"{one.query}&stelle={unit.slug}") for one in found]


def rhythm(reader: Reader) -> list[Target]:
    """Return how far the year's meetings, talks and reports are, for the Koordination."""
    if not reader.is_office:
        return []
    year, today = reader.today.year, reader.today
    of_year = [one for one in reader.meetings if one.day.year == year]
    held = sum(one.starts_at < reader.now for one in of_year)
    meetings = year_plan.target_of_meetings(cadence.Year(year, held, len(of_year) - held), on=today)
    board = TalkBoard(reader.user, year, today=today, tree=reader.tree, counts=False)
    return [meetings, year_plan.target_of_talks(board), _of_reports(reader.report_board, year - 1)]


def _of_reports(board: ReportBoard, about: int) -> Target:
    """Return how far last year's reports are; what is late is told of every year."""
    late = [f"{year} {(unit.code or unit.name) if unit else 'ganze Stadt'}" for unit, year in board.late]
    warning = f"Im Verzug: {', '.join(late)}." if late else ""
    return year_plan.target_of_reports(board, about)._replace(warning=warning)


class Stuck(NamedTuple):
    """The measures that wait longest, and the list's parameters that show all of them."""

    first: list[MeasureVersion]
    query: str


def waiting_longest(reader: Reader) -> Stuck | None:
    if not reader.sits_in_group:
        return None
    rows = stuck(reader).with_records().order_by("valid_from", "number")
    return Stuck(list(rows[:_FEW]), QUERY)


def last_changes(reader: Reader) -> list[LastChange]:
    return figures.last_changes(reader.user, _FEW) if reader.is_office else []


def last_imports(reader: Reader) -> list[ImportDraft]:
    if not reader.administers:
        return []
    rows = ImportDraft.objects.select_related("file").defer("recognised", "choices", "summary")
    return list(rows[:_FEW])


def operation(reader: Reader) -> list[Finding]:
    """Return whether mail, backups and room are as they should be, for the Administration."""
    return [check() for check in (health.mail, health.backup, health.disk)] if reader.administers else []


def saved_views(reader: Reader) -> list[SavedView]:
    return list(SavedView.objects.of(reader.user))
