"""Wiedervorlagen of Aufträge: set on one, listed beside those of measures, due on the overview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from catalogue.upkeep.agenda import LIMIT, Entry
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


def due_follow_ups(user: Any, day: dt.date) -> Iterator[Entry]:
    """Yield those whose day has come, for the overview (one query)."""
    if not user.has_perm("catalogue.add_followup"):
        return
    for one in visible_follow_ups(user).filter(done_at__isnull=True, due__lte=day)[:LIMIT]:
        about = f"Auftrag an {one.assignment.unit.code or one.assignment.unit.name}"
        url = f"{reverse('steering:assignment-detail', args=[one.assignment_id])}#wiedervorlage"
        yield Entry(one.due, "Wiedervorlage", one.reason, about, url, one.by_function)
