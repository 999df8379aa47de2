"""What the page of a returned file shows: what it says of each measure, beside what went out and today."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator

from catalogue.changes import Part, shown
from catalogue.drafts.finding_groups import FindingGroup, grouped
from catalogue.models import Answer, Suggestion, UnitReturn
from catalogue.records import Edits, MeasureRecord, edits_from_json, leaves, overlay, relabelled
from catalogue.reference.references import References
from catalogue.returns.comparing import Compared, Standing, compared, today
from catalogue.spreadsheet.findings import Finding

PER_PAGE = 25
CONFLICT, THEIRS, NEW, MISSING, SAME, OURS, UNCHANGED = (
    "konflikt",
    "stelle",
    "weitere",
    "fehlt",
    "beide",
    "katalog",
    "unveraendert",
)
# How each of the extract's measures stands, what asks for a decision first.
KINDS = {
    CONFLICT: "im Konflikt",
    THEIRS: "nur von der Stelle geändert",
    NEW: "weitere Maßnahmen",
    MISSING: "fehlen in der Datei",
    SAME: "von beiden gleich geändert",
    OURS: "nur im Katalog geändert",
    UNCHANGED: "unverändert",
}
_SPEAKING = (CONFLICT, THEIRS, NEW, MISSING, SAME)
_ONE = {NEW: "", MISSING: "fehlt in der Datei"}  # of a single measure, where that reads otherwise
_OF_NEW = "Katalogzeile 0,0 · "  # a further measure's listing has no number yet


class Figure(NamedTuple):
    """How many measures are of a kind; `name` opens them."""

    name: str
    number: int
    label: str


class Line(NamedTuple):
    """One thing that is said: word by word against what went out, and what the catalogue says today if
    that is something else."""

    label: str
    parts: list[Part]
    today: str | None
    standing: str
    beyond: bool  # more than the unit was asked
    suggestion: Suggestion | None


@dataclass(slots=True)
class Card:
    """What is said of one measure."""

    answer: Answer
    kind: str
    base: MeasureRecord
    lines: list[Line] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.answer.measure.number if self.answer.measure else 0

    @property
    def label(self) -> str:
        return _ONE.get(self.kind, KINDS[self.kind])

    @property
    def title(self) -> str:
        return self.base.goal or self.base.text


class ReturnedView:
    """A return as it was read; `view` is one of KINDS or "" for all measures of which something is said."""

    def __init__(self, unit_return: UnitReturn, view: str = "", *, page: str | None = None) -> None:
        self.unit_return, self.page_number = unit_return, page
        self.view = view if view in KINDS else ""

    @cached_property
    def answers(self) -> list[Answer]:
        return list(self.unit_return.answers.select_related("measure", "base__stored"))

    @cached_property
    def _refs(self) -> References:
        return References.load()

    @cached_property
    def _said(self) -> dict[int, list[Compared]]:
        """Return what is suggested, by answer."""
        rows = Suggestion.objects.with_answers().filter(answer__unit_return=self.unit_return)
        found: dict[int, list[Compared]] = defaultdict(list)
        for one in compared(rows, self._refs):
            found[one.suggestion.answer_id].append(one)
        return found

    @cached_property
    def _now(self) -> dict[int, tuple[int, MeasureRecord]]:
        return today(answer.base.number for answer in self.answers if answer.base)

    @cached_property
    def kinds(self) -> dict[int, str]:
        """Return how each answer stands, by its key."""
        return {answer.pk: self._kind(answer) for answer in self.answers}

    def _kind(self, answer: Answer) -> str:
        if answer.base is None:
            return NEW
        if answer.is_missing:
            return MISSING
        rows = self._said[answer.pk]
        standings = {one.standing for one in rows}
        if Standing.CONFLICT in standings:
            return CONFLICT
        if rows and standings != {Standing.SAME}:
            return THEIRS
        _, now = self._now.get(answer.base.number, (0, None))
        return SAME if rows else UNCHANGED if now == answer.base.record else OURS

    # --- What the page shows

    @property
    def figures(self) -> list[Figure]:
        """Return how many measures there are of each kind; the gravest kind first."""
        counted = Counter(self.kinds.values())
        return [Figure(kind, counted[kind], label) for kind, label in KINDS.items()]

    @property
    def label(self) -> str:
        return KINDS[self.view] if self.view else "mit Angaben"

    @cached_property
    def page(self) -> Page:
        wanted = (self.view,) if self.view else _SPEAKING
        rank = list(KINDS)
        chosen = [answer for answer in self.answers if self.kinds[answer.pk] in wanted]
        chosen.sort(key=lambda answer: (rank.index(self.kinds[answer.pk]), answer.place))
        return Paginator(chosen, PER_PAGE).get_page(self.page_number)

    @property
    def cards(self) -> list[Card]:
        return [self._card(answer) for answer in self.page.object_list]

    @property
    def groups(self) -> list[FindingGroup]:
        return grouped(Finding(**one) for one in self.unit_return.findings)

    @property
    def is_silent(self) -> bool:
        """True where there is nothing to decide."""
        return not self._said

    def _card(self, answer: Answer) -> Card:
        base = answer.base.record if answer.base else MeasureRecord(0)
        card = Card(answer, self.kinds[answer.pk], base)
        if answer.base is None:
            card.lines = self._proposed(base, edits_from_json(answer.edits))
        else:
            fields = (one for one in self._said[answer.pk] if one.suggestion.kind == Suggestion.Kind.FIELD)
            card.lines = [line for one in fields for line in self._lines(base, one)]
        if card.kind == OURS:
            card.lines = self._ours(base)
        return card

    def _lines(self, base: MeasureRecord, one: Compared) -> Sequence[Line]:
        """Return a suggestion's difference from what went out, and today's value where that differs."""
        suggestion, standing = one.suggestion, one.standing
        return [
            Line(
                change.label,
                change.parts,
                self._today(base, one.now, suggestion.edits),
                Standing(standing).label if standing and standing != Standing.THEIRS else "",
                not suggestion.is_direct,
                suggestion,
            )
            for change in self._changes(base, suggestion.edits)
        ]

    def _changes(self, base: MeasureRecord, edits: Edits) -> list[Any]:
        after = overlay(base, edits)
        return shown(base, relabelled(after, self._refs.labels_of(after)))

    def _today(self, base: MeasureRecord, now: MeasureRecord | None, edits: Edits) -> str | None:
        if now is None:
            return None
        current = leaves(now)
        changed = self._changes(base, {path: current.get(path) for path in edits})
        return "; ".join(change.after or "leer" for change in changed) if changed else None

    def _proposed(self, base: MeasureRecord, edits: Edits) -> list[Line]:
        changes = (one for one in self._changes(base, edits) if one.after and one.label != "Hauptzeile")
        return [
            Line(one.label.removeprefix(_OF_NEW), one.parts, None, "", False, None)
            for one in changes
            if one.after != "ohne Wortlaut"
        ]

    def _ours(self, base: MeasureRecord) -> list[Line]:
        _, now = self._now.get(base.number, (0, None))
        changes = shown(base, now) if now else []
        return [Line(one.label, one.parts, None, Standing.OURS.label, False, None) for one in changes]
