"""What units told the office in a span of time, for the meeting's folder and for annual reports."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from catalogue.models import Answer, UnitReturn


def reported(since: dt.datetime | None, until: dt.datetime) -> QuerySet[Answer]:
    """Return what units reported of difficulties, needs and resources from `since` to before `until`."""
    told = ~Q(difficulties="", resources="", need="")
    sent = Q(unit_return__state__in=(UnitReturn.State.SENT, UnitReturn.State.DECIDED))
    rows = Answer.objects.filter(told, sent, unit_return__sent_at__lt=until)
    rows = rows.filter(unit_return__sent_at__gte=since) if since else rows
    return rows.select_related("measure", "unit_return__unit").order_by("measure__number", "pk")
