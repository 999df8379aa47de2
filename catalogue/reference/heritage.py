"""What other floors hand over with a unit: each offers a source, and the catalogue knows none of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import models

from catalogue.models import Unit
from integration.history.models import ChangeSet

ROW = "id"  # among what history keeps, so that taking back finds the row


class Bequest(NamedTuple):
    """One thing of a unit beside its measures: its `outcome` ("geht an FB 51"), by `give` where something has
    to be done, and what must be known of it besides."""

    key: str
    kind: str
    text: str
    path: str
    outcome: str
    note: str = ""
    give: Callable[[ChangeSet, Unit], None] | None = None


Source = Callable[[Unit, Unit, dt.date], Iterable[Bequest]]  # of a unit, for its heir, as of a day
_sources: list[Source] = []
_models: set[type[models.Model]] = set()


def offer(source: Source, *bequeathed: type[models.Model]) -> None:
    """Let a floor above hand over with a unit what `source` finds; rows of `bequeathed` come back with it."""
    if source not in _sources:
        _sources.append(source)
    _models.update(bequeathed)


def bequests(old: Unit, heir: Unit, today: dt.date) -> list[Bequest]:
    """Return what would go over from a unit to its heir, and what would stay."""
    return [one for source in _sources for one in source(old, heir, today)]


def pass_on(change_set: ChangeSet, row: Any, heir: Unit) -> None:
    """Let a row be the heir's, and keep in history whose it was."""
    before = row.unit
    row.unit = heir
    row.save(update_fields=["unit"])
    keep(change_set, row, before.slug)


def keep(change_set: ChangeSet, row: Any, before: str) -> None:
    change_set.reference_changes.create(
        model=row._meta.label_lower,
        key=str(row)[:200],
        before={ROW: row.pk, "unit": before},
        after={ROW: row.pk, "unit": row.unit.slug},
    )


def find(model: type[models.Model], after: dict[str, Any]) -> Any:
    """Return the row of which history keeps that it went over, None where nothing of this kind does."""
    if model not in _models or ROW not in after:
        return None
    rows = model._default_manager.select_related("unit")
    return rows.filter(pk=after[ROW], unit__slug=after["unit"]).first()


def is_bequeathed(row: Any) -> bool:
    return type(row) in _models
