"""Values against a target, drawn on the server: a bar for the baseline and for each value, a line where the
target is. Lengths are percentages, as in `integration.pictures`; the table beside the picture says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

HEAD, LABEL, BAR, GAP = 24, 17, 20, 8  # heights in CSS pixels: the target's label, then each bar's parts
SHOWN = 5  # values that are drawn, the latest; the table has all


class Measured(NamedTuple):
    """A number as it is drawn: `label` says of when it is, `text` is the number as people read it."""

    label: str
    number: Decimal
    text: str
    kind: str = "value"  # "baseline", "value" or "reached"


class Bar(NamedTuple):
    measured: Measured
    label_y: int
    y: int
    text_y: int
    x: str
    width: str


class Line(NamedTuple):
    """The target's line, its label left of it, right of it or in the middle above it."""

    measured: Measured
    x: str
    anchor: str


@dataclass(frozen=True)
class ProgressPicture:
    title: str
    description: str
    bars: list[Bar]
    target: Line | None

    @property
    def height(self) -> int:
        return HEAD + len(self.bars) * (LABEL + BAR + GAP)


def progress_picture(
    title: str, *, baseline: Measured | None, values: Sequence[Measured], target: Measured | None
) -> ProgressPicture:
    """Return the picture of the latest of `values`, given in the order of their days."""
    rows = [*([baseline] if baseline else []), *values[-SHOWN:]]
    numbers = [row.number for row in [*rows, *([target] if target else [])]]
    low, high = min(Decimal(0), *numbers, Decimal(0)), max(Decimal(0), *numbers, Decimal(0))
    scale = _Scale(low, (high - low) or Decimal(1))
    bars = [_bar(row, HEAD + place * (LABEL + BAR + GAP), scale) for place, row in enumerate(rows)]
    line = Line(target, scale.per_cent(target.number), scale.anchor(target.number)) if target else None
    said = [f"{row.label}: {row.text}" for row in [*rows, *([target] if target else [])]]
    return ProgressPicture(title, "; ".join(said) or "Noch kein Wert.", bars, line)


class _Scale(NamedTuple):
    low: Decimal
    span: Decimal

    def place(self, number: Decimal) -> Decimal:
        return 100 * (number - self.low) / self.span

    def per_cent(self, number: Decimal) -> str:
        return f"{self.place(number):.3f}%"

    def anchor(self, number: Decimal) -> str:
        """Return where a label begins so that it stays within the picture."""
        place = self.place(number)
        return "start" if place < 35 else "end" if place > 65 else "middle"


def _bar(row: Measured, top: int, scale: _Scale) -> Bar:
    first, last = sorted([Decimal(0), row.number])
    width = f"{scale.place(last) - scale.place(first):.3f}%"
    y = top + LABEL
    return Bar(row, y - 5, y, y + BAR - 5, scale.per_cent(first), width)
