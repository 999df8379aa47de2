"""Pictures drawn on the server: plain SVG, with a title, a description and the numbers in the marks.

Lengths are percentages, so that a picture fits any width and its letters keep their size. Colours come from
the stylesheet by `data-status` and so follow light, dark and print. The table beside a picture says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LABEL, BAR, GAP = 18, 26, 14  # heights in CSS pixels: a bar's label, the bar, the space below it
_LETTERS = 44  # of a label; the table has all of them
_NARROW = 4  # per cent; a mark that is narrower has no room for its number


class Mark(NamedTuple):
    """A piece of a bar: its place and width in per cent of the picture's width."""

    key: str
    label: str
    number: int
    x: str
    width: str
    middle: str
    has_room: bool


class Bar(NamedTuple):
    label: str
    total: int
    top: int  # of its label's baseline and of the bar, in CSS pixels
    bar_top: int
    marks: list[Mark]


@dataclass(frozen=True)
class StackedBars:
    """Bars one below the other, all to the scale of the longest one."""

    title: str
    description: str
    bars: list[Bar]
    legend: list[tuple[str, str]]

    @property
    def height(self) -> int:
        return len(self.bars) * (LABEL + BAR + GAP)


def stacked_bars(
    title: str,
    rows: Sequence[tuple[str, Sequence[tuple[str, str, int]]]],
    legend: Iterable[tuple[str, str]],
) -> StackedBars:
    """Return the picture of rows (label, pieces (key, label, number)); an empty piece is left out."""
    totals = [sum(number for _, _, number in pieces) for _, pieces in rows]
    most = max(totals, default=0) or 1
    bars = [
        _bar(label, total, place * (LABEL + BAR + GAP), pieces, most)
        for place, ((label, pieces), total) in enumerate(zip(rows, totals, strict=True))
    ]
    said = "; ".join(f"{bar.label}: {_said(bar)}" for bar in bars)
    return StackedBars(title, said or "Keine Maßnahmen.", bars, list(legend))


def _said(bar: Bar) -> str:
    return ", ".join(f"{mark.number} {mark.label}" for mark in bar.marks) or "keine"


def _bar(label: str, total: int, top: int, pieces: Sequence[tuple[str, str, int]], most: int) -> Bar:
    marks, before = [], 0
    for key, name, number in pieces:
        if number:
            x, width = 100 * before / most, 100 * number / most
            place = _per_cent(x), _per_cent(width), _per_cent(x + width / 2)
            marks.append(Mark(key, name, number, *place, width >= _NARROW))
            before += number
    short = label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1].rstrip()}…"
    return Bar(short, total, top + LABEL - 5, top + LABEL, marks)


def _per_cent(value: float) -> str:
    return f"{value:.3f}%"
