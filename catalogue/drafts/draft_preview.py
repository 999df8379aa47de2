"""What the page of an import shows before anything is written: figures, findings, changes, columns."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q, Window
from django.db.models.functions import RowNumber

from catalogue.changes import MeasureChange, ShownChange, ordered
from catalogue.drafts.drafting import is_stale, references_of
from catalogue.drafts.finding_groups import GROUPS, LEVELS, MESSAGES, FindingGroup, group_of
from catalogue.gaps import RULES_BY_KIND
from catalogue.models import DraftMeasure, ImportDraft
from catalogue.records import MeasureRecord, edits_from_json, overlay, relabelled
from catalogue.reference.references import References
from catalogue.spreadsheet.decisions import COLUMN, LEAVE_OUT
from catalogue.spreadsheet.table import LOST

PER_PAGE = 25
VIEWS = {"neu": Q(kind="new"), "geaendert": Q(kind="changed"), "geleert": Q(clears=True)}


class Choice(NamedTuple):
    """A change that can be taken or left; `value` is its path as the form sends it."""

    change: ShownChange
    value: str
    taken: bool


class MeasureCard(NamedTuple):
    """What the import would do to one measure."""

    change: MeasureChange
    choices: list[Choice]
    taken: bool


class View(NamedTuple):
    """A part of the preview that can be looked at alone, and how much stands in it."""

    name: str
    number: int
    label: str
    note: str = ""


class Intent(NamedTuple):
    """What applying would do, without what was deselected: measures, fields emptied, changes left out."""

    new: int
    changed: int
    cleared: int
    left_out: int

    @property
    def text(self) -> str:
        measures, cleared = _counted(self.new, "Maßnahme"), _counted(self.cleared, "Angabe")
        return f"{measures} neu, {self.changed} geändert, {cleared} geleert"


def _name(level: str) -> str:
    """Return a level as addresses name it."""
    return LEVELS[level][0].lower()


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 'n'}"


class Preview:
    """The preview of a draft; `view` is one of VIEWS, "befund", "lesart" or "" for everything.

    `level` narrows the findings: "fehler", "warnung" or "hinweis".
    """

    def __init__(
        self, draft: ImportDraft, view: str = "", *, page: str | None = None, level: str = ""
    ) -> None:
        self.draft, self.page_number = draft, page
        self.view = view if view in (*VIEWS, "befund", "lesart") else ""
        self.level = next((key for key in LEVELS if _name(key) == level), "")

    @cached_property
    def is_stale(self) -> bool:
        return is_stale(self.draft)

    @property
    def shows_measures(self) -> bool:
        return self.view in ("", *VIEWS) and bool(self.page.object_list)

    # --- Figures

    @property
    def views(self) -> list[View]:
        levels = ", ".join(_counted(count, *LEVELS[level]) for level, count in self.levels)
        left_out = sum(column["key"] == LEAVE_OUT for column in self.columns)
        own = sum(bool(column["own"]) for column in self.columns) - left_out
        read = [
            _counted(self.open_questions, "Frage offen", "Fragen offen") if self.open_questions else "",
            f"{own} eigene" if own else "",
            f"{left_out} nicht übernommen" if left_out else "",
        ]
        return [
            View("neu", self.counts["neu"], "neu", "Maßnahmen"),
            View("geaendert", self.counts["geaendert"], "geändert", "Maßnahmen"),
            View("geleert", self.counts["geleert"], "mit geleerten Angaben", "Maßnahmen"),
            View("befund", sum(count for _, count in self.levels), "Befunde", levels),
            View("lesart", len(self.columns) - left_out, "Spalten gelesen", ", ".join(filter(None, read))),
        ]

    @property
    def open_questions(self) -> int:
        """Return how many questions are answered neither for this workbook nor from an earlier one."""
        decided = self.draft.choices.get("answers", {})
        return sum(
            not one["remembered"] and one["said"] not in decided.get(one["kind"], {})
            for one in self.draft.recognised.get("questions", [])
            if one["kind"] != COLUMN
        )

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return how many measures stand behind each of VIEWS."""
        return self.draft.measures.aggregate(
            **{view: Count("pk", filter=condition) for view, condition in VIEWS.items()}
        )

    @cached_property
    def intent(self) -> Intent:
        """Return what would be written now."""
        new, changed = self.counts["neu"], self.counts["geaendert"]
        cleared = left_out = 0
        rows = self.draft.measures.filter(Q(clears=True) | ~Q(deselected=[]))
        for kind, edits, deselected in rows.values_list("kind", "edits", "deselected"):
            taken = [value for path, value in edits if path not in deselected]
            left_out += len(edits) - len(taken)
            cleared += taken.count(None)
            if not taken:
                new, changed = (new - 1, changed) if kind == "new" else (new, changed - 1)
        return Intent(new, changed, cleared, left_out)

    @property
    def gaps(self) -> list[tuple[int, str]]:
        """Return how often what will be missing after the import, the most frequent first."""
        missing = self.draft.summary["gaps"]
        return sorted(((count, RULES_BY_KIND[kind].label) for kind, count in missing.items()), reverse=True)

    # --- Findings

    @cached_property
    def levels(self) -> list[tuple[str, int]]:
        """Return each level that occurs with the number of its findings, the gravest first."""
        counted = dict(self.draft.findings.order_by().values_list("level").annotate(Count("pk")))
        return [(level, counted[level]) for level in LEVELS if level in counted]

    @property
    def errors(self) -> int:
        """Return how many cells could not be read."""
        return dict(self.levels).get("error", 0)

    @property
    def level_name(self) -> str:
        return _name(self.level) if self.level else ""

    @property
    def level_views(self) -> list[View]:
        """Return the levels as parts of the findings; the first part is all of them."""
        parts = [View("", sum(count for _, count in self.levels), "alle")]
        return parts + [View(_name(key), count, LEVELS[key][count != 1]) for key, count in self.levels]

    @cached_property
    def groups(self) -> list[FindingGroup]:
        """Return the level's findings, equal ones together, the gravest and then the most frequent first."""
        findings = self.draft.findings.filter(level=self.level) if self.level else self.draft.findings.all()
        groups = findings.order_by().values_list("level", "topic")
        counted = list(groups.annotate(Count("pk"), Min("pk")))
        rank = list(LEVELS)
        counted.sort(key=lambda row: (rank.index(row[0]), -row[2], row[3]))
        place = Window(RowNumber(), partition_by=["level", "topic"], order_by="pk")
        rows = findings.annotate(place=place).filter(place__lte=MESSAGES).order_by("pk")
        found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for level, topic, cell, message in rows.values_list("level", "topic", "cell", "message"):
            found[level, topic].append((cell, message))
        return [
            group_of(level, topic, count, found[level, topic]) for level, topic, count, _ in counted[:GROUPS]
        ]

    # --- Measures

    @cached_property
    def page(self) -> Page:
        chosen = self.draft.measures.filter(VIEWS.get(self.view, Q()))
        return Paginator(chosen, PER_PAGE).get_page(self.page_number)

    @cached_property
    def cards(self) -> list[MeasureCard]:
        known = references_of(self.draft)
        return [_card(measure, known) for measure in self.page.object_list]

    # --- Columns

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Return the columns that were recognised. `own` says why one has no field in the catalogue."""
        return [{**one, "own": _own(one["key"])} for one in self.draft.recognised["columns"]]


def _own(key: str) -> str:
    if key == LEAVE_OUT:
        return "nicht übernommen"
    return (
        "eigene Spalte" if key.startswith("extra:") else "abweichende Angabe" if key.startswith(LOST) else ""
    )


def measure_change(measure: DraftMeasure, known: References) -> MeasureChange:
    """Return the change with all edits, deselected ones too, in the labels of each side's day."""
    before = MeasureRecord.from_json(measure.number, measure.before) if measure.before else None
    after = overlay(before or MeasureRecord(measure.number), edits_from_json(measure.edits))
    return MeasureChange(measure.number, before, relabelled(after, known.labels_of(after)))


def _card(measure: DraftMeasure, known: References) -> MeasureCard:
    change = measure_change(measure, known)
    taken = any(path not in measure.deselected for path, _ in measure.edits)
    choices = []
    for one, shown in zip(ordered(change.before, change.after), change.shown, strict=True):
        path = list(one.path)
        if not _goes_without_saying(measure, path):
            # Where a measure is left out as a whole, its boxes show what taking it back would take.
            choices.append(Choice(shown, json.dumps(path), not taken or path not in measure.deselected))
    return MeasureCard(change, choices, taken)


def _goes_without_saying(measure: DraftMeasure, path: list[Any]) -> bool:
    """True for a new measure's main listing: it follows from its listings."""
    return measure.before is None and path == ["main"]


def deselected(measure: DraftMeasure, taken: set[str]) -> list[list[Any]]:
    """Return the paths of a measure that are not to be changed, where these boxes of its card are set."""
    paths = [path for path, _ in measure.edits]
    if not taken:
        return paths
    asked = [path for path in paths if not _goes_without_saying(measure, path)]
    return [path for path in asked if json.dumps(path) not in taken]
