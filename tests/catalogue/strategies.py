"""Hypothesis strategies for records, as adversarial as people and workbooks are."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import strategies as st

from catalogue.records import Involvement, ListingRecord, MeasureRecord, State
from catalogue.spreadsheet.marks import clean_mark
from catalogue.vocabulary import DEMANDS_REASON, Role, Status
from integration.texts import clean_text
from tests.catalogue.workbooks import CITY_UNITS, GOAL, HEADINGS, NR, REMARK, TEXT, Shape

# Letters people type, plus what breaks naive code: separators, parentheses, formulas, emoji, combining marks.
ALPHABET = st.one_of(
    st.sampled_from("abcxyzÄöüßŞłń ,;/()\n=+-@'\"_<>&%.0123456789S😀‏\u0301\u0000\x1f"),
    st.characters(exclude_categories=["Cs"]),
)


def texts(max_size: int = 40) -> st.SearchStrategy[str]:
    """Texts as the catalogue stores them, possibly empty."""
    return st.text(ALPHABET, max_size=max_size).map(clean_text)


def filled(max_size: int = 40) -> st.SearchStrategy[str]:
    return texts(max_size).filter(bool)


def marks() -> st.SearchStrategy[str]:
    return st.one_of(
        st.just("x"), st.sampled_from(["(x)", "51.3", "nach Absprache", "a; b", "FB 51"]), filled(15)
    ).map(clean_mark)


def states() -> st.SearchStrategy[State]:
    return st.builds(
        lambda status, reason: State(status.value, reason or ("weil" if status in DEMANDS_REASON else "")),
        st.sampled_from(Status),
        texts(),
    )


def days() -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), st.dates(min_value=dt.date(1900, 1, 1)).map(lambda day: day.isoformat()))


def listings(action_fields: list[str], concepts: list[str]) -> st.SearchStrategy[ListingRecord]:
    return st.builds(
        ListingRecord,
        label=texts(),
        action_field=st.sampled_from(["", *action_fields]),
        concept=st.sampled_from(["", *concepts]),
        page=texts(8),
        remark=texts(),
        extra=st.dictionaries(st.sampled_from(["Kosten", "Anmerkung Kämmerei"]), filled(), max_size=2),
        lost=st.dictionaries(
            st.sampled_from(["goal", "planned", "partners", "unit:FB-51", "progress_date", "lead"]),
            filled(),
            max_size=2,
        ),
    )


def records(
    number: int = 1,
    *,
    units: dict[str, str] | None = None,
    action_fields: list[str] | None = None,
    concepts: list[str] | None = None,
    target_groups: list[str] | None = None,
    locations: list[str] | None = None,
) -> st.SearchStrategy[MeasureRecord]:
    """Whole records. `units` maps a unit's slug to its kind, which decides the roles it may have."""
    units = {"FB-51": "fachbereich", "51.3": "stelle"} if units is None else units
    rows = listings(action_fields or ["bildung"], concepts or ["fluechtlinge"])
    plain = ("goal", "text", "timeframe", "next_step", "progress", "clarification")
    record = st.builds(
        MeasureRecord,
        number=st.just(number),
        **{name: texts() for name in plain},
        **{name: days() for name in ("next_step_date", "progress_date")},
        lead=st.sampled_from(["", *sorted(units)]),
        superseded_by=st.one_of(st.just(""), st.integers(401, 999_999).map(str)),
        status=states(),
        hat=st.dictionaries(st.sampled_from(["stadt", "andere"]), marks()),
        target_groups=st.dictionaries(st.sampled_from(target_groups or ["umf", "kinder"]), marks()),
        locations=st.dictionaries(st.sampled_from(locations or ["sammelunterkunft"]), marks()),
        units=involvements(units),
        listings=st.dictionaries(st.integers(0, 12), rows, min_size=1, max_size=3),
    )
    return st.builds(_with_main, record, st.integers(0, 2))


def involvements(units: dict[str, str]) -> st.SearchStrategy[dict[str, Involvement]]:
    """Return who takes part how; a unit's kind decides the roles it may have."""
    chosen = st.dictionaries(st.sampled_from(sorted(units)), st.tuples(st.booleans(), marks()), max_size=4)
    return chosen.map(
        lambda drawn: {
            slug: Involvement(_role(units[slug], outside), mark) for slug, (outside, mark) in drawn.items()
        }
    )


def _role(kind: str, outside: bool) -> str:
    if kind == "ehrenamt":
        return Role.VOLUNTEER.value
    return Role.PARTNER.value if outside else Role.INVOLVED.value


def _with_main(record: MeasureRecord, choice: int) -> MeasureRecord:
    subs = sorted(record.listings)
    return dataclasses.replace(
        record, main=subs[choice % len(subs)], listings={sub: record.listings[sub] for sub in subs}
    )


# --- Tables in workbooks ----------------------------------------------------------------------

_ALWAYS = (NR, GOAL, TEXT, REMARK, CITY_UNITS)  # enough to be known for the catalogue


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Ways in which the same table stands in a workbook."""
    missing = draw(st.sets(st.sampled_from([one for one in HEADINGS if one not in _ALWAYS]), max_size=12))
    kept = [one for one in HEADINGS if one not in missing]
    added = draw(st.lists(st.sampled_from(["Kosten", "Anmerkung Kämmerei", "Anlage"]), unique=True))
    columns = draw(st.permutations([*kept, *added]))
    return Shape(
        columns=columns,
        depth=draw(st.integers(1, 4)),
        first_row=draw(st.integers(1, 40)),
        first_column=draw(st.integers(1, 12)),
        hidden_rows=draw(st.lists(st.integers(0, 2), max_size=2)),
        hidden_columns=draw(st.lists(st.integers(0, len(columns) - 1), max_size=2)),
        sheets_before=draw(st.lists(st.sampled_from(["Deckblatt", "Legende"]), unique=True)),
    )
