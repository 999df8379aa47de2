"""The columns of the city's table, declared once for reading and writing (domain.md §2).

Columns of target groups, locations and units are rows of the reference data: another city's columns are
other rows there, not other code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from catalogue.models import Unit
from catalogue.reference.references import References
from catalogue.vocabulary import Role

HEADER_ROWS = 3
ADDED = "Ergänzende Angaben"
_ROLES = {Unit.Kind.VOLUNTEERS.value: Role.VOLUNTEER, Unit.Kind.PARTNER.value: Role.PARTNER}
_IMPLEMENTATION = "Umsetzung (+ Partner)"
_MARKS, _NAMES = 6, 14  # widths of columns


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `headings` are its cells in the three header rows, a group's repeated in each member.

    `key` names what the column holds: "goal", "hat:stadt", "target_groups:ag+i", "unit:FB-51",
    "extra:<heading>". `also` are other headings under which workbooks have the same column.
    """

    key: str
    headings: tuple[str, str, str]
    width: float = 6
    also: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The lowest heading, by which people name the column."""
        return next(text for text in reversed(self.headings) if text)

    @property
    def holds_marks(self) -> bool:
        """True for a narrow column of marks, False for one of texts."""
        return self.width < 10

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def name(self) -> str:
        return self.key.partition(":")[2]


_FIXED = {
    1: Column(
        "number",
        ("Nr", "", ""),
        7,
        ("Nummer", "lfd. Nr.", "Maßnahmennummer", "Maßnahmen-Nr.", "Maßnahme Nr."),
    ),
    2: Column(
        "label",
        ("Handlungsfeld", "", "Übergeordnetes Thema / Handlungsfeld"),
        22,
        ("Handlungsfeld", "Thema", "Übergeordnetes Thema"),
    ),
    3: Column("goal", ("Ziel", "", "Was soll erreicht werden?"), 40, ("Ziel",)),
    4: Column(
        "text",
        ("Maßnahme - was", "", "Wie soll das Ziel umgesetzt werden"),
        40,
        ("Maßnahme - was", "Maßnahme"),
    ),
    15: Column("hat:stadt", ("Wer", "Hut", "Stadt")),
    16: Column("hat:andere", ("Wer", "Hut", "andere")),
    17: Column("not_begun", (_IMPLEMENTATION, "", "nicht"), also=("nicht begonnen",)),
    18: Column("planned", (_IMPLEMENTATION, "", "geplant")),
    23: Column("city_units", (_IMPLEMENTATION, "", "weitere Stadt"), 14),
    24: Column(
        "partners",
        (_IMPLEMENTATION, "", "weitere / Kooperationspartner"),
        18,
        ("Kooperationspartner", "weitere Kooperationspartner"),
    ),
    27: Column("clarification", (_IMPLEMENTATION, "", "offen / Klärungsbedarf"), 14, ("Klärungsbedarf",)),
    28: Column("remark", ("Bemerkungen", "", ""), 45, ("Bemerkung",)),
}

# What the original table has no column for; exports append it, imports read it where it is.
APPENDED = (
    Column("status", (ADDED, "", "Umsetzungsstand"), 16, ("Status", "Stand der Umsetzung")),
    Column("status_reason", (ADDED, "", "Begründung"), 24, ("Begründung des Standes",)),
    Column("progress", (ADDED, "", "Sachstand"), 40),
    Column("progress_date", (ADDED, "", "Sachstand vom"), 12, ("Stand vom",)),
    Column("timeframe", (ADDED, "", "Zeitrahmen"), 16, ("Zeitraum",)),
    Column("next_step", (ADDED, "", "Nächster Schritt"), 30),
    Column("next_step_date", (ADDED, "", "Nächster Schritt bis"), 12),
    Column("lead", (ADDED, "", "Federführung"), 16, ("federführend",)),
    Column("superseded_by", (ADDED, "", "Ersetzt durch"), 10, ("Ersetzt durch Maßnahme",)),
    Column("concept", (ADDED, "", "Konzept"), 20, ("Integrationskonzept",)),
    Column("action_field", (ADDED, "", "Handlungsfeld (zugeordnet)"), 20),
)
# What heads the columns that no reference data decide about, by their keys.
FIXED_HEADINGS = {column.key: column.heading for column in (*_FIXED.values(), *APPENDED)}


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns in the table's order, and where each unit's and each group's mark stands."""

    columns: tuple[Column, ...]
    groups: dict[str, tuple[str, ...]]  # column key → slugs of the target groups in it
    group_columns: dict[str, str]  # slug → column key
    location_columns: dict[str, str]
    unit_columns: dict[str, str]  # slug of a unit with a column of its own → column key
    cache: dict[tuple[str, str], str] = field(default_factory=dict, compare=False)

    def with_extra(self, headings: Iterable[str]) -> tuple[Column, ...]:
        """Return all columns an export has: the original's, the appended ones, extra ones by heading."""
        extra = (Column(f"extra:{heading}", (ADDED, "", heading), 20) for heading in headings)
        return (*self.columns, *APPENDED, *extra)

    def column_of_unit(self, slug: str, role: str, refs: References) -> str:
        """Return the key of the column in which a unit's mark stands: its role's group, at its nearest
        ancestor with a column, else among the group's free lists (design.md §4)."""
        if (slug, role) not in self.cache:
            self.cache[slug, role] = self._column_of_unit(slug, role, refs)
        return self.cache[slug, role]

    def _column_of_unit(self, slug: str, role: str, refs: References) -> str:
        for unit in refs.unit_and_above(slug):
            if unit.slug in self.unit_columns and role_in_column(unit) == role:
                return self.unit_columns[unit.slug]
        if role == Role.PARTNER:
            return "partners"
        if role == Role.VOLUNTEER:
            volunteers = (key for key in self.unit_columns if role_in_column(refs.units[key]) == role)
            return self.unit_columns.get(next(volunteers, ""), "partners")
        return "city_units"


