"""Taking back what an import has remembered."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from catalogue.drafts.remembered import Remembered
from integration.history.models import ChangeSet


@transaction.atomic
def forget(one: Remembered, *, by: Any) -> None:
    """Let the next workbook be asked again; history keeps what was remembered."""
    reason = f"Gemerkte Antwort vergessen: {one}"
    opened = ChangeSet.objects.open(by=by, way=ChangeSet.Way.REFERENCE, reason=reason)
    opened.reference_changes.create(
        model=one.decision._meta.label_lower,
        key=str(one)[:200],
        before={"shown": one.said, "answer": one.meaning},
        after=None,
    )
    one.decision.delete()
