"""The distribution log of an extract: every entry is written here and never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from catalogue.models import Extract, ExtractEvent
from catalogue.models.recorded import Recorded


def log(
    extract: Extract,
    kind: str,
    *,
    by: Any,
    recipient: str = "",
    note: str = "",
    at: dt.datetime | None = None,
) -> ExtractEvent:
    """Write down what happened to an extract, now or, in a demo, `at` a moment."""
    stamp = Recorded.stamp(by, at)
    return ExtractEvent.objects.create(
        extract=extract, kind=kind, recipient=recipient[:300], note=note, **stamp
    )
