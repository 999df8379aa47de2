"""Sending a return, and taking it back: each in one transaction, with all that follows from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.extracts.extract_log import log
from catalogue.models import (
    Answer,
    Confirmation,
    Extract,
    ExtractEvent,
    ExtractMeasure,
    MeasureVersion,
    Suggestion,
    UnitReturn,
)
from catalogue.models.recorded import Recorded
from catalogue.returns.closing import close_decided, lock_returns
from catalogue.returns.comparing import Compared, Standing, compared, with_their_dates
from catalogue.returns.deciding import accept_at_once
from catalogue.returns.suggesting import lacks_reason, suggestions_of
from catalogue.upkeep.steps import confirm
from catalogue.vocabulary import Role
from integration.history.models import ChangeSet

_State, _Kind = UnitReturn.State, ExtractEvent.Kind
_SENDABLE = (_State.DRAFT, _State.READING, _State.UNASSIGNED)
_AT_ONCE = {("status",), ("progress",), ("progress_date",)}
_SAME = "Stand schon so im Katalog."


@transaction.atomic
def submit(unit_return: UnitReturn, *, by: Any, at: dt.datetime | None = None) -> UnitReturn:
    """Send a return that has been drafted or read, and return it as it is then.

    What it says becomes suggestions, "keine Änderung" a confirmation. Where nothing waits for a decision
    it is decided at once. Raises ValidationError where it was sent before, or belongs to no unit.
    """
    ChangeSet.objects.lock()
    (unit_return,) = lock_returns([unit_return.pk])
    if unit_return.state not in _SENDABLE:
        raise ValidationError(
            "Diese Rückmeldung ist schon eingegangen. Es wurde nichts noch einmal gesendet."
        )
    moment = at or timezone.now()
    unit_return.unit = unit_return.unit or (unit_return.extract.unit if unit_return.extract else None)
    unit_return.state, unit_return.sent_at, unit_return.touched_at = _State.SENT, moment, moment
    unit_return.by, unit_return.by_function = by, Recorded.stamp(by)["by_function"]
    unit_return.full_clean(exclude=["by", "file"])
    unit_return.save()
    answers = list(unit_return.answers.select_related("measure", "base__stored"))
    rows = [one for answer in answers for one in suggestions_of(answer)]
    Suggestion.objects.bulk_create(rows, batch_size=500)
    _confirm(unit_return, answers, by=by, at=moment)
    _take_what_needs_no_decision(unit_return, by=by, at=moment)
    if unit_return.extract:
        _received(unit_return.extract, unit_return, by=by, at=moment)
    close_decided([unit_return.pk], by=by, at=moment)
    unit_return.refresh_from_db()
    return unit_return


def _confirm(unit_return: UnitReturn, answers: Iterable[Answer], *, by: Any, at: dt.datetime) -> None:
    """Confirm what is said to be unchanged, where the catalogue still says what the unit was shown."""
    shown = {one.base_id for one in answers if one.is_unchanged and one.base_id}
    if unit_return.is_nil and unit_return.extract:
        shown |= set(unit_return.extract.measures.values_list("version", flat=True))
    versions = MeasureVersion.objects.current().filter(pk__in=shown)
    confirm(versions, list(versions.values_list("number", flat=True)), by=by, at=at)


def _take_what_needs_no_decision(unit_return: UnitReturn, *, by: Any, at: dt.datetime) -> None:
    """Settle what the catalogue says already, and apply what this unit's word applies directly."""
    rows = Suggestion.objects.with_answers().filter(answer__unit_return=unit_return)
    found = compared(rows.filter(kind=Suggestion.Kind.FIELD))
    same = [one.suggestion.pk for one in found if one.standing == Standing.SAME]
    Suggestion.objects.filter(pk__in=same).update(
        state=Suggestion.State.ACCEPTED, decided_at=at, reason=_SAME
    )
    roles = _roles(unit_return)
    at_once = with_their_dates((one for one in found if _applies_at_once(one, roles)), found)
    if at_once:
        accept_at_once([one.suggestion for one in at_once], by=by, at=at)


def _applies_at_once(one: Compared, roles: dict[int | None, str]) -> bool:
    answer = one.suggestion.answer
    role = Role.LEAD.value if answer.is_lead else roles.get(answer.measure_id, Role.INVOLVED.value)
    collides = one.standing != Standing.THEIRS or one.others or lacks_reason(one.suggestion.edits)
    is_asked = tuple(one.suggestion.path) in _AT_ONCE
    return role in settings.RETURNS_APPLY_DIRECTLY and is_asked and not collides


def _roles(unit_return: UnitReturn) -> dict[int | None, str]:
    """Return how the extract's unit takes part, by the measure's key."""
    rows = ExtractMeasure.objects.filter(extract=unit_return.extract_id)
    return dict(rows.values_list("version__measure", "role"))


def _received(extract: Extract, unit_return: UnitReturn, *, by: Any, at: dt.datetime) -> None:
    extract.started_at = extract.started_at or at
    extract.received_at, extract.checked_at = extract.received_at or at, None
    extract.save(update_fields=["started_at", "received_at", "checked_at"])
    note = unit_return.get_way_display()
    log(extract, _Kind.RECEIVED, note=note, by=by, at=at)


@transaction.atomic
def withdraw(unit_return: UnitReturn, *, by: Any, at: dt.datetime | None = None) -> UnitReturn:
    """Take a return back before anybody decided about it, and return it as a draft again; one that came as
    a file is discarded. Raises ValidationError where it is too late, or another draft has been begun."""
    ChangeSet.objects.lock()
    (unit_return,) = lock_returns([unit_return.pk])
    rows = Suggestion.objects.filter(answer__unit_return=unit_return).exclude(state=Suggestion.State.OPEN)
    if unit_return.state not in (_State.SENT, _State.DECIDED) or rows.exclude(reason=_SAME).exists():
        raise ValidationError(
            "Über diese Rückmeldung ist schon entschieden; zurückziehen lässt sie sich nicht mehr. "
            "Senden Sie eine weitere Rückmeldung."
        )
    Suggestion.objects.filter(answer__unit_return=unit_return).delete()
    confirmed = Confirmation.objects.filter(at=unit_return.sent_at or unit_return.at, by=unit_return.by)
    confirmed.delete()
    is_file = unit_return.way == UnitReturn.Way.FILE
    unit_return.state = _State.DISCARDED if is_file else _State.DRAFT
    unit_return.sent_at = unit_return.decided_at = None
    unit_return.full_clean(exclude=["by", "file"])
    unit_return.save()
    if unit_return.extract:
        _returned(unit_return.extract, by=by, at=at)
    return unit_return


def _returned(extract: Extract, *, by: Any, at: dt.datetime | None) -> None:
    """Let the extract wait again, unless another return to it has come."""
    others = extract.returns.sent().order_by("sent_at")
    extract.received_at = others.values_list("sent_at", flat=True).first()
    if not extract.received_at or others.filter(state=_State.SENT).exists():
        extract.checked_at = None
    extract.save(update_fields=["received_at", "checked_at"])
    log(extract, _Kind.WITHDRAWN, by=by, at=at)
