"""Keeping what a unit has filled in so far. Two people may write at the same draft: row by row, whoever
would overwrite something unseen is told instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.extracts.extract_log import log
from catalogue.models import Answer, Extract, ExtractEvent, Unit, UnitReturn
from catalogue.models.recorded import Recorded
from catalogue.returns.questionnaire import digest
from integration.files.models import StoredFile

_COPIED = (
    *("base", "place", "is_lead", "is_unchanged", "edits", "difficulties", "resources", "need", "note"),
    *("is_not_responsible", "probably_responsible"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody sends about one measure (or, by `stored` or None, one proposal), and the digest of
    what they saw there."""

    answer: Answer
    seen: str
    stored: int | None = None


@dataclass(slots=True)
class Kept:
    """The draft, None where nothing was said yet; and where others were faster: (row, theirs)."""

    draft: UnitReturn | None
    met: list[tuple[Said, Answer | None]] = field(default_factory=list)
    function: str = ""  # of whoever saved before


@transaction.atomic
def keep_draft(
    unit: Unit,
    extract: Extract | None,
    rows: Collection[Said],
    *,
    way: str,
    by: Any,
    fields: Mapping[str, Any] | None = None,
    scan: StoredFile | None = None,
    at: dt.datetime | None = None,
) -> Kept:
    """Keep what was sent in the draft of this extract, or in the unit's own one.

    What a person has not changed since it was shown is left as it is; see `Kept`.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    draft = _draft(unit, extract, way)
    changed = [one for one in rows if digest(one.answer) != one.seen]
    if draft is None and not changed and not scan and not any((fields or {}).values()):
        return Kept(None)
    before = draft.by_function if draft else ""
    draft = draft or UnitReturn(unit=unit, extract=extract, way=way, state=UnitReturn.State.DRAFT)
    stamp = Recorded.stamp(by, at)
    if draft.pk is None:
        draft.at = stamp["at"]
    draft.by, draft.by_function, draft.touched_at = by, stamp["by_function"], stamp["at"]
    draft.file = scan or draft.file
    for name, value in (fields or {}).items():
        setattr(draft, name, value)
    draft.save()
    if extract:
        _start(extract, by=by, at=at)
    return Kept(draft, _keep_rows(draft, changed), before)


def _draft(unit: Unit, extract: Extract | None, way: str) -> UnitReturn | None:
    drafts = UnitReturn.objects.filter(state=UnitReturn.State.DRAFT, extract=extract)
    if extract is None:
        drafts = drafts.filter(unit=unit, way=way)
    return drafts.order_by("pk").first()


def _keep_rows(draft: UnitReturn, rows: Collection[Said]) -> list[tuple[Said, Answer | None]]:
    answers = list(draft.answers.select_related("base__stored"))
    by_measure = {one.measure_id: one for one in answers if one.measure_id}
    proposals = {one.pk: one for one in answers if not one.measure_id}
    met: list[tuple[Said, Answer | None]] = []
    for row in rows:
        measure = row.answer.measure_id
        stored = by_measure.get(measure) if measure else proposals.get(row.stored or 0)
        if digest(stored) == digest(row.answer):
            continue
        if digest(stored) != row.seen:
            met.append((row, stored))
        else:
            _keep_row(draft, stored, row.answer)
    return met


def _keep_row(draft: UnitReturn, stored: Answer | None, said: Answer) -> None:
    if said.says_nothing:
        if stored:
            stored.delete()
        return
    if stored is None:
        said.unit_return = draft
        said.save()
        return
    for name in _COPIED:
        setattr(stored, name, getattr(said, name))
    stored.save()


def _start(extract: Extract, *, by: Any, at: dt.datetime | None) -> None:
    if extract.started_at is None:
        extract.started_at = at or timezone.now()
        extract.save(update_fields=["started_at"])
        log(extract, ExtractEvent.Kind.STARTED, by=by, at=at)


@transaction.atomic
def discard(draft: UnitReturn, *, by: Any) -> None:
    """Throw a draft away with all that stands in it."""
    draft = UnitReturn.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if draft.state == UnitReturn.State.DRAFT:
        draft.answers.all().delete()
        draft.delete()
