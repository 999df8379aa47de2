"""One unit or action field takes over from another: all its measures, what lies below it, its place.

Dissolving a unit and merging an action field are this, in one change set of the way "reference".
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.actions import MeasureEdit, apply
from catalogue.changes import MeasureChange
from catalogue.extracts.extract_handover import hand_over, outstanding_of
from catalogue.models import (
    ActionField,
    ActionFieldAlias,
    Clarification,
    Extract,
    Listing,
    MeasureVersion,
    Responsibility,
    Unit,
)
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.past.history import current_versions
from catalogue.records import Edits, Involvement, MeasureRecord, overlay, relabelled
from catalogue.reference import counterparts
from catalogue.reference.heritage import Bequest, bequests
from catalogue.reference.reference_actions import above, set_aliases
from catalogue.reference.reference_changes import ALIASES, note, state_of
from catalogue.reference.references import References
from catalogue.spreadsheet.marks import joined
from catalogue.upkeep.steps import keep, state
from catalogue.vocabulary import Role
from integration.history.models import ChangeSet
from integration.texts import clean_text, match_key

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Handover:
    """What it would do now: `changes` in the catalogue's order, `below` the rows that move to the heir,
    `questions` the open ones that the heir is to answer, `extracts` those it answers for, `others` what the
    floors above hand over along with them."""

    edits: list[MeasureEdit]
    changes: list[MeasureChange]
    below: list[Any]
    questions: list[Clarification]
    extracts: list[Extract]
    others: list[Bequest]

    @property
    def fingerprint(self) -> str:
        """Return what tells whether a person has seen just this."""
        edits = [(edit.number, sorted(edit.edits.items(), key=str)) for edit in self.edits]
        others = [one[:-1] for one in self.others]
        seen = (edits, self.below, self.questions, self.extracts, others)
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def dissolve_unit(
    unit: Unit,
    *,
    successor: Unit,
    last_day: dt.date,
    by: Any,
    reason: str = "",
    today: dt.date,
    at: dt.datetime | None = None,
) -> ChangeSet:
    """End a unit on `last_day` and hand all it does over to its successor, now or, in a demo, `at` a moment.

    Raises ValidationError with German messages by field (`valid_until`, `successor`).
    """
    if last_day > today:
        sentence = "Der letzte Tag liegt in der Zukunft, die Maßnahmen gehen aber sofort über."
        raise ValidationError({"valid_until": sentence})
    fields = {"valid_until": last_day, "successor": successor}
    return _hand_over(unit, successor, fields, by, reason, today, at)


def merge_action_field(
    field: ActionField, *, into: ActionField, by: Any, reason: str = "", today: dt.date
) -> ChangeSet:
    """Let a field go up in another, which is then found under its names, too.

    Raises ValidationError with German messages by field (`merged_into`).
    """
    fields = {"valid_until": today - ONE_DAY, "merged_into": into, ALIASES: []}
    with transaction.atomic():
        ChangeSet.objects.lock()
        spellings = [*_aliases(into), *_aliases(field), field.labels[1]]
        change_set = _hand_over(field, into, fields, by, reason, today)
        others = ActionFieldAlias.objects.exclude(action_field=into)
        taken = set(others.values_list("folded", flat=True))
        _change(change_set, into, {ALIASES: [one for one in spellings if match_key(one) not in taken]})
        counterparts.refresh()
    return change_set


def _aliases(field: ActionField) -> list[str]:
    return list(field.aliases.values_list("alias", flat=True))


def plan_handover(old: Any, heir: Any, today: dt.date) -> Handover:
    """Return what handing over would do now; raise ValidationError with a German message if it can't."""
    kind = _KINDS[type(old)]
    _refuse(old, heir, kind, today)
    refs = References.load()
    numbers = list(kind.versions(old).values_list("number", flat=True))
    edits, changes = [], []
    for number, (_, record) in sorted(current_versions(numbers)):
        edit = MeasureEdit(number, kind.redirect(record, old.slug, heir.slug))
        after = overlay(record, edit.edits)
        edits.append(edit)
        changes.append(MeasureChange(number, record, relabelled(after, refs.labels_of(after))))
    below = [one for one in old.children.all() if one.pk != heir.pk]
    others = kind.others(old, heir, today)
    return Handover(edits, changes, below, list(kind.questions(old)), list(kind.extracts(old)), others)


