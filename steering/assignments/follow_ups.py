"""Wiedervorlagen of Aufträge: set on one, listed beside those of measures, due on the overview."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from integration.texts import clean_text
from steering.models import Assignment, AssignmentFollowUp


@transaction.atomic
def set_follow_up(
    assignment: Assignment, due: dt.date, reason: str, *, by: Any, at: dt.datetime | None = None
) -> AssignmentFollowUp:
    """Have an Auftrag laid before one again on `due`."""
    stamp = AssignmentFollowUp.stamp(by, at)
    return AssignmentFollowUp.objects.create(
        assignment=assignment, due=due, reason=clean_text(reason), **stamp
    )


def visible_follow_ups(user: Any) -> QuerySet[AssignmentFollowUp]:
    """Return a person's own, for Koordination all, on Aufträge that the person may still see."""
    rows = AssignmentFollowUp.objects.visible_to(user)
    seen = Assignment.objects.visible_to(user).order_by().values("pk")
    return rows.filter(assignment__in=seen).select_related("assignment__unit")
