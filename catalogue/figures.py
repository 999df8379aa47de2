"""The figures that pages show. Each is defined here once, and counts exactly the rows it links to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Count
from django.db.models.functions import Coalesce

from catalogue.models import ActionField, Listing, MeasureVersion, Responsibility, Unit, UnitMembership
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.past.history import extents, sets_of
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


def by_status(versions: MeasureVersionQuerySet) -> list[Figure]:
    """Return the measures of each state that occurs, in the states' order."""
    counted = dict(versions.order_by().values_list("status").annotate(Count("pk")))
    return [
        Figure(counted[status.value], status.label, f"?status={status.value}", status.value)
        for status in Status
        if status.value in counted
    ]


def by_task(versions: MeasureVersionQuerySet, day: dt.date) -> list[Figure]:
    """Return the measures about which there is something to do as of `day`, by what it is, gravest first."""
    counted = worklist.counts(versions, day)
    return [
        Figure(counted[kind], label, f"?luecke={kind}", kind)
        for kind, label in worklist.LABELS.items()
        if kind in counted
    ]


def by_action_field(versions: MeasureVersionQuerySet) -> list[Figure]:
    """Return the measures listed under each top-level field or its sub-topics, the largest field first."""
    top = Coalesce("action_field__parent__parent", "action_field__parent", "action_field")
    rows = Listing.objects.filter(version__in=versions, action_field__isnull=False).order_by()
    counted = dict(rows.annotate(top=top).values_list("top").annotate(Count("version", distinct=True)))
    fields = ActionField.objects.filter(pk__in=counted).order_by("position", "name")
    figures = [
        Figure(counted[pk], name, f"?handlungsfeld={slug}", slug)
        for pk, slug, name in fields.values_list("pk", "slug", "name")
    ]
    return sorted(figures, key=lambda figure: -figure.number)


def by_unit(versions: MeasureVersionQuerySet, tree: UnitTree) -> dict[int, int]:
    """Return the number of measures in which each unit or one below it takes part, by the unit's key."""
    taking_part: dict[int, set[int]] = defaultdict(set)
    pairs = Responsibility.objects.filter(version__in=versions).values_list("unit", "version")
    for unit, version in pairs.order_by():
        for one in tree.above(unit):
            taking_part[one].add(version)
    return {unit: len(found) for unit, found in taking_part.items()}


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


def by_own_unit(versions: MeasureVersionQuerySet, user: Any, day: dt.date) -> list[Figure]:
    """Return the measures of each unit the person belongs to on `day`, if that tells more than the total."""
    units = list(Unit.objects.of_member(user, on=day).without_tree_fields())
    if len(units) < 2 and not user.has_perm("catalogue.view_all_measures"):
        return []
    counted = by_unit(versions, UnitTree.load()) if units else {}
    return [Figure(counted.get(unit.pk, 0), str(unit), f"?stelle={unit.slug}", unit.slug) for unit in units]


class LastChange(NamedTuple):
    """A change set and how many measures of it the person may see."""

    change_set: ChangeSet
    measures: int


def last_changes(user: Any, limit: int = 5) -> list[LastChange]:
    """Return the last change sets with measures the person may see."""
    versions = MeasureVersion.objects.visible_to(user)
    sets = list(sets_of(versions)[:limit])
    did = extents(sets, versions)
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
