"""Everything a measure's page shows, made of its record and of what stands beside it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, F, Q, QuerySet, Subquery, Value
from django.utils.safestring import SafeString

from catalogue.cross_references import CrossReferences
from catalogue.derived import responsibilities
from catalogue.models import (
    ActionField,
    ActionFieldAlias,
    Contact,
    Location,
    MeasureVersion,
    TargetGroup,
    Unit,
)
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.records import ListingRecord
from catalogue.reference.references import References
from catalogue.spreadsheet.columns import APPENDED, FIXED_HEADINGS, layout
from catalogue.spreadsheet.labels import counterpart
from catalogue.upkeep import worklist
from catalogue.vocabulary import HATS, Role, Status
from integration.highlighting import NOTHING, Highlighter
from integration.texts import match_key


class Mark(NamedTuple):
    """Something the table marks: its name, and the cell's text where that is more than a plain mark."""

    name: str
    text: str = ""


class Involved(NamedTuple):
    """A unit that takes part, with those one can talk to there today."""

    slug: str
    name: str
    text: str
    contacts: list[Contact]


class LostCell(NamedTuple):
    """A cell that said something else than what holds."""

    heading: str
    text: str


class Line(NamedTuple):
    """A Katalogzeile as the page shows it."""

    number: str
    is_main: bool
    listing: ListingRecord
    concept: str
    action_field: str
    counterpart: str
    counterpart_slug: str
    remark: SafeString
    lost: list[LostCell]


