"""What an answer asks to be decided: one suggestion for each thing it says."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.models import Answer, Suggestion
from catalogue.records import Edits, MeasureRecord, State, edits_from_json, edits_to_json, leaves, overlay
from catalogue.vocabulary import DEMANDS_REASON

# What a unit is asked, and so states; whatever else it changes goes beyond that.
DIRECT = frozenset({("status",), ("progress",), ("progress_date",), ("clarification",)})
_Kind = Suggestion.Kind


def suggestions_of(answer: Answer) -> Iterator[Suggestion]:
    """Yield what is to be decided about an answer, unsaved; not what its base says already."""
    if answer.measure_id is None:
        if answer.edits or answer.has_words:
            yield Suggestion(answer=answer, kind=_Kind.NEW, value=answer.edits)
        return
    if answer.edits:
        yield from _fields(answer)
    if answer.is_not_responsible:
        yield Suggestion(answer=answer, kind=_Kind.NOT_RESPONSIBLE, value=answer.probably_responsible)
    if answer.has_words:
        yield Suggestion(answer=answer, kind=_Kind.NOTE)
    if answer.is_missing:
        yield Suggestion(answer=answer, kind=_Kind.MISSING)


def _fields(answer: Answer) -> Iterator[Suggestion]:
    edits = edits_from_json(answer.edits)
    base = answer.base.record if answer.base else MeasureRecord(0)
    before, after = leaves(base), leaves(overlay(base, edits))
    for path, value in edits.items():
        if before.get(path) != after.get(path) or path[2:] == ("label",):
            ((names, stored),) = edits_to_json({path: value})
            is_direct = path in DIRECT
            yield Suggestion(answer=answer, kind=_Kind.FIELD, path=names, value=stored, is_direct=is_direct)


def lacks_reason(edits: Edits) -> bool:
    """True where a status is said that demands a reason, and none is."""
    status = edits.get(("status",))
    if not status:
        return False
    state = State(*status)
    return state.value in DEMANDS_REASON and not state.reason
