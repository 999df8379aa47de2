"""What the Steuerungsgruppe resolved last, and what became of it in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Prefetch

from integration.history.models import ChangeSet
from integration.overview.reader import Reader
from steering.minutes.register import Numbered, citing, without_effect
from steering.models import Resolution, ResolutionEffect
from steering.models.resolution import RESULTS_KNOWN

_SHOWN = 4


class Result(NamedTuple):
    """A Festlegung and the changes of the catalogue that carried it out or name it."""

    resolution: Resolution
    changes: list[ChangeSet]
    names_measures: bool


@dataclass(frozen=True)
class Results:
    last: list[Result]
    without_effect: int


def results(reader: Reader) -> Results | None:
    """Return the last Festlegungen, for members of the group (four queries)."""
    if not reader.sits_in_group:
        return None
    known = Resolution.objects.visible_to(reader.user)
    decided = known.filter(kind=Resolution.Kind.RESOLVED, item__meeting__state__in=RESULTS_KNOWN)
    effects = Prefetch("effects", ResolutionEffect.objects.select_related("change_set"))
    rows = decided.select_related("item").prefetch_related(effects).order_by("-year", "-number")
    cited = citing()
    names = Resolution.measures.through.objects.filter(resolution=OuterRef("pk"))
    last = [
        Result(one, _changes(one, cited), one.names_measures)
        for one in rows.annotate(names_measures=Exists(names))[:_SHOWN]
    ]
    return Results(last, without_effect(known, cited).count())


def _changes(one: Any, cited: Mapping[Numbered, list[ChangeSet]]) -> list[ChangeSet]:
    carried_out = [effect.change_set for effect in one.effects.all()]
    return list(dict.fromkeys([*carried_out, *cited.get((one.year, one.number), [])]))
