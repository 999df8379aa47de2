"""Measures counted by state within a dimension, action fields or units: for every page and every paper."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from catalogue.models import ActionField, Listing, Responsibility, Unit
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.reference.unit_tree import UnitTree
from catalogue.vocabulary import Status


class Cell(NamedTuple):
    """How many measures of a row have a state, and the list's parameters that show them."""

    status: str
    label: str
    number: int
    query: str


class Row(NamedTuple):
    label: str
    total: int
    query: str
    cells: list[Cell]


@dataclass(frozen=True)
class Crosstab:
    """A row for each field or unit with measures. A measure may count in several rows, in `total` once."""

    title: str
    states: list[tuple[str, str]]  # (value, label) of those that occur, in the states' order
    rows: list[Row]
    total: Row

    @property
    def most(self) -> int:
        """Return the largest row's number, the full length of a picture's bars."""
        return max((row.total for row in self.rows), default=0)


def by_action_field(versions: MeasureVersionQuerySet) -> Crosstab:
    """Return the states of the measures under each top-level action field or its sub-topics (3 queries)."""
    fields = dict(ActionField.objects.without_tree_fields().values_list("pk", "parent"))
    listed = Listing.objects.filter(version__in=versions, action_field__isnull=False).order_by()
    pairs = (
        (_top(field, fields), version) for field, version in listed.values_list("action_field", "version")
    )
    heads = ActionField.objects.without_tree_fields().filter(parent=None).order_by("position", "name")
    names = {
        pk: (name, f"?handlungsfeld={slug}") for pk, slug, name in heads.values_list("pk", "slug", "name")
    }
    return _crosstab("Handlungsfeld", versions, pairs, names)


def by_unit(versions: MeasureVersionQuerySet) -> Crosstab:
    """Return the states of the measures in which each Fachbereich, Referat or other head unit of the city,
    or a unit below it, takes part (3 queries). Partners and volunteers are not among them."""
    tree = UnitTree.load()
    outside = (Unit.Kind.PARTNER, Unit.Kind.VOLUNTEERS)
    taking_part = Responsibility.objects.filter(version__in=versions).exclude(unit__kind__in=outside)
    pairs = (
        (list(tree.above(unit))[-1], version)
        for unit, version in taking_part.order_by().values_list("unit", "version")
    )
    names = {node.pk: (str(node), f"?stelle={node.slug}") for node in tree.nodes.values()}
    return _crosstab("Stelle", versions, pairs, names)


def _top(field: int, parents: Mapping[int, int | None]) -> int:
    while (above := parents[field]) is not None:
        field = above
    return field


def _crosstab(
    title: str,
    versions: MeasureVersionQuerySet,
    pairs: Iterable[tuple[int, int]],
    names: Mapping[int, tuple[str, str]],
) -> Crosstab:
    """Return the table of (row's key, version) pairs; `names` has label and query of each row, in order."""
    state = dict(versions.order_by().values_list("pk", "status"))
    members: dict[int, set[int]] = defaultdict(set)
    for key, version in pairs:
        members[key].add(version)
    states = [(one.value, str(one.label)) for one in Status if one.value in set(state.values())]
    rows = [_row(*names[key], (state[one] for one in members[key]), states) for key in names if members[key]]
    return Crosstab(title, states, rows, _row("Alle Maßnahmen", "?", state.values(), states))


def _row(label: str, query: str, found: Iterable[str], states: list[tuple[str, str]]) -> Row:
    counted = Counter(found)
    joint = "" if query == "?" else "&"
    cells = [Cell(value, name, counted[value], f"{query}{joint}status={value}") for value, name in states]
    return Row(label, counted.total(), query, cells)
