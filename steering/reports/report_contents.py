"""All that a report says, as one value: computed from the catalogue's state at the key date and from texts.

The same for page, PDF, Word, workbook and checksum. It knows no person and no "now": computed twice, it says
the same (`today` only matters as long as the key date is to come).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from catalogue.models import Unit
from catalogue.reference.unit_tree import UnitTree
from catalogue.vocabulary import Status
from integration.history.models import ChangeSet
from steering.freezing import Record
from steering.models import AnnualReport
from steering.reports import figures, measures, steering_parts
from steering.reports.measures import Course, german
from steering.reports.period import Period, period_of

_REACHED = ("voll", "uebertroffen")


def contents(report: AnnualReport, *, today: dt.date) -> Record:
    """Return all that a report says as of its key date (a constant number of queries)."""
    period = period_of(report, today=today)
    return {
        "unit": str(report.unit) if report.unit else "",
        "slug": report.unit.slug if report.unit else "",
        "year": report.year,
        "key_date": german(report.key_date),
        "since": german(period.since),
        "until": german(period.until),
        **_catalogue(report.unit, period),
        **_beside(report, period),
        "texts": texts(report),
    }


def texts(report: AnnualReport) -> list[Record]:
    """Return the sections in the order of their kinds, a unit's after the author's own."""
    kinds = list(report.sections.model.Kind.values)
    rows = sorted(
        report.sections.select_related("unit"),
        key=lambda one: (kinds.index(one.kind), one.unit.slug if one.unit else ""),
    )
    return [
        {
            "key": one.pk,
            "kind": one.kind,
            "title": one.get_kind_display(),
            "unit": str(one.unit) if one.unit else "",
            "text": one.text,
        }
        for one in rows
    ]


def pinned_for(key_date: dt.date) -> ChangeSet | None:
    """Return the change set that made the catalogue's state at the end of a day."""
    return ChangeSet.objects.filter(at__lt=Period(key_date, key_date).end).order_by("at").last()


# --- The catalogue ----------------------------------------------------------------------------------


def _catalogue(unit: Unit | None, period: Period) -> Record:
    versions = measures.of_unit(unit)
    days = (period.before.since, period.since, period.until)
    earlier, before, now = (measures.states_on(versions, day) for day in days)
    this, last = measures.course(before, now, period), measures.course(earlier, before, period.before)
    lines = measures.lines(versions, before, period)
    by_number = {one["number"]: one for one in lines}
    by_number |= measures.gone_lines([one for one in this.dropped if one not in by_number], period)
    counted = figures.Counted(period, unit)
    return {
        "states": figures.states(counted),
        "total": [figures.all_of(counted.now), figures.all_of(counted.before)],
        "tables": figures.tables(counted),
        "movement": figures.over_the_year(counted),
        "course": [
            _kind("neu", "neu aufgenommen", this.new, last.new, by_number),
            _kind("umgesetzt", "umgesetzt", this.finished, last.finished, by_number),
            _kind("entfallen", "entfallen", this.dropped, last.dropped, by_number),
        ],
        "moved": _moved(this),
        "measures": lines,
    }


def _kind(key: str, label: str, found: list[int], last: list[int], lines: dict[int, Record]) -> Record:
    """Return the measures of which something is told; their number is that of the rows told with it."""
    rows = [{name: lines[one][name] for name in ("number", "link", "title", "reason")} for one in found]
    return {"key": key, "label": label, "now": len(found), "before": len(last), "rows": rows}


def _moved(course: Course) -> list[Record]:
    return [
        {"from": str(Status(old).label), "to": str(Status(new).label), "measures": numbers}
        for (old, new), numbers in course.moved.items()
    ]


# --- What stands beside it --------------------------------------------------------------------------


def _beside(report: AnnualReport, period: Period) -> Record:
    scope = _scope(report, period)
    last_year = steering_parts.Scope(report.year - 1, period.before, scope.units, scope.measures)
    goals, before = steering_parts.goals(scope), steering_parts.attained(last_year)
    now = Counter(one["attainment"] for one in goals)
    return {
        "goals": goals,
        "attained": [
            ["Jahresziele vereinbart", len(goals), sum(before.values())],
            *(
                [label, sum(now[one] for one in degrees), sum(before.get(one, 0) for one in degrees)]
                for label, degrees in (
                    ("voll erreicht oder übertroffen", _REACHED),
                    ("überwiegend oder teilweise erreicht", ("ueberwiegend", "teilweise")),
                    ("nicht erreicht", ("nicht",)),
                    ("noch nicht ausgewertet", ("",)),
                )
            ),
        ],
        "needs": steering_parts.needs(scope),
        "difficulties": steering_parts.difficulties(scope),
        "resources": steering_parts.resources(scope),
        "decisions": steering_parts.decisions(scope),
    }


def _scope(report: AnnualReport, period: Period) -> steering_parts.Scope:
    if report.unit is None:
        return steering_parts.Scope(report.year, period)
    versions = measures.of_unit(report.unit)
    found: set[int] = set()
    for day in (period.since, period.until):
        found |= set(versions.on(day).order_by().values_list("measure", flat=True))
    units = set(UnitTree.load().below(report.unit.pk))
    return steering_parts.Scope(report.year, period, units, found)
