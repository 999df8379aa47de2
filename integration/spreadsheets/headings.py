"""Merged header rows → column paths, and headings made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from .reading import Merge, Row, Sheet
from .values import Value, as_text

_INVISIBLE = re.compile("\u00ad\\s*\n\\s*|[\u00ad\u200b-\u200d\u2060\ufeff]")
# "Maß-⏎nahme" is one word; "Vor-⏎und Nachname" and "Integrations-⏎Konzept" are not.
_BROKEN_WORD = re.compile(r"(?<=\w)[-‐‑][ \t]*\n\s*(?!(?:und|oder|bzw)\b)(\w)")
_INNER_PARENTHESIS = re.compile(r"\([^()]*\)")
_OPEN_PARENTHESIS = re.compile(r"\([^()]*$")
_BETWEEN_WORDS = re.compile("[^\\w\u0300-\u036f]+|_+")  # combining marks belong to their letter


def fill_merges(rows: Iterable[Row], merges: Iterable[Merge]) -> dict[int, dict[int, Value]]:
    """Return the cells of `rows`, by row and column, as people see them.

    A merged range shows its first cell's value everywhere, and hides what its other cells hold.
    Only the given rows are filled; a range that begins above them shows nothing.
    """
    filled = {row.index: dict(row.cells) for row in rows}
    for top, left, bottom, right in merges:
        value = filled.get(top, {}).get(left)
        for index in range(top, bottom + 1):
            for column in range(left, right + 1):
                if value is not None:
                    filled.setdefault(index, {})[column] = value
                elif index in filled:
                    filled[index].pop(column, None)
    return filled


def hidden_under_merges(sheet: Sheet) -> set[tuple[int, int]]:
    """Return the (row, column) of filled cells that nobody sees because a merged range covers them."""
    rows = {row.index: row.cells for row in sheet.rows}
    return {
        (index, column)
        for top, left, bottom, right in sheet.merges
        for index in range(top, bottom + 1)
        if index in rows
        for column in range(left, right + 1)
        if column in rows[index] and (index, column) != (top, left)
    }


def column_paths(sheet: Sheet, first_row: int, last_row: int) -> dict[int, tuple[str, ...]]:
    """Return each column's headings in the rows from `first_row` to `last_row`, from top to bottom.

    A heading counts for every column and row its merged range spans, once per column:
    {5: ("Zielgruppe", "Flüchtlinge", "UMF"), …}.
    """
    rows = [row for row in sheet.rows if first_row <= row.index <= last_row]
    merges = [merge for merge in sheet.merges if first_row <= merge[0] <= last_row]
    filled = fill_merges(
        rows, [(top, left, min(bottom, last_row), right) for top, left, bottom, right in merges]
    )
    paths: dict[int, list[str]] = {}
    for index in sorted(filled):
        for column, value in filled[index].items():
            path, text = paths.setdefault(column, []), as_text(value)
            if text not in path:
                path.append(text)
    return {column: tuple(paths[column]) for column in sorted(paths)}


def without_parentheses(text: str) -> str:
    """Return a heading without what stands in parentheses: that is where sources print names of people."""
    while (shorter := _INNER_PARENTHESIS.sub(" ", text)) != text:
        text = shorter
    return " ".join(_OPEN_PARENTHESIS.sub("", text).split())


def normalise(heading: str) -> str:
    """Return a heading in the form in which headings are compared; never shown.

    Left out: parentheses, line breaks, hyphenation, punctuation, case. Umlauts stay what they are;
    casefolding makes ß the ss of its capitals: "Maß-⏎nahme – was (neu)" → "massnahme was".
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", heading))
    text = _BROKEN_WORD.sub(lambda match: match[1] if match[1].islower() else f" {match[1]}", text)
    words = _BETWEEN_WORDS.sub(" ", without_parentheses(text)).strip()
    return unicodedata.normalize("NFC", words.casefold())
