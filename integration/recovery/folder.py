"""A folder of backups, each named after its moment."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.utils import timezone

from integration.recovery.safe_file import UNFINISHED, is_given_up

_PATTERN = "integrationsplanung-????-??-??-??????.zip"


def name_for(moment: dt.datetime) -> str:
    return f"integrationsplanung-{timezone.localtime(moment):%Y-%m-%d-%H%M%S}.zip"


def thin_out(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups of a folder and return them; other files stay."""
    removed = sorted(folder.glob(_PATTERN))[:-keep]
    for path in removed:
        path.unlink()
    return removed


def sweep(folder: Path) -> list[Path]:
    """Delete what backups that were killed have left in a folder, and return it."""
    removed = [path for path in sorted(folder.glob(_PATTERN + UNFINISHED)) if is_given_up(path)]
    for path in removed:
        path.unlink()
    return removed
