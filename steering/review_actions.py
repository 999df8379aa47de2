"""Writing Stellungnahmen and needs for resources; history keeps what was said before."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from catalogue.models.recorded import Recorded
from catalogue.upkeep.steps import remember, state
from integration.history.models import ChangeSet
from steering.models import ResourceRequest, Review


@transaction.atomic
def save_review(review: Review, *, by: Any, at: dt.datetime | None = None) -> Review:
    """Record what a unit says before a meeting, or a correction of it. Raises ValidationError."""
    return _save(review, f"{review}, {review.meeting}", by=by, at=at)


@transaction.atomic
def save_request(request: ResourceRequest, *, by: Any, at: dt.datetime | None = None) -> ResourceRequest:
    """Record what a measure needs, or what was granted of it. Raises ValidationError."""
    return _save(request, str(request), by=by, at=at)


def _save(row: Any, name: str, *, by: Any, at: dt.datetime | None) -> Any:
    ChangeSet.objects.lock()
    before = state(type(row)._default_manager.get(pk=row.pk)) if row.pk else None
    if before is None:
        stamp = Recorded.stamp(by, at)
        row.at, row.by, row.by_function = stamp["at"], by, stamp["by_function"]
    row.full_clean()
    row.save()
    remember(row, name, before, by=by, at=at)
    return row
