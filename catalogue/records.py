"""The measure record: the frozen value that holds all the catalogue says about one measure.

Everything else is this value in other clothes (design.md §1). A record falls into *leaves*, a flat dict
from path to value, and can be put together from them again; whatever compares or combines records does
it leaf by leaf:

    overlay(current, edits)      the record after the edits; what is not named stays
    changes(before, after)       what differs
    merge(base, ours, theirs)    both sides' changes together, and where they collide (merging.py)

References to units, action fields and so on are their slugs. The labels they had on the record's day lie
beside them in `labels` and are never compared, so that renaming a unit changes no measure.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from catalogue.vocabulary import Status

Path = tuple[Any, ...]  # names, keys, and a listing's sub-number
Value = Any  # str, int (the main listing), State, Involvement; None as an edit means: remove
Leaves = dict[Path, Value]
Edits = Mapping[Path, Value]

SCALARS = (
    "goal",
    "text",
    "timeframe",
    "next_step",
    "next_step_date",
    "progress",
    "progress_date",
    "clarification",
    "lead",
    "superseded_by",
)
MARKS = ("hat", "target_groups", "locations")
LISTING_TEXTS = ("action_field", "concept", "page", "remark")
LISTING_CELLS = ("extra", "lost")


class State(NamedTuple):
    """Status and the reason for it: one value, because a reason belongs to its status only."""

    value: str = Status.NOT_RECORDED.value
    reason: str = ""


NOT_RECORDED = State()


class Involvement(NamedTuple):
    """How a unit takes part, and what the table's cell says of it (`x`, or a text)."""

    role: str
    mark: str = "x"


@dataclass(frozen=True, slots=True)
class ListingRecord:
    """One Katalogzeile. `extra`: cells of columns we have no field for, by heading. `lost`: cells that
    said something else than the main listing's, by column key (domain.md §2 rule 2)."""

    label: str = ""
    action_field: str = ""
    concept: str = ""
    page: str = ""
    remark: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeasureRecord:
    """All the catalogue says about measure `number`. Dates are ISO texts; absent is the empty text."""

    number: int
    goal: str = ""
    text: str = ""
    timeframe: str = ""
    next_step: str = ""
    next_step_date: str = ""
    progress: str = ""
    progress_date: str = ""
    clarification: str = ""
    lead: str = ""
    superseded_by: str = ""  # the number of the measure that takes this one's place
    status: State = NOT_RECORDED
    main: int | None = None  # the main listing's sub-number; None only where there is no listing
    hat: Mapping[str, str] = field(default_factory=dict)
    target_groups: Mapping[str, str] = field(default_factory=dict)
    locations: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, Involvement] = field(default_factory=dict)
    listings: Mapping[int, ListingRecord] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict, compare=False)

    def label(self, kind: str, key: str) -> str:
        """Return the short name that `key` of `kind` ("units", "action_fields" …) had then."""
        return self.labels.get(kind, {}).get(key, (key, key))[0]

    def title(self, kind: str, key: str) -> str:
        """Return the long name that `key` of `kind` had then."""
        return self.labels.get(kind, {}).get(key, (key, key))[1]

    def to_json(self) -> dict[str, Any]:
        """Return the record as JSON takes it; what is empty is left out."""
        data = {name: value for name in (*SCALARS, *MARKS) if (value := getattr(self, name))}
        if self.status != NOT_RECORDED:
            data["status"] = list(self.status)
        if self.main is not None:
            data["main"] = self.main
        if self.units:
            data["units"] = {key: list(involvement) for key, involvement in self.units.items()}
        if self.listings:
            data["listings"] = {str(sub): _listing_to_json(one) for sub, one in self.listings.items()}
        if self.labels:
            data["labels"] = self.labels
        return data

    @classmethod
    def from_json(cls, number: int, data: Mapping[str, Any]) -> MeasureRecord:
        """Return the record that `to_json` gave."""
        fields = dict(data)
        if "status" in fields:
            fields["status"] = State(*fields["status"])
        if "units" in fields:
            fields["units"] = {key: Involvement(*value) for key, value in fields["units"].items()}
        if "listings" in fields:
            # jsonb orders keys by length and bytes: put the numbers back into their order
            listings = sorted((int(sub), ListingRecord(**one)) for sub, one in fields["listings"].items())
            fields["listings"] = dict(listings)
        return cls(number, **fields)


def _listing_to_json(listing: ListingRecord) -> dict[str, Any]:
    names = ("label", *LISTING_TEXTS, *LISTING_CELLS)
    return {name: value for name in names if (value := getattr(listing, name))}


