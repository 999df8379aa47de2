"""Pictures of counts and schedules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from catalogue.evaluation.counts import Counts, heat_of
from catalogue.evaluation.looks import AGES, COVERAGE, HEAT, STATES
from catalogue.evaluation.schedule import Planned, Schedule
from catalogue.upkeep.last_word import LABELS
from catalogue.vocabulary import Status
from integration.pictures.charts import (
    Heat,
    Piece,
    Pieces,
    Span,
    columns,
    matrix,
    spans,
    stacked_bars,
)
from integration.pictures.shapes import Picture

MOST_COLUMNS = 13  # as many as have room for their numbers in the narrowest window
MOST_SPANS = 40
_MOST_TICKS = 6
_AGE_HEATS = dict(zip(LABELS, ("1", "2", "4", "5"), strict=True))
_MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")


def state_bars(counts: Counts) -> Picture:
    """Return the rows of counts by state as bars."""
    return stacked_bars(counts.title, STATES, _pieces(counts), _legend(counts))


def age_bars(counts: Counts) -> Picture:
    """Return the rows of counts by age as bars, the darker the longer ago."""
    bars = [
        Pieces(bar.label, bar.total, [piece._replace(key=_AGE_HEATS[piece.key]) for piece in bar.pieces])
        for bar in _pieces(counts)
    ]
    return stacked_bars(
        counts.title, AGES, bars, [(_AGE_HEATS[key], label) for key, label in _legend(counts)]
    )


def state_columns(counts: Counts) -> Picture:
    """Return counts by state, a row for each day, as columns: of many days every second, third … of them."""
    step = -(-len(counts.rows) // MOST_COLUMNS) or 1
    shown = [row for place, row in enumerate(reversed(counts.rows)) if place % step == 0][::-1]
    bars = [Pieces(row.head.label, row.total.number, _row_pieces(counts, row.cells)) for row in shown]
    days = [dt.date.fromisoformat(row.head.key) for row in shown]
    return columns(counts.title, STATES, bars, _legend(counts), list(_ticks(days)))


def _ticks(days: Sequence[dt.date]) -> Iterator[tuple[str, str]]:
    """Yield month and year of each day; a year where it begins, and not beside another."""
    told = place_told = -2
    for place, day in enumerate(days):
        year = ""
        if day.year != told and place - place_told > 1:
            told, place_told, year = day.year, place, str(day.year)
        yield _MONTHS[day.month - 1], year


def count_matrix(counts: Counts) -> Picture:
    rows = [
        (row.head.label, [Heat(cell.number, str(cell.heat)) for cell in row.cells]) for row in counts.rows
    ]
    return matrix(counts.title, HEAT, [head.label for head in counts.columns], rows)


def coverage_matrix(counts: Counts) -> Picture:
    """Return a matrix with the totals of its rows and columns; where nothing is, a pattern says so."""
    most = max((cell.number for cell in counts.totals), default=0)
    rows = [
        (
            row.head.label,
            [
                *(Heat(cell.number, str(cell.heat)) for cell in row.cells),
                Heat(row.total.number, str(heat_of(row.total.number, most))),
            ],
        )
        for row in counts.rows
    ]
    totals = [*counts.totals, counts.total]
    rows.append(("gesamt", [Heat(one.number, str(heat_of(one.number, most))) for one in totals]))
    return matrix(counts.title, COVERAGE, [*(head.label for head in counts.columns), "gesamt"], rows)


def timeline(title: str, schedule: Schedule, today: dt.date) -> Picture:
    """Return the first measures of a schedule as stretches of time; an open one goes on to the edge."""
    first, last = schedule.years(today)
    begin, days = dt.date(first, 1, 1), (dt.date(last + 1, 1, 1) - dt.date(first, 1, 1)).days

    def place(day: dt.date) -> float:
        return 100 * (day - begin).days / days

    def span(row: Planned) -> Span:
        start, end = row.days or (None, None)
        after = end + dt.timedelta(days=1) if end else None
        return Span(
            f"{row.number} · {row.name}",
            row.status.value,
            place(start) if start else 0,
            max(place(after), (place(start) if start else 0) + 1) if after else 100,
            row.said,
        )

    step = -(-(last - first + 1) // _MOST_TICKS)
    ticks = [
        (place(dt.date(year, 1, 1)), str(year) if (year - first) % step == 0 else "")
        for year in range(first, last + 1)
    ]
    drawn = schedule.drawn[:MOST_SPANS]
    states = {row.status for row in drawn}
    legend = [(one.value, one.label) for one in Status if one in states]
    return spans(title, STATES, [span(row) for row in drawn], legend, ticks, place(today))


def _pieces(counts: Counts) -> list[Pieces]:
    return [Pieces(row.head.label, row.total.number, _row_pieces(counts, row.cells)) for row in counts.rows]


def _row_pieces(counts: Counts, cells: Sequence) -> list[Piece]:
    return [
        Piece(head.key, head.label, cell.number) for head, cell in zip(counts.columns, cells, strict=True)
    ]


def _legend(counts: Counts) -> list[tuple[str, str]]:
    return [(head.key, head.label) for head in counts.columns]
