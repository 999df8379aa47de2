"""Findings as people read them: equal ones together, the gravest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from catalogue.drafts.drafting import in_common, topic
from catalogue.spreadsheet.findings import Finding

MESSAGES = 200  # shown of each group of findings
GROUPS = 100
# One and many of each level, the gravest first.
LEVELS = {
    "error": ("Fehler", "Fehler"),
    "warning": ("Warnung", "Warnungen"),
    "info": ("Hinweis", "Hinweise"),
}


class FindingGroup(NamedTuple):
    """Equal findings: how many, and the first of them as (cell, message)."""

    level: str
    level_label: str
    title: str
    number: int
    findings: list[tuple[str, str]]

    @property
    def more(self) -> int:
        return self.number - len(self.findings)


def group_of(level: str, topic: str, count: int, found: list[tuple[str, str]]) -> FindingGroup:
    """Return a group of `count` findings, of which those `found` are shown."""
    all_shown = count == len(found)
    title = in_common([message for _, message in found]) if all_shown else topic
    title = title.removesuffix(": …").replace("….", "…")
    return FindingGroup(level, LEVELS[level][0], title, count, found)


def grouped(findings: Iterable[Finding]) -> list[FindingGroup]:
    """Return findings that no table holds, equal ones together, the gravest and most frequent first."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for one in findings:
        found[one.level, topic(one)].append((one.cell, one.message))
    rank = list(LEVELS)
    order = sorted(found, key=lambda key: (rank.index(key[0]), -len(found[key])))
    return [group_of(*key, len(found[key]), found[key][:MESSAGES]) for key in order[:GROUPS]]