# --- Leaves ---------------------------------------------------------------------------------


def leaves(record: MeasureRecord) -> Leaves:
    """Return the record's filled values by path. A listing has at least its label, empty or not."""
    flat: Leaves = {(name,): value for name in SCALARS if (value := getattr(record, name))}
    if record.status != NOT_RECORDED:
        flat["status",] = record.status
    if record.main is not None:
        flat["main",] = record.main
    for name in (*MARKS, "units"):
        for key, value in getattr(record, name).items():
            flat[name, key] = value
    for sub, listing in record.listings.items():
        flat["listings", sub, "label"] = listing.label
        for name in LISTING_TEXTS:
            if value := getattr(listing, name):
                flat["listings", sub, name] = value
        for name in LISTING_CELLS:
            for heading, value in getattr(listing, name).items():
                flat["listings", sub, name, heading] = value
    return flat


def from_leaves(number: int, flat: Mapping[Path, Value], labels: Mapping | None = None) -> MeasureRecord:
    """Return the record made of these leaves; a main listing that is not there becomes the lowest one."""
    fields: dict[str, Any] = {}
    listings: dict[int, dict[str, Any]] = {}
    for path, value in flat.items():
        if len(path) == 1:
            fields[path[0]] = value
        elif path[0] != "listings":
            fields.setdefault(path[0], {})[path[1]] = value
        elif len(path) == 3:
            listings.setdefault(path[1], {})[path[2]] = value
        else:
            listings.setdefault(path[1], {}).setdefault(path[2], {})[path[3]] = value
    fields["listings"] = {sub: ListingRecord(**listings[sub]) for sub in sorted(listings)}
    if fields.get("main") not in listings:
        fields["main"] = min(listings, default=None)
    return MeasureRecord(number, **fields, labels=labels or {})


# --- Overlay and changes ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One field's change. `before` and `after` are None where the field is empty."""

    path: Path
    before: Value
    after: Value


def overlay(current: MeasureRecord, edits: Edits) -> MeasureRecord:
    """Return `current` with `edits` laid over it.

    An edit of None, of the empty text or of an empty `State` removes the leaf. Removing a listing's label,
    `("listings", 2, "label"): None`, removes the listing.
    """
    flat = leaves(current)
    for path, value in edits.items():
        is_label = len(path) == 3 and path[2] == "label"
        if value is None or (value == "" and not is_label) or value == NOT_RECORDED:
            flat.pop(path, None)
        else:
            flat[path] = value
    gone = {path[1] for path, value in edits.items() if value is None and path[2:] == ("label",)}
    if gone:
        flat = {path: value for path, value in flat.items() if path[0] != "listings" or path[1] not in gone}
    return from_leaves(current.number, flat, current.labels)


def changes(before: MeasureRecord, after: MeasureRecord) -> list[Change]:
    """Return what differs between two records of a measure, field by field, in the record's order."""
    old, new = leaves(before), leaves(after)
    paths = [*old, *(path for path in new if path not in old)]
    return [Change(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)]


def edits_between(before: MeasureRecord, after: MeasureRecord) -> dict[Path, Value]:
    """Return the edits that turn `before` into `after`."""
    return {change.path: change.after for change in changes(before, after)}


def edits_to_json(edits: Edits) -> list[list[Any]]:
    """Return edits as JSON takes them: a list of [path, value]."""
    return [[list(path), value] for path, value in edits.items()]


def edits_from_json(data: Iterable[Sequence[Any]]) -> dict[Path, Value]:
    """Return the edits that `edits_to_json` gave."""
    kinds = {"status": State, "units": Involvement}
    return {
        tuple(path): kinds[path[0]](*value) if path[0] in kinds and value is not None else value
        for path, value in data
    }


def relabelled(record: MeasureRecord, labels: Mapping[str, Mapping[str, tuple[str, str]]]) -> MeasureRecord:
    """Return the record with the labels of another day."""
    return dataclasses.replace(record, labels=labels)


def references(record: MeasureRecord) -> Iterable[tuple[str, str]]:
    """Yield every (kind, key) the record points to, repeats included."""
    if record.lead:
        yield "units", record.lead
    for kind in ("units", "target_groups", "locations"):
        for key in getattr(record, kind):
            yield kind, key
    for listing in record.listings.values():
        if listing.action_field:
            yield "action_fields", listing.action_field
        if listing.concept:
            yield "concepts", listing.concept
