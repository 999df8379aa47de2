"""What a return says, in words, and what became of each thing in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from catalogue.changes import ShownChange, shown
from catalogue.models import Answer, Suggestion
from catalogue.records import Edits, MeasureRecord, edits_from_json, overlay, relabelled
from catalogue.reference.references import References
from catalogue.returns.questionnaire import WORDS
from catalogue.returns.suggesting import lacks_reason
from integration.history.models import ChangeSet

_LABELS = {one.name: str(one.verbose_name) for one in Answer._meta.fields if one.name in WORDS}


@dataclass(slots=True)
class ToldAnswer:
    """One answer: what it would change of what the unit was shown, and what it says in words."""

    answer: Answer
    base: MeasureRecord
    changes: list[ShownChange]
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.answer.measure.number if self.answer.measure else 0

    @property
    def is_decided(self) -> bool:
        """True where something in it is."""
        return any(one.suggestion.decided_at for one in self.outcomes)

    @property
    def is_new(self) -> bool:
        return self.answer.base_id is None

    @property
    def title(self) -> str:
        return self.base.goal or self.base.text

    @property
    def words(self) -> list[tuple[str, str]]:
        return [(_LABELS[name], text) for name in WORDS if (text := getattr(self.answer, name))]

    @property
    def lacks_reason(self) -> bool:
        """True where a status is said without the reason it demands: so it cannot be sent."""
        return lacks_reason(edits_from_json(self.answer.edits))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One suggestion, what it is about, and what was decided."""

    suggestion: Suggestion
    changes: list[ShownChange]
    is_undone: bool

    @property
    def state(self) -> str:
        one = self.suggestion
        if self.is_undone:
            return "übernommen, später zurückgenommen"
        if one.state == Suggestion.State.ACCEPTED and one.kind not in (one.Kind.FIELD, one.Kind.NEW):
            return "zur Kenntnis genommen"
        return one.get_state_display()


def told(
    answers: QuerySet[Answer], refs: References | None = None, *, with_outcomes: bool = False
) -> list[ToldAnswer]:
    """Return answers in words, in their order (two queries, and the references)."""
    refs = refs or References.load()
    rows = answers.select_related("measure", "base__stored")
    found = {one.pk: _told(one, refs) for one in rows}
    if with_outcomes:
        for answer, outcomes in _outcomes(found, refs).items():
            found[answer].outcomes = outcomes
    return list(found.values())


def _told(answer: Answer, refs: References) -> ToldAnswer:
    number = answer.measure.number if answer.measure else 0
    base = answer.base.record if answer.base else MeasureRecord(number)
    return ToldAnswer(answer, base, changes_of(base, edits_from_json(answer.edits), refs))


def changes_of(base: MeasureRecord, edits: Edits, refs: References) -> list[ShownChange]:
    """Return in words what edits make of a record, with today's names."""
    after = overlay(base, edits)
    return shown(base, relabelled(after, refs.labels_of(after)))


def _outcomes(found: dict[int, ToldAnswer], refs: References) -> dict[int, list[Outcome]]:
    undone = ChangeSet.objects.filter(undoes=OuterRef("change_set"))
    rows = Suggestion.objects.filter(answer__in=found).annotate(is_undone=Exists(undone))
    outcomes: dict[int, list[Outcome]] = defaultdict(list)
    for one in rows.order_by("pk"):
        base = found[one.answer_id].base
        changes = changes_of(base, one.edits, refs) if one.kind == Suggestion.Kind.FIELD else []
        outcomes[one.answer_id].append(Outcome(one, changes, one.is_undone))
    return outcomes
