"""What waits for a person's units: it is the units' and goes on with whoever belongs to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet

from catalogue.models import Clarification, Extract, Responsibility, UnitMembership
from steering.departures.catalogue_kinds import lasting, measures_of
from steering.departures.holding import Holding, Kind
from steering.models import Assignment, GoalTalk, ReportSection

_OVER = (GoalTalk.State.EVALUATED, GoalTalk.State.REPORTED)


def _counted(units: list[int]) -> dict[str, dict[int, int]]:
    """Return how many of each there are for each unit, by what they are called (six queries)."""
    rows: dict[str, QuerySet[Any]] = {
        "Maßnahmen": Responsibility.objects.filter(version__valid_to__isnull=True),
        "offene Fragen": Clarification.objects.open(),
        "ausstehende Rückmeldungen": Extract.objects.outstanding(),
        "Zielgespräche und Vereinbarungen": GoalTalk.objects.standing().exclude(state__in=_OVER),
        "laufende Aufträge": Assignment.objects.running(),
        "erbetene Texte für Berichte": ReportSection.objects.asked(),
    }
    return {
        name: dict(found.filter(unit__in=units).order_by().values_list("unit").annotate(Count("pk")))
        for name, found in rows.items()
    }


def _work(person: Any, after: dt.date) -> Iterator[Holding]:
    rows = UnitMembership.objects.filter(lasting(after), user=person).select_related("unit")
    units = [one.unit for one in rows.order_by("unit__slug")]
    counts = _counted([unit.pk for unit in units]) if units else {}
    for unit in units:
        found = [f"{name}: {of[unit.pk]}" for name, of in counts.items() if unit.pk in of]
        if found:
            yield Holding(f"arbeit:{unit.pk}", f"{unit} ({', '.join(found)})", measures_of(unit))


UNIT_WORK = Kind(
    slug="arbeit",
    label="Was bei diesen Stellen ansteht",
    otherwise="Das gehört der Stelle, nicht der Person: Wer der Stelle angehört, sieht es und führt es "
    "weiter.",
    find=_work,
)
