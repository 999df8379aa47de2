"""Bringing a measure back to what it said in an earlier version."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from catalogue.actions import Applied, MeasureEdit, apply, edit_measure
from catalogue.models import MeasureVersion
from catalogue.records import MeasureRecord, edits_between
from integration.history.models import ChangeSet


def record_of(number: int, version: int) -> MeasureRecord | None:
    """Return what version `version` of a measure said; None where there is no such version."""
    found = MeasureVersion.objects.with_records().filter(measure__number=number, version=version).first()
    return found.record if found else None


def restore(target: MeasureVersion, *, seen: MeasureRecord | None, by: Any, reason: str = "") -> Applied:
    """Let the measure say again what it said in `target`.

    `seen` is the record in the place of which the person wants it, None for a measure that is not in the
    catalogue. What somebody has changed since stays where it does not collide, else `Collision` is raised,
    or `Withdrawn`, and nothing written.
    """
    base = seen or MeasureRecord(target.number)
    edit = MeasureEdit(target.number, edits_between(base, target.record), base)
    told = f"Wiederhergestellt auf den Stand vom {timezone.localtime(target.valid_from):%d.%m.%Y, %H:%M} Uhr"
    reason = f"{told}: {reason}" if reason else told
    if seen:
        return edit_measure(edit, by=by, reason=reason)
    return apply([edit], by=by, way=ChangeSet.Way.FORM, reason=reason)
