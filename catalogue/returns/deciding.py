"""Deciding what units suggest: one change set for all that is accepted at once, or nothing at all."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from catalogue.actions import Applied, Collision, MeasureEdit, Withdrawn, apply
from catalogue.changes import MeasureChange
from catalogue.models import Measure, MeasureVersion, Suggestion
from catalogue.models.recorded import Recorded
from catalogue.records import Edits, Involvement, MeasureRecord, Path, Value, overlay, relabelled
from catalogue.reference.references import References
from catalogue.returns.closing import close_decided, lock_returns, named
from catalogue.returns.comparing import wanted
from catalogue.returns.suggesting import lacks_reason
from catalogue.vocabulary import FIELD_LABELS, Role
from integration.bulk import batches
from integration.history.models import ChangeSet

_Kind, _State = Suggestion.Kind, Suggestion.State


class DecisionRefused(Exception):
    """The sentence says why; nothing was decided."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided. `alike` were not chosen, but say the same as what was accepted; `new` are the
    numbers of further measures, by suggestion."""

    applied: Applied
    accepted: int
    rejected: int
    alike: int = 0
    new: Mapping[int, int] = field(default_factory=dict)


@transaction.atomic
def decide(
    accepted: Collection[int],
    rejected: Collection[int],
    *,
    by: Any,
    reason: str = "",
    seen: Mapping[int, int],
    reasons: Mapping[int, str] | None = None,
    at: dt.datetime | None = None,
) -> Decided:
    """Accept and reject suggestions by their keys, as one change set.

    `seen` maps the numbers of measures to the version the person decided on: what others changed meanwhile
    is merged, never overwritten. `reason` holds for all, `reasons` for single ones. Raises
    `DecisionRefused` where one is decided already, or where two cannot be accepted together.
    """
    ChangeSet.objects.lock()
    if set(accepted) & set(rejected):
        raise DecisionRefused("Ein Vorschlag lässt sich nicht zugleich übernehmen und ablehnen.")
    rows = _open([*accepted, *rejected])
    lock_returns({one.answer.unit_return_id for one in rows.values()})
    plan = _Plan.of([rows[key] for key in accepted], seen)
    applied = _write(plan, by=by, reason=reason, at=at)
    moment = at or timezone.now()
    alike = _alike(plan, [*accepted, *rejected]) if plan.values else []
    _settle(plan.chosen, _State.ACCEPTED, applied.change_set, by=by, at=moment, reason=reason, own=reasons)
    _settle(
        [rows[key] for key in rejected], _State.REJECTED, None, by=by, at=moment, reason=reason, own=reasons
    )
    _settle(alike, _State.ACCEPTED, applied.change_set, by=by, at=moment, reason="")
    _remember_new(plan)
    close_decided({one.answer.unit_return_id for one in (*rows.values(), *alike)}, by=by, at=moment)
    return Decided(applied, len(plan.chosen), len(rejected), len(alike), plan.numbers)


@dataclass(frozen=True, slots=True)
class Planned:
    """What accepting would write: measures before and after, and what is only noted."""

    changes: list[MeasureChange]
    noted: list[Suggestion]
    seen: list[int]  # numbers of the measures there already


def preview(accepted: Collection[int], *, seen: Mapping[int, int]) -> Planned:
    """Return what accepting would write; raises `DecisionRefused` as `decide` does, and writes nothing."""
    with transaction.atomic():
        plan = _Plan.of([*_open(accepted).values()], seen)
    refs = References.load()
    changes = []
    for edit in plan.edits:
        is_new = edit.number in plan.numbers.values()
        before = edit.base or MeasureRecord(edit.number)
        after = overlay(before, edit.edits)
        after = relabelled(after, refs.labels_of(after))
        if after != before:
            changes.append(MeasureChange(edit.number, None if is_new else before, after))
    noted = [one for one in plan.chosen if one.kind not in (_Kind.FIELD, _Kind.NEW)]
    existing = [edit.number for edit in plan.edits if edit.number not in plan.numbers.values()]
    return Planned(changes, noted, existing)


def _open(keys: Collection[int]) -> dict[int, Suggestion]:
    """Return the suggestions of these keys, locked; whoever was faster has decided them, or withdrawn."""
    found: dict[int, Suggestion] = {}
    for part in batches(sorted(set(keys)), 2_000):
        rows = Suggestion.objects.with_answers().select_for_update(of=("self",))
        found.update({one.pk: one for one in rows.filter(pk__in=part)})
    gone = [key for key in keys if key not in found]
    decided = [one for one in found.values() if one.state != _State.OPEN]
    if gone:
        raise DecisionRefused(
            "Eine der Rückmeldungen wurde inzwischen zurückgezogen. Es wurde nichts entschieden."
        )
    if decided:
        one = decided[0]
        who = f" von „{one.decided_by_function}“" if one.decided_by_function else ""
        raise DecisionRefused(
            f"{_subject(one)} wurde inzwischen{who} entschieden: {one.get_state_display()}. "
            "Es wurde nichts entschieden. Laden Sie die Seite neu."
        )
    return found


def _subject(one: Suggestion) -> str:
    return f"„{one.label}“ zu {one.answer}"


@dataclass(slots=True)
class _Plan:
    """What is to be written: the accepted suggestions, and the edits that they make together."""

    chosen: list[Suggestion]
    edits: list[MeasureEdit] = field(default_factory=list)
    values: dict[tuple[int, Path], Value] = field(default_factory=dict)  # by the measure's key
    numbers: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, chosen: list[Suggestion], seen: Mapping[int, int]) -> _Plan:
        plan = cls(chosen)
        by_number: dict[int, list[Suggestion]] = defaultdict(list)
        for one in chosen:
            if one.kind == _Kind.FIELD and one.answer.measure:
                by_number[one.answer.measure.number].append(one)
        records = dict(_seen_records(by_number, seen))
        for number, rows in sorted(by_number.items()):
            plan.edits.append(MeasureEdit(number, plan._together(records[number], rows), records[number]))
        plan._number([one for one in chosen if one.kind == _Kind.NEW])
        return plan

    def _together(self, record: MeasureRecord, rows: list[Suggestion]) -> Edits:
        """Return the edits that several suggestions make of one record."""
        edits: dict[Path, Value] = {}
        for one in rows:
            base = one.answer.base.record if one.answer.base else record
            after = overlay(record, edits)
            _check(one.edits, one)
            for path, value in wanted(base, after, one.edits).items():
                if path in edits and edits[path] != value and path != ("clarification",):
                    raise DecisionRefused(
                        f"Zu {one.answer} lassen sich nicht zwei verschiedene Angaben zugleich übernehmen "
                        f"(„{FIELD_LABELS[path[0]]}“). Wählen Sie eine davon. Es wurde nichts entschieden."
                    )
                edits[path] = value
            self.values |= {(one.answer.measure_id or 0, path): value for path, value in one.edits.items()}
        return edits

    def _number(self, rows: list[Suggestion]) -> None:
        """Give further measures the next free numbers; whoever proposes one takes part in it."""
        highest = Measure.objects.aggregate(highest=Max("number"))["highest"] or 0
        for number, one in enumerate(rows, highest + 1):
            edits = {("listings", 0, "label"): "", **one.edits}
            unit = one.answer.unit_return.unit
            if unit and not any(path[0] in ("lead", "units") for path in edits):
                edits["units", unit.slug] = Involvement(Role.INVOLVED.value)
            _check(edits, one)
            self.numbers[one.pk] = number
            self.edits.append(MeasureEdit(number, edits, MeasureRecord(number)))


def _check(edits: Edits, one: Suggestion) -> None:
    if lacks_reason(edits):
        raise DecisionRefused(f"Dem Umsetzungsstand zu {one.answer} fehlt die Begründung, die er braucht.")


def _seen_records(numbers: Iterable[int], seen: Mapping[int, int]) -> Iterator[tuple[int, MeasureRecord]]:
    """Yield the records that the person saw, by number."""
    wanted_numbers = list(numbers)
    versions = [seen[number] for number in wanted_numbers if number in seen]
    found: dict[int, MeasureRecord] = {}
    for part in batches(wanted_numbers, 2_000):
        rows = MeasureVersion.objects.filter(number__in=part, version__in=versions).order_by()
        for number, version, data in rows.values_list("number", "version", "stored__data"):
            if seen.get(number) == version:
                found[number] = MeasureRecord.from_json(number, data)
    for number in wanted_numbers:
        if number not in found:
            raise DecisionRefused(
                f"Auf welchem Stand von Maßnahme {number} entschieden wird, fehlt. Laden Sie die Seite neu."
            )
        yield number, found[number]


def _write(plan: _Plan, *, by: Any, reason: str, at: dt.datetime | None) -> Applied:
    if not plan.edits:
        return Applied(None)
    told = ": ".join(filter(None, [named(one.answer.unit_return for one in plan.chosen), reason]))
    try:
        return apply(plan.edits, by=by, way=ChangeSet.Way.RETURN, reason=told, at=at)
    except Collision as collision:
        numbers = ", ".join(str(number) for number in sorted(collision.merges))
        raise DecisionRefused(
            f"Inzwischen wurden dieselben Angaben geändert (Maßnahme {numbers}). Es wurde nichts "
            "entschieden. Sehen Sie sich den heutigen Stand an."
        ) from None
    except Withdrawn:
        raise DecisionRefused(
            "Eine der Maßnahmen steht nicht mehr im Katalog. Lehnen Sie ab, was zu ihr vorgeschlagen ist. "
            "Es wurde nichts entschieden."
        ) from None


def _alike(plan: _Plan, keys: Collection[int]) -> list[Suggestion]:
    """Return open suggestions that say the same as what was accepted: they need no decision of their own."""
    measures = {measure for measure, _ in plan.values}
    found: list[Suggestion] = []
    for part in batches(sorted(measures), 2_000):
        rows = Suggestion.objects.open().with_answers().select_for_update(of=("self",))
        for one in rows.filter(kind=_Kind.FIELD, answer__measure__in=part):
            said = {(one.answer.measure_id or 0, path): value for path, value in one.edits.items()}
            if one.pk not in keys and said.items() <= plan.values.items():
                found.append(one)
    return found


def _settle(
    rows: Iterable[Suggestion],
    state: str,
    change_set: ChangeSet | None,
    *,
    by: Any,
    at: dt.datetime,
    reason: str,
    own: Mapping[int, str] | None = None,
) -> None:
    function = Recorded.stamp(by, at)["by_function"]
    writes = (_Kind.FIELD, _Kind.NEW)
    decided = list(rows)
    for one in decided:
        one.state, one.decided_at, one.decided_by, one.decided_by_function = state, at, by, function
        one.reason = (own or {}).get(one.pk) or reason
        one.change_set = change_set if one.kind in writes else None
    fields = ["state", "decided_at", "decided_by", "decided_by_function", "reason", "change_set"]
    Suggestion.objects.bulk_update(decided, fields, batch_size=500)


def _remember_new(plan: _Plan) -> None:
    """Let the answers that proposed measures point to them."""
    measures = Measure.objects.in_bulk(list(plan.numbers.values()), field_name="number")
    for one in plan.chosen:
        if one.pk in plan.numbers:
            one.answer.measure = measures[plan.numbers[one.pk]]
            one.answer.save(update_fields=["measure"])


def accept_at_once(rows: list[Suggestion], *, by: Any, at: dt.datetime) -> Applied:
    """Accept what collides with nothing, as `settings.RETURNS_APPLY_DIRECTLY` allows; see `return_actions`.

    The suggestions' answers have to be there with measure and base.
    """
    numbers = {one.answer.measure.number for one in rows if one.answer.measure}
    current = MeasureVersion.objects.current().filter(number__in=numbers)
    plan = _Plan.of(rows, dict(current.values_list("number", "version")))
    applied = _write(plan, by=by, reason="Status und Sachstand", at=at)
    _settle(
        rows, _State.ACCEPTED, applied.change_set, by=by, at=at, reason="Gilt mit der Meldung der Stelle."
    )
    return applied
