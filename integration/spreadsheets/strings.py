"""The strings that a workbook's cells share."""

from __future__ import annotations

from typing import NamedTuple

from .package import MAX_UNPACKED, TOO_LARGE, Package, in_main
from .refusal import Refused
from .texts import Runs, Struck, cell_text

MAX_STRINGS = 1_000_000


class SharedStrings(NamedTuple):
    """The strings in the order in which cells cite them, and what of them is struck through.

    `struck` has, by a string's index, what is struck in cells whose style does not strike;
    `struck_by_style`, in cells whose style does, where that is not simply all.
    """

    texts: list[str]
    struck: dict[int, Struck]
    struck_by_style: dict[int, Struck]


def read_strings(package: Package, part: str | None, *, styles_strike: bool) -> SharedStrings:
    """Return the strings in `part`. `styles_strike` says whether any cell style of the workbook does."""
    texts, plain, by_style = strings = SharedStrings([], {}, {})
    runs = Runs()

    def begin(_: dict[str, str]) -> None:
        runs.clear()
        if len(texts) == MAX_STRINGS:
            raise Refused(TOO_LARGE)

    def end(_: str) -> None:
        if (struck := runs.struck(by_style=False)) and struck.text:
            plain[len(texts)] = struck
        if styles_strike and (struck := runs.struck(by_style=True)):
            by_style[len(texts)] = struck
        texts.append(cell_text(runs.joined()))

    if part:
        opened = {
            "si": begin,
            "rPh": runs.begin_phonetic,
            "rPr": runs.begin_format,
            "strike": runs.strike,
        }
        closed = {"si": end, "rPh": runs.end_phonetic, "t": runs.add}
        package.walk(part, in_main(opened), in_main(closed), limit=MAX_UNPACKED)
    return strings
