"""The figures that pages show. Each is defined here once, and counts exactly the rows it links to."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Count

from catalogue.crosstab import Cell, Crosstab, Row
from catalogue.models import ActionField, Listing, MeasureVersion, Responsibility, Unit, UnitMembership
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.past.history import measure_extents, sets_of
from catalogue.reference.unit_tree import UnitTree
from catalogue.upkeep import worklist
from catalogue.vocabulary import Status
from integration.history.models import ChangeSet


class Figure(NamedTuple):
    """How many measures, what they have in common, and the list's parameters that show them."""

    number: int
    label: str
    query: str
    key: str = ""


def visible_measures(user: Any) -> MeasureVersionQuerySet:
    """Return what a person's figures count: today's measures as far as the person may see them."""
    return MeasureVersion.objects.current().visible_to(user)


def by_task(versions: MeasureVersionQuerySet, day: dt.date) -> list[Figure]:
    """Return the measures about which there is something to do as of `day`, by what it is, gravest first."""
    counted = worklist.counts(versions, day)
    return [
        Figure(counted[kind], label, f"?luecke={kind}", kind)
        for kind, label in worklist.LABELS.items()
        if kind in counted
    ]


def states(versions: MeasureVersionQuerySet, label: str, query: str = "?") -> Crosstab:
    """Return these measures by state as a table of one row; `query` are the parameters that show them all."""
    counted = dict(versions.order_by().values_list("status").annotate(Count("pk")))
    return _states("Bestand", {label: (query, counted)}, counted)


def states_by_unit(versions: MeasureVersionQuerySet, units: Iterable[Unit], tree: UnitTree) -> Crosstab:
    """Return the states of the measures in which each of these units or one below it takes part."""
    family = {unit: set(tree.below(unit.pk)) for unit in units}
    keys = set().union(*family.values())
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Responsibility.objects.filter(version__in=versions, unit__in=keys).order_by()
    for unit, version, state in rows.values_list("unit", "version", "version__status"):
        found[unit][version] = state
    together = {
        unit: {version: state for key in below for version, state in found[key].items()}
        for unit, below in family.items()
    }
    told = {str(unit): (f"?stelle={unit.slug}", Counter(one.values())) for unit, one in together.items()}
    everything = {version: state for one in together.values() for version, state in one.items()}
    return _states("Stelle", told, Counter(everything.values()))


def _states(
    title: str, told: Mapping[str, tuple[str, Mapping[str, int]]], everything: Mapping[str, int]
) -> Crosstab:
    heads = [(one.value, one.label) for one in Status if everything.get(one.value)]
    rows = [_row(label, query, counted, heads) for label, (query, counted) in told.items()]
    return Crosstab(title, heads, rows, _row("Alle Maßnahmen", "?", everything, heads))


def _row(label: str, query: str, counted: Mapping[str, int], heads: Iterable[tuple[str, str]]) -> Row:
    more = "" if query == "?" else "&"
    cells = [
        Cell(value, name, counted.get(value, 0), f"{query}{more}status={value}") for value, name in heads
    ]
    return Row(label, sum(counted.values()), query, cells)


def by_unit(versions: MeasureVersionQuerySet, tree: UnitTree) -> dict[int, int]:
    """Return the number of measures in which each unit or one below it takes part, by the unit's key."""
    taking_part: dict[int, set[int]] = defaultdict(set)
    pairs = Responsibility.objects.filter(version__in=versions).values_list("unit", "version")
    for unit, version in pairs.order_by():
        taking_part[unit].add(version)
    together = {
        pk: set().union(*(taking_part[one] for one in tree.below(pk) if one in taking_part))
        for pk in tree.nodes
    }
    return {unit: len(found) for unit, found in together.items() if found}


def by_field(versions: MeasureVersionQuerySet) -> dict[int, int]:
    """Return the number of measures listed under each action field or one below it, by the field's key."""
    parents = dict(ActionField.objects.without_tree_fields().values_list("pk", "parent"))
    listed: dict[int, set[int]] = defaultdict(set)
    rows = Listing.objects.filter(version__in=versions, action_field__isnull=False).order_by()
    for field, version in rows.values_list("action_field", "version"):
        while field:
            listed[field].add(version)
            field = parents[field]
    return {field: len(found) for field, found in listed.items()}


class LastChange(NamedTuple):
    """A change set and how many measures of it the person may see."""

    change_set: ChangeSet
    measures: int


def last_changes(user: Any, limit: int = 5) -> list[LastChange]:
    """Return the last change sets with measures the person may see."""
    versions = MeasureVersion.objects.visible_to(user)
    sets = list(sets_of(versions)[:limit])
    did = measure_extents(sets, versions)
    return [LastChange(change_set, did[change_set.pk].measures) for change_set in sets]


class FirstSteps(NamedTuple):
    """How far an installation is set up: how many units, people, people in units, and whether a measure."""

    units: int
    people: int
    members: int
    measures: bool


def first_steps(day: dt.date) -> FirstSteps:
    """Return how far the installation is on `day`; whoever set it up does not count among the people."""
    return FirstSteps(
        units=Unit.objects.count(),
        people=max(get_user_model().objects.count() - 1, 0),
        members=UnitMembership.objects.held(on=day).values("user").distinct().count(),
        measures=MeasureVersion.objects.current().exists(),
    )
