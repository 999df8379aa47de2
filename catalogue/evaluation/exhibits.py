"""The pictures of the catalogue: what each shows, and how it comes about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from catalogue.evaluation import drawing
from catalogue.evaluation.basis import Basis
from catalogue.evaluation.counts import Counts, Head, Row
from catalogue.evaluation.cross_table import cross_table
from catalogue.evaluation.dimensions import ACTION_FIELD, AGE, LOCATION, STATUS, TARGET_GROUP, UNIT
from catalogue.evaluation.movement import movement
from catalogue.evaluation.schedule import Schedule, schedule_of
from catalogue.filters import MeasureFilter
from catalogue.upkeep.worklist import months_before
from catalogue.vocabulary import Status
from integration.pictures.shapes import Picture

ACTIVE = [one.value for one in Status if one not in (Status.POSTPONED, Status.DROPPED)]


class Shown(NamedTuple):
    """A picture and the same as a table: of counts, or of a schedule. `found` is how many measures."""

    picture: Picture
    found: int
    counts: Counts | None = None
    schedule: Schedule | None = None
    notes: Sequence[str] = ()


class Exhibit(NamedTuple):
    """`months`: it looks back so far as the address asks. `states`: those meant where it asks for none."""

    name: str  # in the address
    label: str
    title: str
    lead: str
    draw: Callable[[MeasureFilter, int], Shown]
    months: bool = False
    states: Sequence[str] = ()


def _fields(chosen: MeasureFilter, months: int) -> Shown:
    counts = cross_table(Basis.of(chosen), ACTION_FIELD, STATUS)
    return Shown(drawing.state_bars(counts), counts.total.number, counts)


def _units(chosen: MeasureFilter, months: int) -> Shown:
    counts = cross_table(Basis.of(chosen), UNIT, STATUS)
    return Shown(drawing.state_bars(counts), counts.total.number, counts)


def _movement(chosen: MeasureFilter, months: int) -> Shown:
    until = chosen.day
    moved = movement(chosen, since=months_before(until, months), until=until)
    rows = [
        Row(Head(point.day.isoformat(), f"{point.day:%d.%m.%Y}"), point.cells, point.total)
        for point in moved.points
    ]
    while len(rows) > 1 and not rows[0].total.number:  # before the catalogue began
        del rows[0]
    counts = Counts(
        title="Umsetzungsstand an den Monatsenden",
        corner="Am Ende des",
        columns=moved.states,
        rows=rows,
        totals=[],
        total=rows[-1].total,
    )
    most = max(row.total.number for row in rows)
    few = len(rows) > drawing.MOST_COLUMNS
    notes = ["Gezeichnet ist nicht jeder Monat; die Tabelle hat alle."] if few else []
    return Shown(drawing.state_columns(counts), most, counts, notes=notes)


def _matrix(chosen: MeasureFilter, months: int) -> Shown:
    counts = cross_table(Basis.of(chosen), UNIT, ACTION_FIELD)
    return Shown(drawing.count_matrix(counts), counts.total.number, counts)


def _coverage(chosen: MeasureFilter, months: int) -> Shown:
    counts = cross_table(Basis.of(chosen), TARGET_GROUP, LOCATION, with_empty=True)
    sides = [
        *((row.head.label, row.total.number) for row in counts.rows),
        *((head.label, cell.number) for head, cell in zip(counts.columns, counts.totals, strict=True)),
    ]
    nobody = [label for label, number in sides if not number and label != "nicht angegeben"]
    notes = [f"Ohne jede Maßnahme: {', '.join(nobody)}."] if nobody else []
    return Shown(drawing.coverage_matrix(counts), counts.total.number, counts, notes=notes)


def _ages(chosen: MeasureFilter, months: int) -> Shown:
    counts = cross_table(Basis.of(chosen), UNIT, AGE)
    return Shown(drawing.age_bars(counts), counts.total.number, counts)


def _timeline(chosen: MeasureFilter, months: int) -> Shown:
    basis = Basis.of(chosen)
    planned = schedule_of(basis)
    drawn = len(planned.drawn)
    notes = []
    if drawn > drawing.MOST_SPANS:
        notes.append(f"Gezeichnet sind die ersten {drawing.MOST_SPANS} von {drawn}; die Tabelle hat alle.")
    if unclear := len(planned.rows) - drawn:
        notes.append(f"Aus {unclear} Zeitrahmen lässt sich kein Tag lesen; sie stehen nur in der Tabelle.")
    if planned.without:
        notes.append(f"Keinen Zeitrahmen nennen {planned.without} der ausgewählten Maßnahmen.")
    picture = drawing.timeline("Zeitrahmen und Umsetzungsstand", planned, chosen.day)
    return Shown(picture, len(planned.rows), schedule=planned, notes=notes)


EXHIBITS = {
    one.name: one
    for one in (
        Exhibit(
            "handlungsfelder",
            "Handlungsfelder",
            "Umsetzungsstand nach Handlungsfeld",
            "Wie weit die Maßnahmen in jedem Handlungsfeld sind.",
            _fields,
        ),
        Exhibit(
            "stellen",
            "Stellen",
            "Umsetzungsstand nach Stelle",
            "Wie weit die Maßnahmen sind, an denen jede Stelle der Stadt oder eine Stelle darunter mitwirkt.",
            _units,
        ),
        Exhibit(
            "verlauf",
            "Verlauf",
            "Umsetzungsstand im Verlauf",
            "Wie viele Maßnahmen am Ende jedes Monats welchen Stand hatten.",
            _movement,
            months=True,
        ),
        Exhibit(
            "stellen-und-felder",
            "Stellen und Felder",
            "Stellen und Handlungsfelder",
            "In welchen Handlungsfeldern welche Stelle mitwirkt; je kräftiger, desto mehr Maßnahmen.",
            _matrix,
        ),
        Exhibit(
            "zeitplan",
            "Zeitplan",
            "Zeitplan der Maßnahmen",
            "Wann die Maßnahmen laufen, die einen Zeitrahmen nennen; gestrichelt ist der Stichtag.",
            _timeline,
        ),
        Exhibit(
            "abdeckung",
            "Abdeckung",
            "Abdeckung von Zielgruppen und Orten",
            "Wo für wen etwas geschieht. Schraffiert ist, wo niemand etwas tut; zurückgestellte und "
            "entfallene Maßnahmen zählen nicht, solange Sie keinen anderen Umsetzungsstand wählen.",
            _coverage,
            states=ACTIVE,
        ),
        Exhibit(
            "letzter-stand",
            "Letzter Stand",
            "Alter des letzten Standes nach Stelle",
            "Wie lange es her ist, dass die Maßnahmen jeder Stelle geändert oder bestätigt wurden.",
            _ages,
        ),
    )
}
