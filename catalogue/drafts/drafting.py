"""What the child process of an import does: read a draft's workbook, or apply what is left selected of it.

It goes the one path of `importing`; the draft only remembers what was planned.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from catalogue import importing
from catalogue.actions import Applied, MeasureEdit
from catalogue.drafts.draft_actions import Undecided
from catalogue.drafts.recognition import in_sight, recognised
from catalogue.gaps import gaps
from catalogue.importing import Plan, plan
from catalogue.models import ActionField, DraftFinding, DraftMeasure, ImportDraft, ReadingDecision, Unit
from catalogue.records import Edits, MeasureRecord, edits_from_json, edits_to_json, overlay
from catalogue.reference.references import References
from catalogue.spreadsheet.decisions import Decisions, Questions
from catalogue.spreadsheet.findings import Finding
from catalogue.spreadsheet.searching import TableUnclear
from integration.history.models import ChangeSet
from integration.spreadsheets.opening import open_workbook
from integration.spreadsheets.refusal import Refused

BATCH = 1_000
# What differs among findings of one kind: names, numbers, and the text of a cell that was left out.
_CHANGING = re.compile(r"(?<=übernommen: ).*|„[^“]*“|\d+(,\d+)?", re.DOTALL)

STALE = (
    "Der Katalog wurde in der Zwischenzeit geändert. "
    "Die Vorschau ist neu berechnet; bitte noch einmal prüfen."
)


class Stale(Exception):
    """The catalogue has changed since the preview was computed."""


def is_stale(draft: ImportDraft) -> bool:
    """True where the catalogue, or what it refers to, is not what the preview was computed on."""
    return ChangeSet.objects.order_by("at").last() != draft.based_on


def read(draft: ImportDraft) -> None:
    """Plan the import and write the result into the draft; what is refused is said there."""
    draft.tell(progress="Die Datei wird geprüft und gelesen …")
    based_on = ChangeSet.objects.order_by("at").last()
    concept = draft.concept.slug if draft.concept else None
    workbook = None
    try:
        workbook = open_workbook(draft.file.read())
        decisions = Decisions.from_json(draft.choices, ReadingDecision.objects.remembered())
        planned = plan(workbook, concept=concept, decisions=decisions)
    except Refused as refused:
        # What somebody chose may be the reason, so it can be chosen anew.
        open_to_choice = draft.choices or isinstance(refused, TableUnclear)
        seen = in_sight(refused, workbook) if workbook and open_to_choice else {}
        draft.tell(state=ImportDraft.State.REFUSED, message=str(refused), progress="", recognised=seen)
        return
    draft.tell(progress="Die Vorschau wird gespeichert …")
    with transaction.atomic():
        _keep(draft, planned)
        draft.tell(
            state=ImportDraft.State.READY,
            progress="",
            based_on=based_on,
            recognised=recognised(planned, workbook),
            summary=_summary(planned),
        )


def _keep(draft: ImportDraft, planned: Plan) -> None:
    """Write the plan's edits and findings; what a person deselected before stays deselected."""
    deselected = dict(draft.measures.values_list("number", "deselected"))
    draft.measures.all().delete()
    draft.findings.all().delete()
    DraftMeasure.objects.bulk_create(
        (
            DraftMeasure(
                draft=draft,
                number=edit.number,
                kind="changed" if edit.base else "new",
                clears=any(value is None for value in edit.edits.values()),
                edits=edits_to_json(edit.edits),
                before=edit.base.to_json() if edit.base else None,
                deselected=deselected.get(edit.number, []),
            )
            for edit in planned.edits
        ),
        batch_size=BATCH,
    )
    DraftFinding.objects.bulk_create(
        (
            DraftFinding(draft=draft, level=one.level, cell=one.cell, message=one.message, topic=topic(one))
            for one in planned.findings
        ),
        batch_size=BATCH,
    )


def topic(finding: Finding) -> str:
    """Return what equal findings have in common: the message without names and numbers."""
    return _CHANGING.sub("…", finding.message)[:300]