class Portrait:
    """A version of a measure for one reader; `visible` are the versions that reader may see, on `day`.

    `as_of` ends the addresses of other measures where the day is a past one; what was `found` is marked in
    the texts that come as HTML.
    """

    def __init__(
        self,
        version: MeasureVersion,
        visible: MeasureVersionQuerySet,
        day: dt.date,
        as_of: str = "",
        found: Highlighter = NOTHING,
    ) -> None:
        self.version, self.visible, self.day, self.as_of, self.found = version, visible, day, as_of, found
        self.record = version.record
        self.status = Status(self.record.status.value)

    @property
    def numbers(self) -> list[str]:
        """Return the numbers of the measure's listings, the main one's first."""
        subs = sorted(self.record.listings, key=lambda sub: (sub != self.record.main, sub))
        return [f"{self.record.number},{sub}" for sub in subs]

    @cached_property
    def texts(self) -> dict[str, SafeString]:
        """Return the measure's running texts with links to the measures they name."""
        return {name: self._references.linked(getattr(self.record, name)) for name in _TEXTS}

    @cached_property
    def _references(self) -> CrossReferences:
        remarks = [listing.remark for listing in self.record.listings.values()]
        texts = [getattr(self.record, name) for name in _TEXTS]
        return CrossReferences.among(
            self.visible, [*texts, *remarks], self.record.number, self.as_of, self.found
        )

    # --- Whom, where, who

    @property
    def target_groups(self) -> list[Mark]:
        return self._marks("target_groups")

    @property
    def locations(self) -> list[Mark]:
        return self._marks("locations")

    @property
    def hat(self) -> list[Mark]:
        return [Mark(HATS.get(key, key), _beyond_mark(text)) for key, text in self.record.hat.items()]

    def _marks(self, kind: str) -> list[Mark]:
        marks = getattr(self.record, kind).items()
        return [Mark(self.record.title(kind, key), _beyond_mark(text)) for key, text in marks]

    @cached_property
    def roles(self) -> list[tuple[str, list[Involved]]]:
        """Return (role as people read it, units in it), the lead first."""
        contacts = self._contacts()
        by_role: dict[str, list[Involved]] = defaultdict(list)
        for slug, role, mark in responsibilities(self.record):
            name = self.record.title("units", slug)
            by_role[role].append(Involved(slug, name, _beyond_mark(mark), contacts[slug]))
        return [(role.label, by_role[role.value]) for role in Role if role.value in by_role]

    def _contacts(self) -> dict[str, list[Contact]]:
        """Return the contacts of each unit: those for this very measure, where there are any."""
        slugs = {slug for slug, _, _ in responsibilities(self.record)}
        fitting = Q(measure__isnull=True) | Q(measure=self.version.measure_id)
        rows = contacts_on(self.day).filter(fitting, unit__slug__in=slugs)
        found = rows.annotate(unit_slug=F("unit__slug"))
        by_unit: dict[str, list[Contact]] = defaultdict(list)
        own = {contact.unit_id for contact in found if contact.measure_id}
        for contact in found:
            if contact.measure_id or contact.unit_id not in own:
                by_unit[contact.unit_slug].append(contact)
        return by_unit

    # --- Katalogzeilen

    @cached_property
    def lines(self) -> list[Line]:
        return [self._line(sub, one) for sub, one in self.record.listings.items()]

    def _line(self, sub: int, listing: ListingRecord) -> Line:
        named = counterpart(listing.label)
        field, concept = listing.action_field, listing.concept
        return Line(
            number=f"{self.record.number},{sub}",
            is_main=sub == self.record.main,
            listing=listing,
            concept=self.record.title("concepts", concept) if concept else "",
            action_field=self.record.title("action_fields", field) if field else "",
            counterpart=named,
            counterpart_slug=self._fields.get(match_key(named), "") if named else "",
            remark=self._references.linked(listing.remark),
            lost=[LostCell(self._headings.get(key, key), text) for key, text in listing.lost.items()],
        )

    @cached_property
    def _fields(self) -> dict[str, str]:
        """Slugs of the action fields by every spelling."""
        tops = ActionField.objects.without_tree_fields().filter(parent=None, merged_into=None).order_by()
        names = tops.values_list("name", "slug", Value(True))
        aliases = ActionFieldAlias.objects.values_list("folded", "action_field__slug", Value(False))
        rows = sorted(aliases.union(names), key=lambda row: row[2])  # a name holds against an alias
        return {match_key(spelling): slug for spelling, slug, _ in rows}

    @cached_property
    def _headings(self) -> dict[str, str]:
        """How the table heads its columns, by their keys; read only where a cell of other columns lost."""
        lost = {key for listing in self.record.listings.values() for key in listing.lost}
        if lost <= FIXED_HEADINGS.keys():
            return FIXED_HEADINGS
        refs = References(
            units={unit.slug: unit for unit in Unit.objects.exclude(column=None)},
            action_fields={},
            target_groups={group.slug: group for group in TargetGroup.objects.exclude(column=None)},
            locations={place.slug: place for place in Location.objects.exclude(column=None)},
            concepts={},
            unit_keys={},
            action_field_keys={},
        )
        return {column.key: column.heading for column in (*layout(refs).columns, *APPENDED)}

    # --- What takes its place, what is missing, and the neighbours

    @property
    def replaces(self) -> list[int]:
        """Return the measures in whose place this one stands, as far as the reader may see them."""
        return sorted(number for number, successor in self._kin if successor == self.record.number)

    @property
    def has_successor(self) -> bool:
        """True where the reader may see the measure that stands in this one's place."""
        return any(str(number) == self.record.superseded_by for number, _ in self._kin)

    @cached_property
    def _kin(self) -> list[tuple[int, int | None]]:
        """Return (number, successor) of what replaces the measure and of what it replaces."""
        if not self._around[2]:
            return []
        return list(self.visible.filter(self._is_kin).order_by().values_list("number", "superseded_by"))

    @property
    def _is_kin(self) -> Q:
        kin = Q(superseded_by=self.record.number)
        if self.record.superseded_by:
            kin |= Q(number=int(self.record.superseded_by))
        return kin

    @cached_property
    def tasks(self) -> list[worklist.AnyRule]:
        """Return what there is to do about the measure, the gravest first."""
        return worklist.rules_of(self.version.pk, self.day)

    @property
    def previous(self) -> int | None:
        return self._around[0]

    @property
    def next(self) -> int | None:
        return self._around[1]

    @cached_property
    def _around(self) -> tuple[int | None, int | None, bool]:
        """Return the numbers before and after the measure's among those the reader may see, and whether it
        replaces another or is replaced (one query)."""
        numbers = self.visible.values("number")
        before = numbers.filter(number__lt=self.record.number).order_by("-number")
        after = numbers.filter(number__gt=self.record.number).order_by("number")
        row = MeasureVersion.objects.filter(pk=self.version.pk)
        kin = Exists(self.visible.filter(self._is_kin).order_by())
        return row.values_list(Subquery(before[:1]), Subquery(after[:1]), kin).get()


def contacts_on(day: dt.date) -> QuerySet[Contact]:
    """Return those one can talk to on `day`."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return Contact.objects.filter(begun, Q(valid_until__isnull=True) | Q(valid_until__gte=day))


_TEXTS = ("text", "progress", "next_step", "clarification")


def _beyond_mark(text: str) -> str:
    return "" if text == "x" else text
