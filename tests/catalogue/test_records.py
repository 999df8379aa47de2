"""The record's laws, which everything else relies on."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.merging import merge
from catalogue.records import (
    MeasureRecord,
    changes,
    edits_between,
    from_leaves,
    leaves,
    overlay,
)
from tests.catalogue.strategies import records

Triple = tuple[MeasureRecord, MeasureRecord, MeasureRecord]
triples = st.tuples(records(), records(), records())


@given(records())
def test_record_survives_leaves_and_json(record: MeasureRecord) -> None:
    assert from_leaves(record.number, leaves(record)) == record
    assert MeasureRecord.from_json(record.number, json.loads(json.dumps(record.to_json()))) == record


@given(records(), records())
def test_edits_between_two_records_turn_one_into_the_other(
    before: MeasureRecord, after: MeasureRecord
) -> None:
    assert overlay(before, edits_between(before, after)) == after
    assert changes(before, before) == []


@given(records(), records())
def test_merge_of_one_side_is_that_side(base: MeasureRecord, side: MeasureRecord) -> None:
    for merged in (merge(base, side, base), merge(base, base, side), merge(base, side, side)):
        assert merged.record == side
        assert merged.conflicts == ()


@given(triples)
def test_merge_is_symmetric_up_to_sides(triple: Triple) -> None:
    base, ours, theirs = triple
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert one.record == other.record
    swapped = {(c.path, c.base, c.theirs, c.ours) for c in other.conflicts}
    assert {(c.path, c.base, c.ours, c.theirs) for c in one.conflicts} == swapped


@settings(max_examples=200)
@given(triples)
def test_merge_loses_no_value_of_either_side(triple: Triple) -> None:
    base, ours, theirs = triple
    merged = merge(base, ours, theirs)
    was, result = leaves(base), leaves(merged.record)
    for side in (leaves(ours), leaves(theirs)):
        for path, value in side.items():
            kept = result.get(path) == value
            disputed = any(path[: len(c.path)] == c.path for c in merged.conflicts)
            unchanged_here = was.get(path) == value  # then the other side's change counts
            assert kept or disputed or unchanged_here


@given(triples)
def test_merge_reports_every_removal_that_meets_an_edit(triple: Triple) -> None:
    base, ours, theirs = triple
    merged = merge(base, ours, theirs)
    result = leaves(merged.record)
    for path, value in leaves(base).items():
        removed = path not in leaves(ours)
        edited = leaves(theirs).get(path, value) != value
        if removed and edited and path != ("main",):
            assert path in result or any(path[: len(c.path)] == c.path for c in merged.conflicts)


def test_merge_keeps_two_people_apart_in_one_listing() -> None:
    base = overlay(MeasureRecord(1), {("listings", 1, "label"): "Bildung", ("listings", 1, "remark"): "alt"})
    ours = overlay(base, {("listings", 1, "page"): "9"})
    theirs = overlay(base, {("listings", 1, "remark"): "neu"})
    merged = merge(base, ours, theirs)
    assert merged.conflicts == ()
    assert (merged.record.listings[1].page, merged.record.listings[1].remark) == ("9", "neu")


def test_merge_shows_a_removed_listing_that_the_other_side_edited() -> None:
    base = overlay(MeasureRecord(1), {("listings", 1, "label"): "Bildung", ("listings", 2, "label"): "IKO"})
    merged = merge(
        base, overlay(base, {("listings", 2, "label"): None}), overlay(base, {("listings", 2, "page"): "3"})
    )
    assert [conflict.path for conflict in merged.conflicts] == [("listings", 2)]
    assert merged.record == base


def test_renaming_a_unit_changes_no_measure() -> None:
    data = {"lead": "FB-51", "labels": {"units": {"FB-51": ["FB 51", "FB 51 Jugend"]}}}
    renamed = {"lead": "FB-51", "labels": {"units": {"FB-51": ["FB 51", "FB 51 Kinder"]}}}
    before, after = MeasureRecord.from_json(1, data), MeasureRecord.from_json(1, renamed)
    assert before == after
    assert (before.title("units", "FB-51"), after.title("units", "FB-51")) == ("FB 51 Jugend", "FB 51 Kinder")
