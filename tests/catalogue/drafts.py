"""Imports whose children are real."""

from __future__ import annotations

import time

from catalogue.models import ImportDraft


def wait_for(draft: ImportDraft, seconds: float = 60) -> ImportDraft:
    """Return the draft as its child leaves it."""
    until = time.monotonic() + seconds
    draft.refresh_from_db()
    while draft.is_at_work and time.monotonic() < until:
        time.sleep(0.1)
        draft.refresh_from_db()
    return draft
