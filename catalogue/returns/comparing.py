"""What a unit says, beside what it was shown and what the catalogue says today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from catalogue.changes import ShownChange, shown
from catalogue.editing.conflicts import ShownConflict, shown_conflicts
from catalogue.merging import merge
from catalogue.models import MeasureVersion, Suggestion
from catalogue.records import Edits, MeasureRecord, Path, changes, overlay, relabelled
from catalogue.reference.references import References
from catalogue.upkeep.clarifications import lines_of

_QUESTIONS = ("clarification",)
PROGRESS, DATE = ["progress"], ["progress_date"]  # as a suggestion's path: what belongs together


class Standing(models.TextChoices):
    """How a thing said stands to its base, which the unit was shown, and to today's record."""

    UNCHANGED = "unchanged", "unverändert"
    OURS = "ours", "seither im Katalog geändert"
    THEIRS = "theirs", "ohne Konflikt"
    SAME = "same", "steht schon so im Katalog"
    CONFLICT = "conflict", "Konflikt"
    GONE = "gone", "Maßnahme nicht mehr im Katalog"


def compare(base: MeasureRecord, now: MeasureRecord | None, edits: Edits) -> Standing:
    """Return how edits made on `base` stand to the record there is now, None where there is none."""
    if now is None:
        return Standing.GONE
    if overlay(base, edits) == base:
        touched = any(change.path in edits for change in changes(base, now))
        return Standing.OURS if touched else Standing.UNCHANGED
    after = overlay(now, wanted(base, now, edits))
    if after == now:
        return Standing.SAME
    others = {path: value for path, value in edits.items() if path != _QUESTIONS}
    return Standing.CONFLICT if merge(base, now, overlay(base, others)).conflicts else Standing.THEIRS


def wanted(base: MeasureRecord, now: MeasureRecord, edits: Edits) -> Edits:
    """Return the edits that bring into `now` what somebody wanted of `base`.

    A question asked is one line more, whatever others have asked meanwhile.
    """
    if _QUESTIONS not in edits:
        return edits
    before, said = lines_of(base.clarification), lines_of(edits[_QUESTIONS] or "")
    lines = [one for one in lines_of(now.clarification) if one in said or one not in before]
    lines += [one for one in said if one not in before and one not in lines]
    return {**edits, _QUESTIONS: "\n".join(lines)}


@dataclass(frozen=True)
class Compared:
    """One suggestion beside the record of today. `others` are open ones that say something else of the
    same field: abweichende Rückmeldungen."""

    suggestion: Suggestion
    base: MeasureRecord
    now: MeasureRecord | None
    version: int = 0  # today's, 0 where the measure is not there
    labels: Mapping[str, Any] | None = None
    others: tuple[Suggestion, ...] = ()

    @cached_property
    def standing(self) -> Standing | None:
        """Return None for words, which collide with nothing."""
        if self.suggestion.kind != Suggestion.Kind.FIELD:
            return None
        return compare(self.base, self.now, self.suggestion.edits)

    @cached_property
    def after(self) -> MeasureRecord:
        """Return the record as it would be."""
        now = self.now or self.base
        after = overlay(now, wanted(self.base, now, self.suggestion.edits))
        return relabelled(after, self.labels or now.labels)

    @cached_property
    def shown(self) -> list[ShownChange]:
        """Return what accepting would change today, in words."""
        now = self.now or self.base
        return shown(relabelled(now, self.after.labels), self.after)

    @cached_property
    def conflict(self) -> ShownConflict | None:
        """Return base, today and theirs in words where they collide; ours is the catalogue's side."""
        if self.standing != Standing.CONFLICT or self.now is None:
            return None
        theirs = relabelled(overlay(self.base, self.suggestion.edits), self.after.labels)
        found = shown_conflicts(self.base, merge(self.base, self.now, theirs))
        return found[0] if found else None

    @property
    def label(self) -> str:
        return self.suggestion.label

    @property
    def overrides_lead(self) -> bool:
        """True where a contributing unit states the status, which is the lead unit's to state."""
        says_status = self.suggestion.path == ["status"]
        return says_status and not self.suggestion.answer.is_lead and bool((self.now or self.base).lead)

    @property
    def is_plain(self) -> bool:
        """True where accepting takes nobody's words away: no conflict, nobody says something else."""
        settled = self.standing in (Standing.THEIRS, Standing.SAME)
        return settled and not self.others and not self.overrides_lead


def compared(suggestions: Iterable[Suggestion], refs: References | None = None) -> list[Compared]:
    """Return suggestions beside the records of today, in their order (three queries, and the references).

    Their answers have to be there with measure and base; `Suggestion.objects.with_answers` brings both.
    """
    found = list(suggestions)
    records = today({one.answer.measure.number for one in found if one.answer.measure})
    refs = refs or References.load()
    others = deviating(found)
    result = []
    for one in found:
        number = one.answer.measure.number if one.answer.measure else 0
        version, now = records.get(number, (0, None))
        base = one.answer.base.record if one.answer.base else now or MeasureRecord(number)
        labels = refs.labels_of(overlay(now or base, one.edits)) if one.path else None
        result.append(Compared(one, base, now, version, labels, others.get(one.pk, ())))
    return result


def with_their_dates(chosen: Iterable[Compared], beside: Iterable[Compared]) -> list[Compared]:
    """Return what is chosen, but no day of a Sachstand without its text, where both are told."""
    kept = list(chosen)
    keys = {one.suggestion.pk for one in kept}
    without = {
        one.suggestion.answer_id
        for one in beside
        if one.suggestion.path == PROGRESS and one.suggestion.pk not in keys
    }
    return [one for one in kept if one.suggestion.path != DATE or one.suggestion.answer_id not in without]


def today(numbers: Iterable[int]) -> dict[int, tuple[int, MeasureRecord]]:
    """Return (version, record) of the measures that are in the catalogue, by number."""
    rows = MeasureVersion.objects.current().filter(number__in=set(numbers))
    return {
        number: (version, MeasureRecord.from_json(number, data))
        for number, version, data in rows.values_list("number", "version", "stored__data")
    }


def deviating(suggestions: Iterable[Suggestion]) -> dict[int, tuple[Suggestion, ...]]:
    """Return, for open suggestions by their key, the open ones that say something else of the same field.

    Also those that are not among `suggestions`: a page must not hide that another unit says otherwise.
    """
    mine = [one for one in suggestions if one.kind == Suggestion.Kind.FIELD and one.path != [*_QUESTIONS]]
    measures = {one.answer.measure_id for one in mine}
    rows = Suggestion.objects.open().with_answers().filter(kind=Suggestion.Kind.FIELD)
    places: dict[tuple[int | None, Path], list[Suggestion]] = defaultdict(list)
    for one in rows.filter(answer__measure__in=measures):
        places[one.answer.measure_id, tuple(one.path)].append(one)
    found = {}
    for one in mine:
        beside = places[one.answer.measure_id, tuple(one.path)]
        found[one.pk] = tuple(other for other in beside if other.edits != one.edits)
    return found
