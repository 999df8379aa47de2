"""What a unit is asked: its measures as they stand today, and what its draft says of each so far."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from catalogue.extracts.participation import participation
from catalogue.models import Answer, Extract, MeasureVersion, Unit, UnitReturn
from catalogue.records import MeasureRecord, edits_from_json, overlay
from catalogue.reference.unit_tree import UnitTree
from catalogue.vocabulary import Role

WORDS = ("difficulties", "resources", "need", "note")
_SAID = ("is_unchanged", *WORDS, "is_not_responsible", "probably_responsible")
_ROLES = {
    Role.LEAD: "Federführend",
    Role.INVOLVED: "Beteiligt",
    Role.PARTNER: "Als Kooperationspartner",
    Role.VOLUNTEER: "Ehrenamtlich",
}


def digest(answer: Answer | None) -> str:
    """Return a name for what an answer says: whoever sends another one has changed it."""
    said = answer or Answer()
    edits = sorted(said.edits, key=lambda edit: json.dumps(edit[0]))
    values = [edits, *(getattr(said, name) for name in _SAID)]
    return hashlib.blake2s(json.dumps(values).encode(), digest_size=8).hexdigest()


@dataclass(slots=True)
class Entry:
    """One measure: how the unit takes part, the version of today, and the draft's answer, if there is one."""

    version: MeasureVersion
    role: str
    answer: Answer | None = None

    @property
    def number(self) -> int:
        return self.version.number

    @property
    def now(self) -> MeasureRecord:
        return self.version.record

    @property
    def base(self) -> MeasureVersion:
        """Return the version that the answer is about: what was shown when it was given first."""
        return self.answer.base if self.answer and self.answer.base else self.version

    @property
    def said(self) -> MeasureRecord:
        """Return the record as the answer would have it."""
        edits = edits_from_json(self.answer.edits) if self.answer else {}
        return overlay(self.base.record, edits)

    @property
    def is_lead(self) -> bool:
        return self.role == Role.LEAD

    def unchanged(self) -> Answer:
        """Return the answer that nothing has changed, unsaved."""
        return Answer(
            measure_id=self.version.measure_id,
            base=self.version,
            place=self.number,
            is_lead=self.is_lead,
            is_unchanged=True,
        )


@dataclass(slots=True)
class Questionnaire:
    """All that one unit is asked at once: by an extract, or without one of its own accord."""

    unit: Unit
    extract: Extract | None
    draft: UnitReturn | None
    entries: list[Entry]
    proposals: list[Answer] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[str, list[Entry]]]:
        """Return the entries by role, what the unit leads first."""
        found = ((label, [one for one in self.entries if one.role == role]) for role, label in _ROLES.items())
        return [(label, entries) for label, entries in found if entries]

    @property
    def done(self) -> int:
        """Return about how many measures something is said."""
        return sum(bool(one.answer and not one.answer.says_nothing) for one in self.entries)

    @property
    def silent(self) -> list[Entry]:
        return [one for one in self.entries if not one.answer or one.answer.says_nothing]

    @classmethod
    def of_extract(cls, extract: Extract) -> Questionnaire:
        """Return what an extract asks; measures that left the catalogue meanwhile are not in it."""
        roles = dict(extract.measures.values_list("version__measure", "role"))
        draft = extract.returns.filter(state=UnitReturn.State.DRAFT).select_related("file").first()
        return cls._of(extract.unit, extract, draft, roles)

    @classmethod
    def of_unit(cls, unit: Unit, way: str = UnitReturn.Way.BROWSER) -> Questionnaire:
        """Return what a unit that reports of its own accord may speak about: all its measures of today."""
        current = MeasureVersion.objects.current()
        roles_by_version = participation(current, UnitTree.load()).get(unit.pk, {})
        measures = dict(current.filter(pk__in=roles_by_version).values_list("pk", "measure"))
        roles = {measures[version]: role for version, role in roles_by_version.items()}
        drafts = unit.returns.filter(state=UnitReturn.State.DRAFT, extract__isnull=True, way=way)
        return cls._of(unit, None, drafts.select_related("file").order_by("pk").first(), roles)

    @classmethod
    def _of(
        cls, unit: Unit, extract: Extract | None, draft: UnitReturn | None, roles: dict[int, str]
    ) -> Questionnaire:
        versions = MeasureVersion.objects.current().filter(measure__in=roles).with_records()
        found = draft.answers.select_related("base__stored") if draft else Answer.objects.none()
        answers = list(found)
        by_measure = {one.measure_id: one for one in answers if one.measure_id}
        entries = [
            Entry(version, roles[version.measure_id], by_measure.get(version.measure_id))
            for version in versions.in_catalogue_order()
        ]
        proposals = [one for one in answers if one.measure_id is None]
        return cls(unit, extract, draft, entries, proposals)
