"""What people who met a barrier were promised: an answer within a month (§ 9b NBGG)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from integration.accounts.roles import Role
from integration.barriers.models import BarrierReport
from steering.reminders.due import AHEAD, Bundle, Due, dated, short


def barriers(today: dt.date) -> Iterator[Due]:
    """Reports that nobody has answered, two weeks before the month is over and when it is."""
    several = Bundle("gemeldete Barrieren warten auf Antwort", reverse("barriers:report-list"))
    for one in BarrierReport.objects.open().order_by("at", "pk"):
        if one.due <= today + AHEAD:
            yield dated(
                f"barriere:{one.pk}",
                one.due,
                today,
                text=f"Antwort auf eine gemeldete Barriere: {short(one.problem)}",
                path=reverse("barriers:report-detail", args=[one.pk]),
                role=Role.ADMINISTRATION,
                bundle=several,
                item=f"bis {one.due:%d.%m.%Y}",
            )
