"""Kinds of pictures: bars, columns over time, a matrix, spans of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from integration.pictures.shapes import LINE, Box, Kind, Line, Picture, Sample, Shape, Text, number_in, short

BAR, GAP = 26, 14  # pixels: a bar's height, and the space below it
PLOT = 260  # pixels, the height of the highest column
NOTHING = "Keine Maßnahmen."


class Piece(NamedTuple):
    """A part of a bar or column."""

    key: str
    label: str
    number: int


class Pieces(NamedTuple):
    """A bar or column. `total` is told beside it: its parts need not add up to it."""

    label: str
    total: int
    pieces: Sequence[Piece]

    @property
    def length(self) -> int:
        return sum(piece.number for piece in self.pieces)

    @property
    def said(self) -> str:
        told = ", ".join(f"{piece.number} {piece.label}" for piece in self.pieces if piece.number)
        return f"{self.label}: {told or 'keine'}"


Legend = Iterable[tuple[str, str]]  # key, label


def stacked_bars(title: str, kind: Kind, bars: Sequence[Pieces], legend: Legend) -> Picture:
    """Return bars one below the other, all to the scale of the longest one; an empty piece is left out."""
    most = max((bar.length for bar in bars), default=0) or 1
    shapes: list[Shape] = []
    for place, bar in enumerate(bars):
        top = place * (LINE + BAR + GAP)
        shapes.append(Text(0, top + LINE - 5, f"{short(bar.label)} · {bar.total}"))
        before = 0
        for piece in bar.pieces:
            if piece.number:
                x, width = 100 * before / most, 100 * piece.number / most
                box = Box(kind, piece.key, x, width, top + LINE, BAR, f"{bar.label}: {_said(piece)}")
                shapes += [box, *number_in(box, piece.number)]
                before += piece.number
    return Picture(
        title, _told(bars), len(bars) * (LINE + BAR + GAP), shapes, [Sample(kind, *one) for one in legend]
    )


def columns(
    title: str, kind: Kind, bars: Sequence[Pieces], legend: Legend, ticks: Sequence[tuple[str, str]]
) -> Picture:
    """Return columns side by side, the first piece at the foot; `ticks` are two lines below each."""
    most = max((bar.length for bar in bars), default=0) or 1
    room, foot = 100 / max(len(bars), 1), LINE + PLOT
    shapes: list[Shape] = [Line(0, foot, 100, foot)]
    for place, (bar, tick) in enumerate(zip(bars, ticks, strict=True)):
        x, width, top = place * room + room * 0.06, room * 0.88, float(foot)
        middle = x + width / 2
        for piece in bar.pieces:
            if piece.number:
                height = PLOT * piece.number / most
                top -= height
                box = Box(kind, piece.key, x, width, top, height, f"{bar.label}: {_said(piece)}")
                shapes += [box, *number_in(box, piece.number)]
        shapes.append(Text(middle, top - 5, str(bar.total), "tick", "middle"))
        shapes += [
            Text(middle, foot + LINE * line, text, "tick", "middle")
            for line, text in enumerate(tick, 1)
            if text
        ]
    height = foot + 2 * LINE + GAP
    return Picture(title, _told(bars), height, shapes, [Sample(kind, *one) for one in legend])


class Heat(NamedTuple):
    """A cell of a matrix: how many, and the key of its shade."""

    number: int
    key: str


def matrix(
    title: str, kind: Kind, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[Heat]]]
) -> Picture:
    """Return a grid of numbers. Its columns have letters, which are told below it."""
    room = 100 / max(len(heads), 1)
    letters = [letter_of(place) for place in range(len(heads))]
    shapes: list[Shape] = [
        Text((place + 0.5) * room, LINE - 5, letter, "tick", "middle") for place, letter in enumerate(letters)
    ]
    top = LINE
    for label, cells in rows:
        shapes.append(Text(0, top + LINE - 5, short(label)))
        for place, (cell, head) in enumerate(zip(cells, heads, strict=True)):
            says = f"{label}, {head}: {cell.number}"
            box = Box(kind, cell.key, place * room, room, top + LINE, BAR, says)
            shapes += [box, *number_in(box, cell.number)]
        top += LINE + BAR + GAP // 2
    told = "; ".join(
        f"{label}: " + ", ".join(f"{head} {cell.number}" for head, cell in zip(heads, cells, strict=True))
        for label, cells in rows
    )
    keys = list(zip(letters, heads, strict=True))
    return Picture(title, told or NOTHING, top, shapes, keys=keys)


class Span(NamedTuple):
    """A stretch of time as places across the picture; `says` has it in words."""

    label: str
    key: str
    start: float
    end: float
    says: str


def spans(
    title: str,
    kind: Kind,
    rows: Sequence[Span],
    legend: Legend,
    ticks: Sequence[tuple[float, str]],
    today: float | None,
) -> Picture:
    """Return stretches of time one below the other, between lines that `ticks` name."""
    height = LINE + len(rows) * (LINE + LINE + GAP // 2)
    shapes: list[Shape] = [Line(x, LINE, x, height) for x, _ in ticks]
    shapes += [Text(x, LINE - 5, text, "tick") for x, text in ticks if text]
    if today is not None:
        shapes.append(Line(today, LINE, today, height, "today"))
    for place, row in enumerate(rows):
        top = LINE + place * (LINE + LINE + GAP // 2)
        shapes.append(Text(0, top + LINE - 5, short(row.label)))
        shapes.append(Box(kind, row.key, row.start, row.end - row.start, top + LINE, LINE, row.says))
    told = "; ".join(row.says for row in rows) or NOTHING
    return Picture(title, told, height + GAP, shapes, [Sample(kind, *one) for one in legend])


def letter_of(place: int) -> str:
    """Return A, B … Z, AA, AB … for 0, 1 …"""
    first, last = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _said(piece: Piece) -> str:
    return f"{piece.number} {piece.label}"


def _told(bars: Iterable[Pieces]) -> str:
    return "; ".join(bar.said for bar in bars) or NOTHING
