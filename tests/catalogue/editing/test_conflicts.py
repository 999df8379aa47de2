from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.editing.conflicts import resolve, settle, shown_conflicts
from catalogue.merging import merge
from catalogue.records import (
    Edits,
    Involvement,
    ListingRecord,
    MeasureRecord,
    Path,
    State,
    changes,
    leaves,
    overlay,
)
from tests.catalogue.strategies import records

BASE = MeasureRecord(
    29,
    goal="Wege zum Spielplatz",
    main=1,
    units={"FB-51": Involvement("beteiligt")},
    listings={1: ListingRecord("Schule", remark="alt"), 2: ListingRecord("IKO")},
)


def sides(ours: Edits, theirs: Edits) -> tuple[MeasureRecord, MeasureRecord]:
    return overlay(BASE, ours), overlay(BASE, theirs)


@pytest.mark.parametrize(
    ("path", "ours", "theirs"),
    [
        (("goal",), "Meins", "Ihres"),
        (("goal",), None, "Ihres"),
        (("status",), State("geplant"), State("umgesetzt")),
        (("units", "FB-51"), None, Involvement("kooperation")),
        (("listings", 1, "remark"), "meins", "ihres"),
    ],
)
def test_resolve_takes_the_chosen_side(path: Path, ours: object, theirs: object) -> None:
    mine, others = sides({path: ours}, {path: theirs})
    merged = merge(BASE, mine, others)
    assert resolve(merged, {path}) == mine
    assert resolve(merged, set()) == others
    assert dict(settle(merged, others, set())) == {}


def test_resolve_keeps_what_does_not_collide() -> None:
    mine, others = sides({("goal",): "Meins", ("text",): "T"}, {("goal",): "Ihres", ("timeframe",): "2018"})
    result = resolve(merge(BASE, mine, others), {("goal",)})
    assert (result.goal, result.text, result.timeframe) == ("Meins", "T", "2018")


def test_resolve_takes_a_listing_as_a_whole() -> None:
    mine, others = sides({("listings", 1, "remark"): "neu"}, {("listings", 1, "label"): None})
    merged = merge(BASE, mine, others)
    assert resolve(merged, {("listings", 1), ("main",)}).listings == mine.listings
    assert resolve(merged, set()).listings == others.listings


def test_shown_conflict_tells_both_sides_in_words() -> None:
    mine, others = sides(
        {("goal",): "Wege zum Park", ("listings", 1, "remark"): "neu"},
        {("goal",): "Straßen zum Spielplatz", ("listings", 1, "label"): None},
    )
    goal, listing, *_ = shown_conflicts(BASE, merge(BASE, mine, others))
    assert (goal.label, goal.before) == ("Ziel", "Wege zum Spielplatz")
    assert (goal.ours[0].after, goal.theirs[0].after) == ("Wege zum Park", "Straßen zum Spielplatz")
    assert listing.label == "Katalogzeile 29,1"
    assert [change.label for change in listing.ours] == ["Katalogzeile 29,1 · Bemerkung"]


@given(base=records(), ours=records(), theirs=records(), data=st.data())
def test_resolve_leaves_no_path_to_a_third_value(
    base: MeasureRecord, ours: MeasureRecord, theirs: MeasureRecord, data: st.DataObject
) -> None:
    merged = merge(base, ours, theirs)
    chosen = {one.path for one in merged.conflicts if data.draw(st.booleans())}
    result = resolve(merged, chosen)
    assert overlay(theirs, settle(merged, theirs, chosen)) == result
    for change in changes(base, result):
        known = [leaves(one).get(change.path) for one in (ours, theirs)]
        assert change.after in known or change.path == ("main",)
    assert len(shown_conflicts(base, merged)) == len(merged.conflicts)
