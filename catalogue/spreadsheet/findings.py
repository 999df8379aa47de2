"""What an import has to say about a workbook."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark. `cell` is an address ("B7") or empty for the workbook as a whole.

    `reported` is set where the cell's content is in no field: the finding is then its only trace.
    """

    level: str  # "error", "warning" or "info"
    cell: str
    message: str
    reported: bool = False

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        del data["reported"]
        return data
