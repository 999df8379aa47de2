"""The import of a workbook: read → plan → apply. A rehearsal is the same path without the last step."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from catalogue.actions import Applied, MeasureEdit, apply, current_versions
from catalogue.gaps import missing_counterparts
from catalogue.models import Listing, MeasureVersion, ReadingDecision
from catalogue.other_catalogue import OtherCatalogue, look_for_other
from catalogue.records import MeasureRecord, overlay
from catalogue.reference.references import References
from catalogue.spreadsheet.assembling import Assembler
from catalogue.spreadsheet.cells import Interpreter
from catalogue.spreadsheet.columns import layout
from catalogue.spreadsheet.decisions import (
    ACTION_FIELD,
    EMPTY_STATUS,
    NEW,
    STATUS,
    TEXT,
    UNIT,
    Decisions,
    Questions,
)
from catalogue.spreadsheet.findings import Finding
from catalogue.spreadsheet.labels import counterpart
from catalogue.spreadsheet.numbers import HIGHEST
from catalogue.spreadsheet.reading import read_table
from catalogue.spreadsheet.table import Table, TableRow
from catalogue.upkeep.clarifications import answered, lines_of
from catalogue.vocabulary import Status
from integration.history.models import ChangeSet
from integration.spreadsheets.opening import open_workbook
from integration.spreadsheets.refusal import Refused
from integration.spreadsheets.workbook import Workbook
from integration.texts import match_key


@dataclass(slots=True)
class Plan:
    """What an import would do. Counts are by the words of the contract: new, changed, unchanged, absent."""

    references: References
    table: Table
    edits: list[MeasureEdit] = field(default_factory=list)
    measures: Counter[str] = field(default_factory=Counter)
    listings: Counter[str] = field(default_factory=Counter)
    other_catalogue: OtherCatalogue | None = None  # set: nothing is written before that is decided

    @property
    def findings(self) -> list[Finding]:
        return self.table.findings

    @property
    def cells(self) -> dict[str, int]:
        """Return how many cells are filled, imported and only reported; the first is the sum."""
        reported = len({finding.cell for finding in self.findings if finding.reported})
        return {"filled": self.table.filled, "imported": self.table.filled - reported, "reported": reported}


def plan(
    source: Path | bytes | Workbook,
    *,
    concept: str | None = None,
    decisions: Decisions | None = None,
    strict: bool = False,
) -> Plan:
    """Read a workbook and return what importing it would do to the catalogue as it is now.

    `concept` is the slug of the concept whose pages the workbook names, None where that is unknown; without
    `decisions` those count that are remembered. Raises `Refused` for a file that is no catalogue, with
    `strict` also for unknown units and fields.
    """
    references = References.load()
    if concept is not None and concept not in references.concepts:
        raise Refused(
            f"Ein Konzept „{concept}“ gibt es nicht. Bekannt sind: {', '.join(references.concepts)}."
        )
    decisions = decisions or Decisions(remembered=ReadingDecision.objects.remembered())
    decisions = decisions.among(possible_answers(references))
    workbook = source if isinstance(source, Workbook) else open_workbook(source)
    table = read_table(workbook, layout(references), references, decisions)
    if decisions.numbers_from:
        _renumber(table, decisions.numbers_from)
    planned = Plan(references, table)
    interpreter = Interpreter.for_table(references, table.columns.values(), table.questions)
    assembler = Assembler.for_table(table, interpreter, concept)
    by_measure: dict[int, list[TableRow]] = defaultdict(list)
    for row in table.rows:
        by_measure[row.number.measure].append(row)
    current = {number: record for number, (_, record) in current_versions(list(by_measure))}
    for number, rows in by_measure.items():
        _plan_measure(planned, assembler, rows, current.get(number))
    _say_answered(planned, by_measure)
    _count_absent(planned, set(by_measure))
    planned.other_catalogue = look_for_other(by_measure, current, decisions, concept)
    if strict and references.new:
        unknown = "; ".join(f.message for f in planned.findings if f.message.startswith("Neue"))
        raise Refused(f"Unbekannte Einträge, nichts wurde übernommen: {unknown}")
    return planned


def _renumber(table: Table, start: int) -> None:
    """Give the measures of a table a number range of their own; numbers that texts mention stay."""
    highest = max((row.number.measure for row in table.rows), default=0)
    if start < 0 or start + highest > HIGHEST:
        raise Refused(
            f"Ein Nummernkreis ab {start} geht nicht: Nummern reichen von 1 bis {HIGHEST}, "
            f"und die höchste der Datei ist {highest}."
        )
    if table.rows:
        first = table.rows[0].number.measure
        message = f"Eigener Nummernkreis: Maßnahme {first} der Datei wird {start + first}."
        table.report("info", "", message)
    table.rows = [
        replace(row, number=row.number._replace(measure=start + row.number.measure)) for row in table.rows
    ]


def possible_answers(references: References) -> dict[str, Container[str]]:
    """Return what questions about words can be answered with, by kind."""
    return {
        UNIT: {*references.units, NEW, TEXT},
        ACTION_FIELD: {*references.action_fields, NEW},
        STATUS: {*Status.values, TEXT},
        EMPTY_STATUS: {Status.NOT_RECORDED.value, Status.IN_PROGRESS.value},
    }


def _plan_measure(
    planned: Plan, assembler: Assembler, rows: list[TableRow], before: MeasureRecord | None
) -> None:
    edits = assembler.edits(rows, before)
    number = rows[0].number.measure
    if edits or before is None:
        planned.edits.append(MeasureEdit(number, edits, before))
    planned.measures["new" if before is None else "changed" if edits else "unchanged"] += 1
    touched = {path[1] for path in edits if path[0] == "listings"}
    for row in rows:
        known = before is not None and row.number.sub in before.listings
        planned.listings["new" if not known else "changed" if row.number.sub in touched else "unchanged"] += 1
    if edits:
        _say_missing_counterparts(planned, rows, overlay(before or MeasureRecord(number), edits))
    if before is not None:
        absent = [sub for sub in before.listings if sub not in {row.number.sub for row in rows}]
        for sub in absent:
            message = f"Katalogzeile {number},{sub} fehlt in der Datei und bleibt unverändert."
            planned.table.report("info", "", message)


def _say_missing_counterparts(planned: Plan, rows: list[TableRow], after: MeasureRecord) -> None:
    by_sub = {row.number.sub: row for row in rows if "label" in row.cells}
    for sub in missing_counterparts(after, planned.references):
        if sub in by_sub:
            named = counterpart(after.listings[sub].label)
            message = f"Nennt das Gegenfeld „{named}“; dort ist die Maßnahme {after.number} nicht gelistet."
            planned.table.report("warning", by_sub[sub].at("label"), message)


def _say_answered(planned: Plan, rows: Mapping[int, list[TableRow]]) -> None:
    """Say which questions that the file would open have been answered already: it may be an old one."""
    texts = {edit.number: edit.edits.get(("clarification",)) for edit in planned.edits}
    asked = {number: lines_of(text) for number, text in texts.items() if text}
    known = answered(asked) if asked else {}
    for number, answers in known.items():
        cells = [row.at("clarification") for row in rows[number] if "clarification" in row.cells]
        for line in asked[number]:
            one = answers.get(match_key(line))
            if one and one.closed:
                message = f"„{one}“ wurde am {localdate(one.closed.at):%d.%m.%Y} beantwortet: {one.answer}"
                planned.table.report("warning", cells[0] if cells else "", message)


def _count_absent(planned: Plan, present: set[int]) -> None:
    known = planned.listings["changed"] + planned.listings["unchanged"]
    planned.listings["absent"] = Listing.objects.filter(version__valid_to=None).count() - known
    for number in MeasureVersion.objects.current().in_catalogue_order().values_list("number", flat=True):
        if number in present:
            continue
        planned.measures["absent"] += 1
        message = f"Maßnahme {number} fehlt in der Datei und bleibt unverändert."
        planned.table.report("info", "", message)


def carry_out(planned: Plan, *, by: Any, reason: str = "", at: Any = None) -> Applied:
    """Write a plan as one change set.

    Raises `Collision` if the catalogue has changed since, `Refused` while it is open whether the workbook
    is another catalogue.
    """
    if planned.other_catalogue:
        raise Refused(str(planned.other_catalogue))
    questions, references = planned.table.questions, planned.references
    return write(planned.edits, questions, by=by, reason=reason, at=at, references=references)


@transaction.atomic
def write(
    edits: Iterable[MeasureEdit],
    questions: Questions,
    *,
    by: Any,
    reason: str,
    references: References,
    at: Any = None,
) -> Applied:
    """Apply an import's edits, and remember what was decided for it; where nothing changes, neither."""
    applied = apply(edits, by=by, way=ChangeSet.Way.IMPORT, reason=reason, at=at, references=references)
    if applied.change_set:
        ReadingDecision.objects.remember(questions, applied.change_set)
    return applied
