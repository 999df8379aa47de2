"""What imports have remembered, in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from catalogue.drafts.reading_options import (
    STATUSES,
    UNIT_OTHERWISE,
    WORDINGS,
    action_fields,
    meanings,
    named,
)
from catalogue.models import ReadingDecision
from catalogue.reference.references import References
from catalogue.spreadsheet.decisions import (
    ACTION_FIELD,
    COLUMN,
    EMPTY_STATUS,
    HAT,
    LONE_MARK,
    NUMBERS,
    STATUS,
    UNIT,
)

# In the order of the page: what it is about, where a workbook has it.
KINDS = {
    EMPTY_STATUS: "Stand, wo keiner steht",
    HAT: "Hut",
    LONE_MARK: "x allein",
    COLUMN: "Spalte",
    STATUS: "Wort für den Stand",
    ACTION_FIELD: "Handlungsfeld",
    UNIT: "Stelle",
    NUMBERS: "Nummernkreis",
}


class Remembered(NamedTuple):
    """An answer that holds for later workbooks: `said` there, it means `meaning` here."""

    decision: ReadingDecision
    kind: str
    said: str
    meaning: str

    def __str__(self) -> str:
        return f"{self.kind} {self.said}"


class Reader:
    """Puts remembered answers into words; what many of them need is read once."""

    def __init__(self) -> None:
        self.refs = References.load()

    def read(self, decisions: Iterable[ReadingDecision]) -> list[Remembered]:
        """Return the decisions in words, by kind, then by what the workbooks say."""
        order = list(KINDS)
        rows = sorted(decisions, key=lambda one: (order.index(one.kind), one.shown.casefold(), one.pk))
        return [
            Remembered(one, KINDS[one.kind], _said(one), self._meaning(one.kind, one.answer)) for one in rows
        ]

    def _meaning(self, kind: str, answer: str) -> str:
        if kind == NUMBERS:
            return f"gehört einem anderen Katalog: Aus Maßnahme 7 wird dort {int(answer) + 7}"
        return self._options[kind].get(answer) or f"„{answer}“, gilt heute nicht mehr"

    @cached_property
    def _options(self) -> Mapping[str, Mapping[str, str]]:
        refs = self.refs
        units = {slug: str(unit) for slug, unit in refs.units.items()}
        columns = {f"unit:{slug}": f"Umsetzung › {unit.labels[0]}" for slug, unit in refs.units.items()}
        return {
            COLUMN: columns | named(meanings(refs)),
            STATUS: dict(STATUSES),
            ACTION_FIELD: named(action_fields(refs)),
            UNIT: dict(UNIT_OTHERWISE) | units,
            **{kind: dict(wording.options) for kind, wording in WORDINGS.items()},
        }


def _said(decision: ReadingDecision) -> str:
    if decision.kind == EMPTY_STATUS:
        return "in Dateien mit denselben Überschriften"
    return f"ab {decision.shown}" if decision.kind == NUMBERS else f"„{decision.shown}“"
