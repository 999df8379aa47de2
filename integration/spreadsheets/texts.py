"""The texts of a workbook's XML: runs of rich text joined, escapes decoded, cleaned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from integration.texts import clean_text

from .package import TRUE
from .refusal import Refused

MAX_TEXT = 32_767  # characters, Excel's own limit for a cell

TOO_LONG = (
    "Eine Zelle oder ein Kommentar enthält mehr als 32.767 Zeichen. "
    "Bitte den Text kürzen oder aufteilen und erneut hochladen."
)

_MAX_RAW = MAX_TEXT * len("_x0000_")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Struck(NamedTuple):
    """A cell's text in two: what is struck through, " … " between its parts, and what is left of it."""

    text: str
    rest: str


class Runs:
    """Collects the runs of one rich text; phonetic ones, which only tell how to read it, are left out.

    A run that has a format of its own (<rPr>) is struck through if that says so, whatever the cell's style;
    a run without one follows the cell.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._size = 0
        self._phonetic = False
        self._formatted: set[int] = set()  # the pieces that have a format of their own
        self._struck: set[int] = set()

    def clear(self) -> None:
        self.pieces.clear()
        self._size = 0
        if self._formatted:
            self._formatted.clear()
            self._struck.clear()

    def begin_phonetic(self, _: object = None) -> None:
        self._phonetic = True

    def end_phonetic(self, _: object = None) -> None:
        self._phonetic = False

    def begin_format(self, _: object = None) -> None:
        self._formatted.add(len(self.pieces))

    def strike(self, attributes: dict[str, str]) -> None:
        if is_strike(attributes):
            self._struck.add(len(self.pieces))

    def add(self, text: str) -> None:
        if not self._phonetic:
            self.pieces.append(text)
            self._size += len(text)
            if self._size > _MAX_RAW:
                raise Refused(TOO_LONG)

    def joined(self) -> str:
        return self.pieces[0] if len(self.pieces) == 1 else "".join(self.pieces)

    def struck(self, *, by_style: bool) -> Struck | None:
        """Return what is struck through, in a cell whose style strikes or not; None if only that decides."""
        if not self._formatted:
            return None
        parts = [(struck, "".join(pieces)) for struck, pieces in self._parts(by_style)]
        struck = (cell_text(text) for struck, text in parts if struck)
        rest = cell_text("".join(text for struck, text in parts if not struck))
        return Struck(" … ".join(filter(None, struck)), rest)

    def _parts(self, by_style: bool) -> Iterator[tuple[bool, list[str]]]:
        follows = set(range(len(self.pieces))) - self._formatted if by_style else set()
        struck = self._struck | follows
        for is_struck, places in groupby(range(len(self.pieces)), key=struck.__contains__):
            yield is_struck, [self.pieces[place] for place in places]


def is_strike(attributes: dict[str, str]) -> bool:
    """Tell whether a <strike> element strikes through: some programs write that it does not."""
    return attributes.get("val", "1") in TRUE


def cell_text(raw: str) -> str:
    """Return the text that `raw` stands for: `_x000D_` is a carriage return (ECMA-376 22.9.2.19)."""
    if "_x" in raw:
        raw = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), raw)
        # A character beyond the first 65,536 is escaped as its two surrogates.
        raw = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = clean_text(raw)
    if len(text) > MAX_TEXT:
        raise Refused(TOO_LONG)
    return text
