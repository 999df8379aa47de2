"""What handovers ask of those who take over, and of the Koordination where they do not answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from steering.models import Takeover
from steering.reminders.due import Bundle, Due, dated, overdue

WITHIN = dt.timedelta(days=7)  # so long after the letter that came with it


def takeovers(today: dt.date) -> Iterator[Due]:
    """Takeovers that nobody has acknowledged, a week after the letter that came with them."""
    late = Bundle("Übernahmen sind noch nicht bestätigt", reverse("steering:departure-list"))
    for one in Takeover.objects.open().select_related("departure").order_by("at", "pk"):
        day, of = timezone.localdate(one.at) + WITHIN, one.departure.function
        if today < day:
            continue
        key, path = f"uebernahme:{one.pk}", reverse("steering:takeover-detail", args=[one.pk])
        if one.successor_id:
            text = f"Bestätigen Sie bitte, dass Sie die Aufgaben von {of} übernommen haben"
            yield dated(key, day, today, text=text, path=path, person=one.successor_id)
        item = f"{one.function} von {of}"
        yield overdue(
            key, day, text=f"Nicht bestätigt: Übernahme durch {item}", path=late.path, bundle=late, item=item
        )
