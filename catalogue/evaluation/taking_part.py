"""The members of the dimensions that say who takes part: units, roles, leading units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import replace

from catalogue.evaluation.basis import Basis
from catalogue.evaluation.member import Member, Parts
from catalogue.filter_options import NONE
from catalogue.filters import NO_UNIT
from catalogue.models import Responsibility
from catalogue.reference.unit_tree import UnitTree
from catalogue.vocabulary import Role

_UNIT = "stelle"  # the list's parameter


def unit_members(basis: Basis) -> Iterator[Member]:
    """Yield each Fachbereich, Referat or other head unit of the city with all units below it.

    Where a unit is asked for, it comes with all below it, then each of those right below it. Partners and
    volunteers are none of these. Last come the measures without any unit of the city.
    """
    parts: dict[int, set[int]] = defaultdict(set)
    outside: dict[int, set[int]] = defaultdict(set)
    nobody = set(basis.states)
    outsiders = {pk for pk, node in basis.options.units.nodes.items() if node.is_outside}
    rows = Responsibility.objects.filter(version__in=basis.versions).order_by()
    for version, unit, role in rows.values_list("version", "unit", "role"):
        if unit in outsiders:
            outside[unit].add(version)
            continue
        nobody.discard(version)
        if basis.role in ("", role):
            parts[unit].add(version)
    yield from _heads(basis, parts, _UNIT, basis.units)
    if basis.units in (None, NO_UNIT):
        left = {unit: versions & nobody for unit, versions in outside.items()}
        yield Member(NONE, "keine Stelle der Stadt", {"stelle": [NONE]}, nobody, left)


def lead_members(basis: Basis) -> Iterator[Member]:
    """Yield each head unit with the measures that it or a unit below it leads; last, those nobody leads."""
    parts: dict[int, set[int]] = defaultdict(set)
    leads = Responsibility.objects.filter(version__in=basis.versions, role=Role.LEAD).order_by()
    for version, unit in leads.values_list("version", "unit"):
        parts[unit].add(version)
    for member in _heads(basis, parts, "federfuehrung", basis.leads):
        yield Member(member.key, member.label, member.parameters, member.versions)
    if basis.leads in (None, NO_UNIT):
        led = set().union(*parts.values())
        yield Member(NONE, "ohne Federführung", {"federfuehrung": [NONE]}, basis.states.keys() - led)


def role_members(basis: Basis) -> Iterator[Member]:
    """Yield each role with the measures in which a unit, or one of those asked for, has it."""
    parts: dict[str, dict[int, set[int]]] = {role.value: defaultdict(set) for role in Role}
    units = None if basis.units == NO_UNIT else basis.units
    rows = Responsibility.objects.filter(version__in=basis.versions).order_by()
    for version, unit, role in rows.values_list("version", "unit", "role"):
        if (units is None or unit in units) and basis.role in ("", role):
            parts[role][unit].add(version)
    for role in Role:
        found = parts[role.value]
        yield Member(role.value, role.label, {"rolle": [role.value]}, set().union(*found.values()), found)


def _heads(basis: Basis, parts: Parts, name: str, chosen: Set[int] | None) -> Iterator[Member]:
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


def _unit(tree: UnitTree, parts: Parts, name: str, unit: int) -> Member:
    """Return a unit with all below it."""
    found = {one: parts[one] for one in tree.below(unit) if one in parts}
    node, versions = tree.nodes[unit], set().union(*found.values())
    is_divided = name == _UNIT and bool(_taking_part_below(tree, parts, unit))
    return Member(node.slug, str(node), {name: [node.slug]}, versions, found, is_divided)


def _taking_part_below(tree: UnitTree, parts: Parts, unit: int) -> list[int]:
    """Return the units right below one that take part in measures, or of which one below does."""
    return [child for child in tree.children[unit] if any(one in parts for one in tree.below(child))]