@transaction.atomic
def _hand_over(
    old: Any,
    heir: Any,
    fields: dict[str, Any],
    by: Any,
    reason: str,
    today: dt.date,
    at: dt.datetime | None = None,
) -> ChangeSet:
    ChangeSet.objects.lock()
    old.refresh_from_db()
    plan = plan_handover(old, heir, today)
    way, reason = ChangeSet.Way.REFERENCE, clean_text(reason)
    applied = apply(plan.edits, by=by, way=way, reason=reason, at=at)
    change_set = applied.change_set or ChangeSet.objects.open(by=by, way=way, reason=reason, at=at)
    for row in plan.below:
        _change(change_set, row, {"parent": heir})
    for question in plan.questions:
        _ask_instead(change_set, question, heir)
    for extract in plan.extracts:
        hand_over(change_set, extract, heir)
    for one in plan.others:
        if one.give:
            one.give(change_set, heir)
    _change(change_set, old, fields)
    return change_set


def _change(change_set: ChangeSet, row: Any, fields: dict[str, Any]) -> None:
    before = state_of(row)
    for name, value in fields.items():
        if name != ALIASES:
            setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError([f"{row}: {sentence}" for sentence in error.messages]) from error
    row.save()
    if ALIASES in fields:
        set_aliases(row, fields[ALIASES])
    note(change_set, row, before)


def _refuse(old: Any, heir: Any, kind: _Kind, today: dt.date) -> None:
    if getattr(old, kind.heir_field):
        sentence = f"{old} ist schon in {getattr(old, kind.heir_field)} aufgegangen."
    elif heir.pk == old.pk:
        sentence = f"{old} kann nicht an sich selbst übergeben."
    elif any(one.pk == old.pk for one in above(heir)):
        sentence = f"{heir} liegt selbst unter {old}. Ordnen Sie es zuerst anders ein."
    elif not type(heir)._default_manager.valid(on=today).filter(pk=heir.pk).exists():
        sentence = f"{heir} gilt heute nicht mehr und kann nichts übernehmen."
    else:
        return
    raise ValidationError({kind.heir_field: sentence})


# --- Units ------------------------------------------------------------------------------------


def responsible_for(unit: Unit) -> MeasureVersionQuerySet:
    """Return today's versions of the measures in which the unit itself takes part."""
    rows = Responsibility.objects.filter(unit=unit).values("version")
    return MeasureVersion.objects.current().filter(pk__in=rows)


def _questions_to(unit: Unit) -> Iterable[Clarification]:
    return Clarification.objects.open().filter(unit=unit).select_related("measure", "unit").by_age()


def _ask_instead(change_set: ChangeSet, question: Clarification, heir: Unit) -> None:
    before = state(question)
    question.unit = heir
    question.save(update_fields=["unit"])
    keep(change_set, question, f"zu {question.measure}: {question}", before)


def _unit_redirected(record: MeasureRecord, old: str, heir: str) -> Edits:
    edits: dict[tuple, Any] = {("lead",): heir} if record.lead == old else {}
    if old in record.units:
        edits["units", old] = None
        edits["units", heir] = _together(record.units[old], record.units.get(heir))
    return edits


def _together(one: Involvement, other: Involvement | None) -> Involvement:
    """Return the stronger role with what both cells say."""
    if other is None:
        return one
    role = min(one.role, other.role, key=list(Role.values).index)
    return Involvement(role, joined([("", other.mark), ("", one.mark)])[""])


# --- Action fields ----------------------------------------------------------------------------


def _listed_under(field: ActionField) -> MeasureVersionQuerySet:
    rows = Listing.objects.filter(action_field=field).values("version")
    return MeasureVersion.objects.current().filter(pk__in=rows)


def _field_redirected(record: MeasureRecord, old: str, heir: str) -> Edits:
    return {
        ("listings", sub, "action_field"): heir
        for sub, listing in record.listings.items()
        if listing.action_field == old
    }


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of reference data is found in measures and handed over."""

    heir_field: str
    versions: Callable[[Any], MeasureVersionQuerySet]
    redirect: Callable[[MeasureRecord, str, str], Edits]
    questions: Callable[[Any], Iterable[Clarification]]
    extracts: Callable[[Any], Iterable[Extract]]
    others: Callable[[Any, Any, dt.date], list[Bequest]]


_KINDS: dict[type, _Kind] = {
    Unit: _Kind("successor", responsible_for, _unit_redirected, _questions_to, outstanding_of, bequests),
    ActionField: _Kind(
        "merged_into", _listed_under, _field_redirected, lambda _: (), lambda _: (), lambda *_: []
    ),
}
