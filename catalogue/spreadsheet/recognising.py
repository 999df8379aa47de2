"""Which column a heading names, however it is spelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from catalogue.reference.references import References
from catalogue.spreadsheet.columns import ADDED, APPENDED, Column, Layout
from catalogue.spreadsheet.table import LOST
from integration.spreadsheets.headings import normalise, without_parentheses

SHORTEST = 6  # letters of a heading that is also known if misspelled
ALIKE, CLEARLY = 0.88, 0.06  # how alike two spellings are at least, and how much more than any other
LONGEST = 200  # characters of a heading

Path = tuple[str, ...]  # a column's headings from top to bottom


class Match(NamedTuple):
    """A column and how surely a heading names it; of two headings of one column the higher one wins."""

    column: Column
    certainty: tuple[int, int, float]  # exact, by a unit's name, or alike; groups that agree; likeness


class KnownHeadings:
    """All headings by which the layout's columns, the appended ones and the units are known."""

    def __init__(self, layout: Layout, refs: References) -> None:
        self.refs = refs
        self.columns = {column.key: column for column in (*layout.columns, *APPENDED)}
        self.exact = _spellings(layout)
        self.groups = {normalise(text) for one in self.columns.values() for text in _groups(one)}
        # Those of several columns say what a column is not; "Ziel" above "Kosten" says nothing.
        above = Counter(one.headings[0] for one in layout.columns)
        several = {text for one in layout.columns for text in _groups(one) if above[text] != 1}
        self.telling = {normalise(text) for text in several}
        self._alike: dict[str, tuple[Column, float] | None] = {}

    def key_of(self, text: str) -> str | None:
        """Return the key of the column that a single heading, exactly spelled, names, or None."""
        parts = _parts((text,)) if len(text) < LONGEST else []
        found = self._exact(parts, text) if parts else None
        return found.column.key if found else None

    def similar_key(self, text: str) -> str | None:
        """Return the key of the column that a single heading names, perhaps misspelled, or None."""
        found = self.find((text,)) if len(text) < LONGEST else None
        return found.column.key if found else None

    def is_group(self, text: str) -> bool:
        return normalise(text) in self.groups

    def find(self, path: Path) -> Match | None:
        """Return the column that a path of headings names, or None.

        The lowest heading decides, alone or with the one above ("weitere › Stadt"); the groups above tell
        apart what it leaves open, and speak against a lone word below the group of other columns.
        """
        parts = _parts(path)
        if not parts:
            return None
        if path[-1].startswith(LOST):
            return self._lost(path[-1])
        return self._exact(parts, path[-1]) or self._unit(path[-1], parts[:-1]) or self._similar(parts)

    def _lost(self, heading: str) -> Match | None:
        original = self.find((heading.removeprefix(LOST),))
        if original is None:
            return None
        column = Column(LOST + original.column.key, ("", "", without_parentheses(heading)))
        return Match(column, (3, 0, 1.0))

    def _exact(self, parts: list[str], spelled: str) -> Match | None:
        whole = _with_parentheses(spelled) if "(" in spelled else parts[-1]
        for above, lowest in ((parts[:-1], whole), *self._readings(parts)):
            column = self.exact.get(lowest)
            if column and not self._contradicted(column, above, lowest):
                return Match(column, (3, _agreement(column, above), lowest == normalise(column.heading)))
        return None

    def _readings(self, parts: list[str]) -> Iterator[tuple[list[str], str]]:
        """Yield the ways to tell the groups from the lowest heading: "Wer: Stadt" names its group itself."""
        if len(parts) > 1:
            yield parts[:-2], f"{parts[-2]} {parts[-1]}"
        above, lowest = parts[:-1], parts[-1]
        yield above, lowest
        while group := next((one for one in self.groups if lowest.startswith(f"{one} ")), ""):
            above, lowest = [*above, group], lowest.removeprefix(group).strip()
            yield above, lowest

    def _contradicted(self, column: Column, above: list[str], lowest: str) -> bool:
        own = {normalise(text) for text in _groups(column)}
        if " " in lowest or not own & self.telling or own & set(above):
            return False
        return bool((self.telling | {normalise(ADDED)}) & set(above))

    def _unit(self, spelled: str, above: list[str]) -> Match | None:
        heading = without_parentheses(spelled)
        slug = self.refs.find_unit(heading)
        if not slug or self._marked_groups & set(above):
            return None
        column = self.columns.get(f"unit:{slug}") or Column(f"unit:{slug}", ("", "", heading))
        return Match(column, (2, 0, 1.0))

    @cached_property
    def _marked_groups(self) -> set[str]:
        """The groups in which a unit's name is no unit: "Zielgruppe › Ehrenamtliche"."""
        kinds = ("target_groups", "locations")
        columns = (column for column in self.columns.values() if column.kind in kinds)
        return {normalise(text) for column in columns for text in _groups(column)}

    def _similar(self, parts: list[str]) -> Match | None:
        for above, lowest in self._readings(parts):
            if lowest not in self._alike:
                self._alike[lowest] = self._most_similar(lowest)
            found = self._alike[lowest]
            if found and not self._contradicted(found[0], above, lowest):
                return Match(found[0], (1, _agreement(found[0], above), found[1]))
        return None

    def _most_similar(self, heading: str) -> tuple[Column, float] | None:
        """Return the column whose heading is clearly the most similar one, and how similar it is."""
        if len(heading) < SHORTEST:
            return None
        best: dict[str, float] = {}
        compared = SequenceMatcher(None, b=heading, autojunk=False)
        for known, column in self.exact.items():
            if len(known) < SHORTEST or _digits(known) != _digits(heading):
                continue
            compared.set_seq1(known)
            if compared.real_quick_ratio() > ALIKE - CLEARLY and compared.quick_ratio() > ALIKE - CLEARLY:
                best[column.key] = max(best.get(column.key, 0), compared.ratio())
        first, second, *_ = [*sorted(best.items(), key=lambda one: -one[1]), ("", 0.0), ("", 0.0)]
        if first[1] < ALIKE or first[1] - second[1] < CLEARLY:
            return None
        return self.columns[first[0]], first[1]


def _spellings(layout: Layout) -> dict[str, Column]:
    """Return the columns by every normalised heading; whose own heading it is comes first.

    Of appended columns only the whole heading is their own: "Handlungsfeld (zugeordnet)" leaves
    "Handlungsfeld" to the original's column.
    """
    known: dict[str, Column] = {}
    every = (*layout.columns, *APPENDED)
    for column in every:
        known.setdefault(_with_parentheses(column.heading), column)
    for column in layout.columns:
        known.setdefault(normalise(column.heading), column)
    for column in every:
        for also in column.also:
            known.setdefault(normalise(also), column)
    for column in APPENDED:
        known.setdefault(normalise(column.heading), column)
    return known


def _with_parentheses(heading: str) -> str:
    return normalise(heading.replace("(", " ").replace(")", " "))


def _groups(column: Column) -> list[str]:
    """Return the headings above the column's own."""
    return [text for text in column.headings if text and text != column.heading]


def _parts(path: Path) -> list[str]:
    return [part for text in path if (part := normalise(text))]


def _agreement(column: Column, above: list[str]) -> int:
    return len({normalise(text) for text in _groups(column)} & set(above))


def _digits(text: str) -> list[str]:
    return [letter for letter in text if letter.isdigit()]
