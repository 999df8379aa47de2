"""Addresses. Rows and columns count from 1, as people see them."""

from __future__ import annotations

import re
from functools import lru_cache

LAST_COLUMN = 16_384  # XFD, the last one Excel knows

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


@lru_cache(maxsize=LAST_COLUMN)
def column_letters(column: int) -> str:
    """Return the letters of a column: 1 → "A", 28 → "AB"."""
    if not 1 <= column <= LAST_COLUMN:
        raise ValueError(f"There is no column {column}.")
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the index of a column: "A" → 1, "AB" → 28."""
    if not letters.isalpha():
        raise ValueError(f"“{letters}” is no column.")
    return position(f"{letters}1")[1]


def address(row: int, column: int) -> str:
    """Return the address as Excel shows it: (7, 2) → "B7"."""
    return f"{column_letters(column)}{row}"


def position(reference: str) -> tuple[int, int]:
    """Return (row, column) of an address: "B7" or "$B$7" → (7, 2). Raises ValueError on others."""
    match = _REFERENCE.fullmatch(reference)
    column = 0
    for letter in match[1] if match else "":
        column = column * 26 + ord(letter) - 64
    if match is None or column > LAST_COLUMN:
        raise ValueError(f"“{reference}” is no address.")
    return int(match[2]), column