def in_common(messages: list[str]) -> str:
    """Return the first message with what is not the same in all of them left out: the title of a group."""
    values = [[found.group() for found in _CHANGING.finditer(message)] for message in messages]
    kept = (same[0] if len(set(same)) == 1 else "…" for same in zip(*values, strict=False))
    return _CHANGING.sub(lambda _: next(kept, "…"), messages[0])


def _summary(planned: Plan) -> dict[str, Any]:
    missing: Counter[str] = Counter()
    for edit in planned.edits:
        after = overlay(edit.base or MeasureRecord(edit.number), edit.edits)
        missing.update(gaps(after, planned.references))
    return {
        "measures": dict(planned.measures),
        "listings": dict(planned.listings),
        "cells": planned.cells,
        "gaps": dict(missing),
        "new": [_described(row) for row in planned.references.new],
    }


def _described(row: Unit | ActionField) -> dict[str, Any]:
    shared = {"slug": row.slug, "name": row.name, "parent": row.parent.slug if row.parent else None}
    if isinstance(row, Unit):
        return {"model": "unit", **shared, "code": row.code, "kind": row.kind}
    return {"model": "action_field", **shared}


def write(draft: ImportDraft, *, at: dt.datetime | None = None) -> Applied:
    """Apply the draft as one change set, and remember what was decided for it.

    Raises `Stale` if the catalogue is not what the preview saw, `Undecided` while it is open whether the
    workbook is another catalogue.
    """
    if draft.recognised.get("other_catalogue"):
        raise Undecided
    decisions = Decisions.from_json(draft.choices, remembered={})
    questions = Questions.from_json(draft.recognised.get("questions", []), decisions)
    with transaction.atomic():
        ChangeSet.objects.lock()
        if is_stale(draft):
            raise Stale
        edits = list(selected_edits(draft))
        applied = importing.write(
            edits,
            questions,
            by=draft.by,
            reason=f"Import von {draft.file.name}",
            references=references_of(draft, only=_named(edit.edits for edit in edits)),
            at=at,
        )
        draft.tell(state=ImportDraft.State.APPLIED, change_set=applied.change_set, progress="")
    return applied


def selected_edits(draft: ImportDraft) -> list[MeasureEdit]:
    """Return the draft's edits without what was deselected."""
    edits = []
    for measure in draft.measures.iterator(chunk_size=BATCH):
        chosen = [pair for pair in measure.edits if pair[0] not in measure.deselected]
        if chosen:
            edits.append(MeasureEdit(measure.number, edits_from_json(chosen)))
    return edits


# --- Units and action fields that the workbook names and nobody knew -------------------------


def references_of(draft: ImportDraft, only: set[tuple[str, str]] | None = None) -> References:
    """Return the reference data with the draft's new entries, not yet saved.

    `only` limits them to those of (model, slug) and what they stand below.
    """
    wanted = []
    for described in reversed(draft.summary.get("new", [])):  # children before their parents
        if only is None or (described["model"], described["slug"]) in only:
            wanted.append(described)
            if only is not None:
                only.add((described["model"], described["parent"]))
    references = References.load()
    for described in reversed(wanted):
        _add(references, **described)
    return references


def _named(edits: Iterable[Edits]) -> set[tuple[str, str]]:
    """Return (model, slug) of the units and action fields that edits point to."""
    named = set()
    for path, value in (pair for one in edits for pair in one.items()):
        if path[0] in ("units", "lead"):
            named.add(("unit", path[1] if path[0] == "units" else value))
        elif path[2:] == ("action_field",):
            named.add(("action_field", value))
    return named


def _add(references: References, *, model: str, parent: str | None, **fields: Any) -> None:
    if model == "unit":
        references.add_unit(Unit(parent=references.units[parent] if parent else None, **fields))
    else:
        above = references.action_fields[parent] if parent else None
        references.add_action_field(ActionField(parent=above, **fields))
