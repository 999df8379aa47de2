"""What a person decides about reading a workbook, and what the reading therefore asks.

Whatever a workbook leaves open is a `Question` with a default, so that a reading never waits; the answer in
force is the person's, else one remembered from an earlier workbook, else the default.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

Answers = Mapping[str, Mapping[str, str]]  # kind of question → what the workbook says → answer

# --- Kinds of questions, and what can be answered beside what their comments name -----------

COLUMN = "column"  # said: a heading, normalised; answer: a column's key, OWN or LEAVE_OUT
UNIT = "unit"  # said: match_key of a name; answer: a unit's slug, NEW or TEXT
ACTION_FIELD = "action_field"  # said: match_key of a label; answer: a field's slug or NEW
STATUS = "status"  # said: match_key of a word; answer: a status or TEXT
EMPTY_STATUS = "empty_status"  # said: `Head.fingerprint`; answer: the status that a row without one has
# Who the columns under „Hut“ name; said: their headings, normalised; answer: LEAD or OWN
HAT = "hat"
# An x alone under „Lernen, Märier …“; said: that heading, normalised; answer: VOLUNTEERS or CLARIFICATION
LONE_MARK = "lone_mark"
COMMENTS = "comments"  # answer: LEAVE_OUT or REMARK
STRUCK = "struck"  # struck-through text; answer: KEEP or LEAVE_OUT
HIDDEN_ROWS = "hidden_rows"  # answer: KEEP or LEAVE_OUT
NUMBERS = "numbers"  # no question, but remembered like one: a number range given to another catalogue

NEW, TEXT, OWN, LEAVE_OUT, KEEP = "new", "text", "own", "leave_out", "keep"
LEAD, VOLUNTEERS, CLARIFICATION, REMARK = "lead", "volunteers", "clarification", "remark"

# Answers that hold for later workbooks too: for the same word or the same headings.
REMEMBERED = frozenset({COLUMN, UNIT, ACTION_FIELD, STATUS, EMPTY_STATUS, HAT, LONE_MARK})
# Of these, what is asked about a table as a whole: whoever applies an import accepts their defaults, too.
ACCEPTED = frozenset({EMPTY_STATUS, HAT, LONE_MARK})

_CELLS = 5  # addresses kept of each question


@dataclass(frozen=True, slots=True)
class Decisions:
    """What has been decided; what is left open is recognised.

    `header` is the first and the last row of the header. `numbers_from` gives the workbook's measures a
    number range of their own: measure 7 becomes `numbers_from` + 7. `same_catalogue` says that the workbook
    is an edition of this catalogue although most of its texts differ.
    """

    sheet: str | None = None
    header: tuple[int, int] | None = None
    numbers_from: int = 0
    same_catalogue: bool = False
    answers: Answers = field(default_factory=dict)  # this person's, for this workbook
    remembered: Answers = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Mapping[str, Any], remembered: Answers) -> Decisions:
        """Return the decisions that an import's draft holds, beside those remembered."""
        header = data.get("header")
        return cls(
            sheet=data.get("sheet"),
            header=(header[0], header[1]) if header else None,
            numbers_from=data.get("numbers_from", 0),
            same_catalogue=data.get("same_catalogue", False),
            answers=data.get("answers", {}),
            remembered=remembered,
        )

    def among(self, known: Mapping[str, Container[str]]) -> Decisions:
        """Return the decisions without answers that mean nothing (any more): of the kinds in `known` only
        those answers that it names."""
        return replace(self, answers=_among(self.answers, known), remembered=_among(self.remembered, known))


def _among(answers: Answers, known: Mapping[str, Container[str]]) -> Answers:
    return {
        kind: {said: answer for said, answer in given.items() if kind not in known or answer in known[kind]}
        for kind, given in answers.items()
    }


@dataclass(slots=True)
class Question:
    """One thing a workbook leaves open: what it says (`said` as compared, `shown` as printed), the answer
    in force, and where it stands: the first cells of `count`."""

    kind: str
    said: str
    shown: str
    default: str
    answer: str
    remembered: bool
    cells: list[str] = field(default_factory=list)
    count: int = 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class Questions:
    """The questions that one reading asks, each once, in the order in which they come up."""

    decisions: Decisions
    asked: dict[tuple[str, str], Question] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Iterable[Mapping[str, Any]], decisions: Decisions) -> Questions:
        """Return the questions of a reading from their JSON."""
        asked = [Question(**one) for one in data]
        return cls(decisions, {(one.kind, one.said): one for one in asked})

    def to_json(self) -> list[dict[str, Any]]:
        return [one.to_json() for one in self.asked.values()]

    def ask(self, kind: str, said: str, shown: str, default: str, cell: str = "") -> str:
        """Return the answer in force, and note that the question came up, in this cell."""
        question = self.asked.get((kind, said))
        if question is None:
            own = self.decisions.answers.get(kind, {}).get(said)
            earlier = self.decisions.remembered.get(kind, {}).get(said)
            answer = own or earlier or default
            question = Question(kind, said, shown, default, answer, own is None and earlier is not None)
            self.asked[kind, said] = question
        question.count += 1
        if cell and len(question.cells) < _CELLS:
            question.cells.append(cell)
        return question.answer

    def answer(self, kind: str, said: str) -> str | None:
        """Return what was decided, without asking: None where nobody did."""
        own = self.decisions.answers.get(kind, {}).get(said)
        return own or self.decisions.remembered.get(kind, {}).get(said)
