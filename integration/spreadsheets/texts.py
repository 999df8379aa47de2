"""The texts of a sheet's XML: runs of rich text joined, escapes decoded, cleaned."""

from __future__ import annotations

import re

from integration.texts import clean_text

from .refusal import Refused

MAX_TEXT = 32_767  # characters, Excel's own limit for a cell

TOO_LONG = (
    "Eine Zelle enthält mehr als 32.767 Zeichen. Bitte den Text kürzen oder aufteilen und erneut hochladen."
)

_MAX_RAW = MAX_TEXT * len("_x0000_")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Runs:
    """Collects the runs of one rich text; phonetic ones, which only tell how to read it, are left out."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._phonetic = False

    def clear(self) -> None:
        self._pieces.clear()
        self._size = 0

    def begin_phonetic(self, _: object = None) -> None:
        self._phonetic = True

    def end_phonetic(self, _: object = None) -> None:
        self._phonetic = False

    def add(self, text: str) -> None:
        if not self._phonetic:
            self._pieces.append(text)
            self._size += len(text)
            if self._size > _MAX_RAW:
                raise Refused(TOO_LONG)

    def joined(self) -> str:
        return self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces)


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