def role_in_column(unit: Unit) -> str:
    """Return the role that a mark in this unit's own column states."""
    return _ROLES.get(unit.kind, Role.INVOLVED).value


def layout(refs: References) -> Layout:
    """Return the table's layout as the reference data have it."""
    columns = dict(_FIXED)
    shared = defaultdict(list)
    for group in refs.target_groups.values():
        if group.column:
            shared[group.column].append(group)
    groups = {}
    for position, members in shared.items():
        key = "target_groups:" + "+".join(group.slug for group in members)
        groups[key] = tuple(group.slug for group in members)
        first = members[0]
        columns[position] = Column(key, ("Zielgruppe", first.heading_group, first.heading or first.name))
    for place in refs.locations.values():
        if place.column:
            key = f"locations:{place.slug}"
            columns[place.column] = Column(key, ("Ort", "", place.heading or place.name))
    for unit in refs.units.values():
        if unit.column:
            heading = unit.heading or unit.labels[0]
            names = unit.kind == Unit.Kind.VOLUNTEERS  # such a column holds names of groups, too
            width = _NAMES if names else _MARKS
            columns[unit.column] = Column(f"unit:{unit.slug}", (_IMPLEMENTATION, "", heading), width)
    ordered = tuple(columns[position] for position in sorted(columns))
    return Layout(
        columns=ordered,
        groups=groups,
        group_columns={slug: key for key, slugs in groups.items() for slug in slugs},
        location_columns={c.name: c.key for c in ordered if c.kind == "locations"},
        unit_columns={c.name: c.key for c in ordered if c.kind == "unit"},
    )


def heading_merges(columns: Sequence[Column]) -> Iterator[tuple[int, int, int, int]]:
    """Yield (first row, first column, last row, last column) of the header's merged cells, from 1.

    A group spans its members; where it has no second heading it spans the second row too; a column
    with one heading only spans all three rows.
    """
    for first, last in _runs([column.headings[0] for column in columns]):
        members = columns[first - 1 : last]
        if first == last and not any(members[0].headings[1:]):
            yield 1, first, 3, last
        elif not any(column.headings[1] for column in members):
            yield 1, first, 2, last
        else:
            yield 1, first, 1, last
            for start, end in _runs([column.headings[1] for column in members]):
                if end > start:
                    yield 2, first + start - 1, 2, first + end - 1


class HeadCell(NamedTuple):
    """A cell of the header, counted from 0, and what it spans; a blank cell belongs to the one below."""

    row: int
    column: int
    rows: int
    columns: int
    text: str

    @property
    def is_lowest(self) -> bool:
        """True where it heads one column and not a group of them."""
        return self.row + self.rows == HEADER_ROWS


def head_cells(columns: Sequence[Column]) -> list[HeadCell]:
    """Return the header's cells row by row; what another cell spans is left out."""
    spans = {
        (top - 1, first - 1): (bottom - top + 1, last - first + 1)
        for top, first, bottom, last in heading_merges(columns)
        if columns[first - 1].headings[top - 1]
    }
    covered = {
        (level + down, position + right)
        for (level, position), (rows, width) in spans.items()
        for down in range(rows)
        for right in range(width)
    }
    for position, column in enumerate(columns):
        for level in range(HEADER_ROWS):
            if (level, position) not in spans and (level, position) not in covered:
                rows = next(down for down, text in enumerate(column.headings[level:], 1) if text)
                spans[level, position] = rows, 1
                covered |= {(level + down, position) for down in range(rows)}
    return [
        HeadCell(level, position, rows, width, _first_text(columns[position].headings[level : level + rows]))
        for (level, position), (rows, width) in sorted(spans.items())
    ]


def _first_text(headings: Iterable[str]) -> str:
    return next(filter(None, headings))


def _runs(values: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and last position, from 1, of each run of equal values."""
    start = 0
    for position in range(1, len(values) + 1):
        if position == len(values) or values[position] != values[start]:
            yield start + 1, position
            start = position
