"""A person's edits of a measure that somebody else has saved meanwhile."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from django.core import signing

from catalogue.changes import ShownChange, ordered, shown
from catalogue.editing.conflicts import ShownConflict, shown_conflicts
from catalogue.merging import Merge, merge
from catalogue.models import MeasureVersion
from catalogue.records import Edits, MeasureRecord, edits_from_json, edits_to_json, overlay, relabelled
from catalogue.reference.references import References
from catalogue.vocabulary import FIELD_LABELS
from integration.history.models import ChangeSet

_SALT = "catalogue.own-edits"


class OwnEdits(NamedTuple):
    """What a person wants to change in a measure, made on its version `version`."""

    number: int
    version: int
    edits: Edits
    reason: str = ""

    def sealed(self, user: Any) -> str:
        """Return the edits as a text that a page can carry and only this person can send back unchanged."""
        data = [self.number, self.version, edits_to_json(self.edits), self.reason]
        return signing.dumps(data, salt=f"{_SALT}.{user.pk}", compress=True)

    @classmethod
    def opened(cls, text: str, user: Any) -> OwnEdits:
        """Return what `sealed` gave; raises `signing.BadSignature` for anything else."""
        number, version, edits, reason = signing.loads(text, salt=f"{_SALT}.{user.pk}")
        return cls(number, version, edits_from_json(edits), reason)


class Dispute:
    """Edits made on version `base` beside version `theirs`, which is there by now."""

    def __init__(self, own: OwnEdits, base: MeasureVersion, theirs: MeasureVersion) -> None:
        self.own, self.base, self.theirs = own, base, theirs

    @cached_property
    def ours(self) -> MeasureRecord:
        """Return what the measure would say without the others, with today's names."""
        return edited(self.base, self.own)

    @cached_property
    def merged(self) -> Merge:
        return merge(self.base.record, self.ours, self.theirs.record)

    @cached_property
    def conflicts(self) -> list[ShownConflict]:
        return shown_conflicts(self.base.record, self.merged)

    @property
    def settled(self) -> list[ShownChange]:
        """Return what does not collide: it changes without a question."""
        return shown(self.base.record, self.merged.record)

    @cached_property
    def since(self) -> list[ChangeSet]:
        """Return who has written the measure since the base, the newest first."""
        return [one.change_set for one in reversed(versions_since(self.base))]


def edited(base: MeasureVersion, own: OwnEdits) -> MeasureRecord:
    """Return the record that the edits make of the version they were made on."""
    after = overlay(base.record, own.edits)
    return relabelled(after, References.load().labels_of(after))


def versions_since(base: MeasureVersion) -> list[MeasureVersion]:
    """Return the measure's versions after `base`, the oldest first."""
    versions = MeasureVersion.objects.filter(measure=base.measure_id, version__gt=base.version)
    return list(versions.with_records().order_by("version"))


def merged_with(base: MeasureVersion) -> str:
    """Return a sentence on what others changed since `base`, below one's own version that was just written;
    "" if nobody did."""
    *others, _ = versions_since(base)
    if not others:
        return ""
    done = ordered(base.record, others[-1].record)
    names = list(dict.fromkeys(FIELD_LABELS[change.path[0]] for change in done))
    people = list(dict.fromkeys(one.change_set.by_function or "Systembetreuung" for one in others))
    verb = "hat" if len(people) == 1 else "haben"
    return f"{_listed(people)} {verb} inzwischen geändert: {_listed(names)}. Beides ist übernommen."


def _listed(names: list[str]) -> str:
    *first, last = names or ["nichts, was bleibt"]
    return f"{', '.join(first)} und {last}" if first else last
