"""A member of a dimension: one action field, one unit, one state."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from catalogue.evaluation.basis import Parameters

Parts = Mapping[int, Set[int]]  # units, and the versions in which each takes part


@dataclass(frozen=True)
class Member:
    """What it is called, the list's parameters that show it, the versions that belong to it.

    `parts` is told by dimensions of who takes part: the list asks unit and role of one and the same unit,
    so a unit crossed with a role counts a measure only where this unit has this role.
    """

    key: str
    label: str
    parameters: Parameters
    versions: Set[int]
    parts: Parts | None = None
    is_divided: bool = False  # asked for alone, it shows what it consists of

    def shared(self, other: Member) -> int:
        """Return how many versions belong to both."""
        if self.parts is None or other.parts is None:
            return len(self.versions & other.versions)
        both = self.parts.keys() & other.parts.keys()
        return len(set().union(*(self.parts[unit] & other.parts[unit] for unit in both)))
