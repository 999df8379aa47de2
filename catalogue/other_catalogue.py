"""Is a workbook an edition of this catalogue, or another one that uses the same numbers? (design.md §4)

Goal and text of the measures whose number both have are compared by their words of four letters or more: how
many of the shorter side's words the other side has too. In a catalogue of 95 measures, 99.9 % of the pairs
of different measures share less than 0.3 of them, while a text that was extended or cut shares all: below a
third a text is another one, from two thirds on it is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from django.db.models import Max

from catalogue.actions import current_versions
from catalogue.models import Measure
from catalogue.records import MeasureRecord
from catalogue.spreadsheet.decisions import NUMBERS, Decisions
from catalogue.spreadsheet.table import TableRow

ENOUGH = 3  # measures that must be comparable; fewer may have been rewritten
ANOTHER, THE_SAME = 1 / 3, 2 / 3  # share of words in common
RANGE = 1_000  # number ranges begin at its multiples, so that 7 becomes 1007
_EXAMPLES, _SHOWN = 3, 200  # number of examples, characters of their texts
_LONG_WORD, _WORD = re.compile(r"\w{4,}"), re.compile(r"\w+")

Rows = Mapping[int, Sequence[TableRow]]  # a measure's rows by the number it has in the catalogue


@dataclass(frozen=True, slots=True)
class OtherCatalogue:
    """Of `compared` measures `different` have other texts, for example (number, the workbook's, ours).

    `proposed` is the start of a number range of its own: with it added, no number of the workbook is taken,
    or all that are belong to an earlier edition of the same other catalogue.
    """

    compared: int
    different: int
    examples: list[tuple[int, str, str]]
    proposed: int

    def __str__(self) -> str:
        number, theirs, ours = self.examples[0]
        return (
            f"Anderer Katalog? Bei {self.different} von {self.compared} Maßnahmen, deren Nummern es hier "
            f"schon gibt, steht in der Datei etwas anderes, zum Beispiel bei Maßnahme {number}: "
            f"„{theirs}“ statt „{ours}“."
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class _Compared(NamedTuple):
    compared: int
    different: list[int]  # numbers

    def is_other(self, enough: int) -> bool:
        return self.compared >= enough and 2 * len(self.different) > self.compared


def look_for_other(
    rows: Rows, current: Mapping[int, MeasureRecord], decisions: Decisions, concept: str | None
) -> OtherCatalogue | None:
    """Return what speaks against the workbook being an edition of this catalogue; None where nothing does.

    `concept` is the one whose pages the workbook names. A number range that was given is taken as it is
    only if it is free, or holds the same measures.
    """
    if decisions.same_catalogue:
        return None
    theirs = {number: _said_in(of_measure) for number, of_measure in rows.items()}
    found = _compare(theirs, current, concept)
    if not found.is_other(1 if decisions.numbers_from else ENOUGH):
        return None
    examples = [
        (number, _shown(theirs[number]), _shown(_said_by(current[number])))
        for number in found.different[:_EXAMPLES]
    ]
    in_file = {number - decisions.numbers_from: text for number, text in theirs.items()}
    proposed = _range_of_same(in_file, decisions) or _free_range()
    return OtherCatalogue(found.compared, len(found.different), examples, proposed)


def _compare(
    theirs: Mapping[int, str], current: Mapping[int, MeasureRecord], concept: str | None
) -> _Compared:
    """Compare the texts of the measures that have one on both sides.

    Where all that is here belongs to another concept, a text must be the same rather than alike.
    """
    pairs = [
        (number, text, ours)
        for number, text in theirs.items()
        if text and number in current and (ours := _said_by(current[number]))
    ]
    limit = ANOTHER
    if concept and _belong_elsewhere((current[number] for number, _, _ in pairs), concept):
        limit = THE_SAME
    different = [number for number, text, ours in pairs if text != ours and _in_common(text, ours) < limit]
    return _Compared(len(pairs), different)


def _belong_elsewhere(records: Iterable[MeasureRecord], concept: str) -> bool:
    known = {listing.concept for record in records for listing in record.listings.values()} - {""}
    return bool(known) and concept not in known


def _said_in(rows: Sequence[TableRow]) -> str:
    texts = (row.cells.get(key, "") for row in rows for key in ("goal", "text"))
    return " ".join(text for text in texts if text)


def _said_by(record: MeasureRecord) -> str:
    return f"{record.goal} {record.text}".strip()


def _in_common(one: str, other: str) -> float:
    """Return the share of the shorter text's words that the other has too, from 0 to 1."""
    words, others = _words(one), _words(other)
    return len(words & others) / (min(len(words), len(others)) or 1)


def _words(text: str) -> set[str]:
    lowered = text.lower()
    return set(_LONG_WORD.findall(lowered) or _WORD.findall(lowered))


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]} …"


# --- Number ranges --------------------------------------------------------------------------


def _range_of_same(theirs: Mapping[int, str], decisions: Decisions) -> int | None:
    """Return the range that an earlier import gave if it holds the same measures; `theirs` by the numbers
    in the file."""
    for start in sorted(int(said) for said in decisions.remembered.get(NUMBERS, {})):
        shifted = {start + number: text for number, text in theirs.items()}
        current = {number: record for number, (_, record) in current_versions(list(shifted))}
        found = _compare(shifted, current, None)
        if found.compared and not found.is_other(1):
            return start
    return None


def _free_range() -> int:
    """Return the first number range above all numbers that were ever given."""
    highest = Measure.objects.aggregate(highest=Max("number"))["highest"] or 0
    return (highest // RANGE + 1) * RANGE
