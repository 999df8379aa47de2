"""What a file can clear: an empty cell says something only where the file has its column and its row."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from catalogue.records import LISTING_CELLS, SCALARS, MeasureRecord, Path
from catalogue.reference.references import References
from catalogue.spreadsheet.columns import Layout
from catalogue.spreadsheet.states import MARKED
from catalogue.spreadsheet.table import LOST
from catalogue.vocabulary import Status

_EARLY = (Status.NOT_BEGUN, Status.PLANNED)  # told by the original's marks, and cleared by their absence


@dataclass(frozen=True, slots=True)
class Scope:
    """The columns (by key) and rows (by sub-number) that a file has of a measure recorded as `before`."""

    keys: Set[str]
    subs: Set[int]
    before: MeasureRecord
    layout: Layout
    refs: References

    @property
    def has_main(self) -> bool:
        """True where the file has the row that carries the measure's own fields."""
        return self.before.main is None or self.before.main in self.subs

    def __contains__(self, path: Path) -> bool:
        """True where the file has the column, and the row, in which this leaf would stand."""
        if path[0] == "listings":
            return path[1] in self.subs and self._has_listing_column(path)
        if not self.has_main or path == ("main",):
            return False
        if path[0] in SCALARS:
            return path[0] in self.keys
        if path == ("status",):
            early = self.before.status.value in _EARLY
            return "status" in self.keys or (early and not self.keys.isdisjoint(MARKED))
        return self._column_of(path) in self.keys

    def _has_listing_column(self, path: Path) -> bool:
        if path[2] in LISTING_CELLS:
            column = f"extra:{path[3]}" if path[2] == "extra" else str(path[3])
            return column in self.keys or f"{LOST}{column}" in self.keys
        needed = {"page": "remark", "action_field": "label"}.get(str(path[2]), path[2])
        return needed in self.keys

    def _column_of(self, path: Path) -> str:
        """Return the key of the column in which a mark of the record stands."""
        kind, key = path
        if kind == "units":
            role = self.before.units[str(key)].role
            return self.layout.column_of_unit(str(key), role, self.refs)
        if kind == "target_groups":
            return self.layout.group_columns.get(str(key), "")
        return f"{kind}:{key}"
