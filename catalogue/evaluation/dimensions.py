"""The dimensions by which measures are counted; each member knows the list's parameters that show it.

The list takes several values of one parameter as "any of these". So where a parameter narrows the measures
and its dimension is counted too, a member keeps of the values asked for those within it: a table of action
fields narrowed to one field shows that field alone, and every number is still what the list shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils import timezone

from catalogue.evaluation.basis import Basis
from catalogue.evaluation.member import Member
from catalogue.evaluation.taking_part import lead_members, role_members, unit_members
from catalogue.filter_options import CONCEPT, FIELD, GROUP, NONE, PLACE
from catalogue.models import Listing, LocationMark, TargetGroupMark
from catalogue.upkeep.last_word import AGES, ages
from catalogue.vocabulary import Status


class Dimension(NamedTuple):
    """A way to divide measures. `overlaps` where one measure may belong to several members."""

    name: str  # in the address
    label: str
    members: Callable[[Basis], Iterable[Member]]
    overlaps: bool = True


def _states(basis: Basis) -> Iterator[Member]:
    found: dict[str, set[int]] = defaultdict(set)
    for version, state in basis.states.items():
        found[state].add(version)
    for one in Status:
        yield Member(one.value, one.label, {"status": [one.value]}, found[one.value])


def _references(name: str, rows: type[Model], lookup: str, basis: Basis) -> Iterator[Member]:
    """Yield the entries of a reference table; a top-level action field with the sub-topics below it."""
    found: dict[int | None, set[int]] = defaultdict(set)
    marked: Any = rows._default_manager.filter(version__in=basis.versions).order_by()
    for entry, version in marked.values_list(lookup, "version"):
        found[entry].add(version)
    options, asked = basis.options, basis.values(name)
    offered = options.offered(name, set(asked), on=timezone.localdate())
    for slug, label in options.tops(name).items():
        within = options.keys(name, [slug])
        values = [one for one in asked if one != NONE and options.keys(name, [one]) <= within]
        keys = options.keys(name, values or [slug]) if values or not asked else ()
        versions = set().union(*(found[key] for key in keys))
        if versions or slug in offered:
            yield Member(slug, label, {name: values or [slug]}, versions)
    if not asked or NONE in asked:
        given = set().union(*(versions for key, versions in found.items() if key))
        none = found[None] if name == CONCEPT else basis.states.keys() - given
        yield Member(NONE, options.label(name, NONE), {name: [NONE]}, none)


def _ages(basis: Basis) -> Iterator[Member]:
    found: dict[str, set[int]] = defaultdict(set)
    for version, age in ages(basis.versions, basis.day or timezone.localdate()):
        found[age].add(version)
    for one in AGES:
        yield Member(one.key, one.label, {"alter": [one.key]}, found[one.key])


def _of_references(name: str, label: str, rows: type[Model], lookup: str) -> Dimension:
    return Dimension(name, label, partial(_references, name, rows, lookup))


STATUS = Dimension("status", "Umsetzungsstand", _states, overlaps=False)
ACTION_FIELD = _of_references(FIELD, "Handlungsfeld", Listing, "action_field")
UNIT = Dimension("stelle", "Stelle", unit_members)
LEAD = Dimension("federfuehrung", "Federführung", lead_members, overlaps=False)
ROLE = Dimension("rolle", "Rolle", role_members)
TARGET_GROUP = _of_references(GROUP, "Zielgruppe", TargetGroupMark, "target_group")
LOCATION = _of_references(PLACE, "Ort", LocationMark, "location")
CONCEPT_OF = _of_references(CONCEPT, "Konzept", Listing, "concept")
AGE = Dimension("alter", "Alter des letzten Standes", _ages, overlaps=False)

DIMENSIONS = {
    one.name: one for one in (STATUS, ACTION_FIELD, UNIT, LEAD, ROLE, TARGET_GROUP, LOCATION, CONCEPT_OF, AGE)
}
