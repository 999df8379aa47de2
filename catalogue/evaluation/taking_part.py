"""The members of the dimensions that say who takes part: units, roles, leading units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from catalogue.evaluation.basis import Basis
from catalogue.evaluation.member import Member, Part
from catalogue.filter_options import NONE
from catalogue.filters import NO_UNIT
from catalogue.models import Responsibility, Unit
from catalogue.reference.unit_tree import UnitTree
from catalogue.vocabulary import Role

_UNIT = "stelle"  # the list's parameter


def unit_members(basis: Basis) -> Iterator[Member]:
    """Yield each Fachbereich, Referat or other head unit of the city with all units below it.

    Where a unit is asked for, it comes with all below it, then each of those right below it. Partners and
    volunteers are none of these. Last come the measures without any unit of the city.
    """
    parts: dict[int, set[Part]] = defaultdict(set)
    outside: set[Part] = set()
    nobody = set(basis.states)
    rows = Responsibility.objects.filter(version__in=basis.versions).order_by()
    for version, unit, role, kind in rows.values_list("version", "unit", "role", "unit__kind"):
        if kind in Unit.OUTSIDE:
            outside.add((version, unit))
            continue
        nobody.discard(version)
        if basis.role in ("", role):
            parts[unit].add((version, unit))
    yield from _heads(basis, parts, _UNIT, basis.units)
    if basis.units in (None, NO_UNIT):
        left = {part for part in outside if part[0] in nobody}
        yield Member(NONE, "keine Stelle der Stadt", {"stelle": [NONE]}, nobody, left)


def lead_members(basis: Basis) -> Iterator[Member]:
    """Yield each head unit with the measures that it or a unit below it leads; last, those nobody leads."""
    parts: dict[int, set[Part]] = defaultdict(set)
    leads = Responsibility.objects.filter(version__in=basis.versions, role=Role.LEAD).order_by()
    for version, unit in leads.values_list("version", "unit"):
        parts[unit].add((version, unit))
    for member in _heads(basis, parts, "federfuehrung", basis.leads):
        yield Member(member.key, member.label, member.parameters, member.versions)
    if basis.leads in (None, NO_UNIT):
        led = {version for of_unit in parts.values() for version, _ in of_unit}
        yield Member(NONE, "ohne Federführung", {"federfuehrung": [NONE]}, basis.states.keys() - led)


def role_members(basis: Basis) -> Iterator[Member]:
    """Yield each role with the measures in which a unit, or one of those asked for, has it."""
    parts: dict[str, set[Part]] = defaultdict(set)
    units = None if basis.units == NO_UNIT else basis.units
    rows = Responsibility.objects.filter(version__in=basis.versions).order_by()
    for version, unit, role in rows.values_list("version", "unit", "role"):
        if (units is None or unit in units) and basis.role in ("", role):
            parts[role].add((version, unit))
    for role in Role:
        versions = {version for version, _ in parts[role]}
        yield Member(role.value, role.label, {"rolle": [role.value]}, versions, parts[role])


def _heads(
    basis: Basis, parts: Mapping[int, Set[Part]], name: str, chosen: Set[int] | None
) -> Iterator[Member]:
    """Yield the head units. Where a unit was asked for in parameter `name`, it stands for its head."""
    tree = basis.options.units
    for head in tree.children[None]:
        below = set(tree.below(head)) if chosen is None else chosen & set(tree.below(head))
        if not below or not any(unit in parts for unit in below):
            continue
        top = next(unit for unit in below if tree.nodes[unit].parent not in below)
        shown = _unit(tree, parts, name, top)
        if chosen is None or name != _UNIT:
            yield shown
        else:
            yield replace(shown, is_divided=False)
            yield from (_unit(tree, parts, name, unit) for unit in _taking_part_below(tree, parts, top))


def _unit(tree: UnitTree, parts: Mapping[int, Set[Part]], name: str, unit: int) -> Member:
    """Return a unit with all below it."""
    found = set().union(*(parts.get(one, ()) for one in tree.below(unit)))
    node, versions = tree.nodes[unit], {version for version, _ in found}
    is_divided = name == _UNIT and bool(_taking_part_below(tree, parts, unit))
    return Member(node.slug, str(node), {name: [node.slug]}, versions, found, is_divided)


def _taking_part_below(tree: UnitTree, parts: Mapping[int, Set[Part]], unit: int) -> list[int]:
    """Return the units right below one that take part in measures, or of which one below does."""
    return [child for child in tree.children[unit] if any(one in parts for one in tree.below(child))]
