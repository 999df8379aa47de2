"""What people state beside a measure's record: needs, notes, follow-ups, confirmations. Each says who
stated it and when; none is a change of the measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalogue.models import (
    Clarification,
    Confirmation,
    FollowUp,
    Measure,
    MeasureVersion,
    NeedChange,
    RevisionNote,
)
from catalogue.models.recorded import Recorded, Settled
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.reference.reference_changes import state_of
from catalogue.vocabulary import Status
from integration.history.models import ChangeSet

_STAMPS = ("at", "by", "by_function")


@transaction.atomic
def save_need_change(need: NeedChange, *, by: Any, at: dt.datetime | None = None) -> NeedChange:
    """Record a changed need, what was decided about it, or a correction; history keeps what was said before.

    Raises ValidationError with German messages.
    """
    ChangeSet.objects.lock()
    before = state(NeedChange.objects.get(pk=need.pk)) if need.pk else None
    stamp = Recorded.stamp(by, at)
    if before:
        need.changed_at, need.changed_by = stamp["at"], by
        need.changed_by_function = stamp["by_function"]
    else:
        need.at, need.by, need.by_function = stamp["at"], by, stamp["by_function"]
    need.full_clean()
    need.save()
    remember(need, f"zu {need.subject}", before, by=by, at=at)
    return need


def remember(
    row: Any,
    name: str,
    before: dict[str, Any] | None,
    *,
    by: Any,
    at: dt.datetime | None = None,
) -> None:
    """Keep in history what became of a row that has been saved, if anything did."""
    if state(row) != before:
        reason = f"{row._meta.verbose_name} {name}"
        keep(ChangeSet.objects.open(by=by, way=ChangeSet.Way.FORM, reason=reason, at=at), row, name, before)


def keep(change_set: ChangeSet, row: Any, name: str, before: dict[str, Any] | None) -> None:
    """Keep in history what the change set made of a row that has been saved."""
    change_set.reference_changes.create(
        model=row._meta.label_lower, key=name[:200], before=before, after=state(row)
    )


def state(row: Any) -> dict[str, Any]:
    """Return what a row says, without who wrote it down when."""
    kept = state_of(row).items()
    return {name: value for name, value in kept if name not in _STAMPS and not name.startswith("changed_")}


@transaction.atomic
def note_for_revision(
    measure: Measure, reason: str, *, by: Any, at: dt.datetime | None = None
) -> RevisionNote:
    """Note a measure for the concept's next edition."""
    return RevisionNote.objects.create(measure=measure, reason=reason, **Recorded.stamp(by, at))


@transaction.atomic
def set_follow_up(
    measure: Measure,
    due: dt.date,
    reason: str,
    *,
    clarification: Clarification | None = None,
    by: Any,
    at: dt.datetime | None = None,
) -> FollowUp:
    """Have a measure, or a clarification of it, laid before one again on `due`."""
    return FollowUp.objects.create(
        measure=measure, clarification=clarification, due=due, reason=reason, **Recorded.stamp(by, at)
    )


@transaction.atomic
def settle(step: Settled, *, done: bool, by: Any, at: dt.datetime | None = None) -> None:
    """Say that a follow-up or a note is done, or that it is not after all; twice is as good as once."""
    step = type(step)._default_manager.select_for_update(of=("self",)).get(pk=step.pk)
    if step.is_done != done:
        if done:
            step.settle(by, at)
        else:
            step.reopen()
        step.save()


@transaction.atomic
def confirm(
    versions: MeasureVersionQuerySet, numbers: Iterable[int], *, by: Any, at: dt.datetime | None = None
) -> int:
    """Confirm measures as unchanged and return how many; those not among `versions` are left out."""
    measures = versions.filter(number__in=list(numbers)).exclude(status=Status.DROPPED)
    stamp = Recorded.stamp(by, at)
    rows = [Confirmation(measure_id=key, **stamp) for key in measures.values_list("measure", flat=True)]
    return len(Confirmation.objects.bulk_create(rows))


def confirmable(user: Any) -> MeasureVersionQuerySet:
    """Return today's measures that the person may confirm: those who keep the catalogue all they see,
    a department those in which its units take part, whatever else it may read."""
    current = MeasureVersion.objects.current()
    if not user.has_perm("catalogue.add_confirmation"):
        return current.none()
    if user.has_perm("catalogue.change_measure"):
        return current.visible_to(user)
    return current.of_member(user, on=timezone.localdate())


def may_confirm(version: MeasureVersion, user: Any) -> bool:
    """Tell whether `confirmable` has this version, which the person sees; asks only where it must."""
    if version.status == Status.DROPPED or not user.has_perm("catalogue.add_confirmation"):
        return False
    sees_others = settings.DEPARTMENTS_READ_ALL or user.has_perm("catalogue.view_all_measures")
    if user.has_perm("catalogue.change_measure") or not sees_others:
        return True
    return confirmable(user).filter(pk=version.pk).exists()
