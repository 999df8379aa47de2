"""How changes read."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from catalogue.changes import MeasureChange, Part, ShownChange, difference, shown
from catalogue.records import Involvement, MeasureRecord, Path, State, Value, changes, leaves, overlay
from tests.catalogue.strategies import records, texts

LABELS = {
    "units": {"51.3": ("51.3", "51.3 Kindertagesstätten"), "FB-51": ("FB 51", "FB 51 Jugend")},
    "target_groups": {"kinder": ("Kinder", "Kinder")},
    "action_fields": {"schule": ("Schule", "Bildung - Schule")},
}
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # with a busy machine
EMPTY = MeasureRecord(29, labels=LABELS)


def edited(edits: dict[Path, Value], before: MeasureRecord = EMPTY) -> ShownChange:
    """Return the one change that the edits make."""
    (change,) = shown(before, overlay(before, edits))
    return change


def side(parts: list[Part], left_out: str) -> str:
    return "".join(part.text for part in parts if part.kind != left_out)


@pytest.mark.parametrize(
    ("path", "value", "label", "text"),
    [
        (("goal",), "Ein Ziel", "Ziel", "Ein Ziel"),
        (("status",), State("geplant"), "Umsetzungsstand", "geplant"),
        (("status",), State("entfallen", "zu teuer"), "Umsetzungsstand", "entfallen: zu teuer"),
        (("progress_date",), "2017-04-24", "Sachstand vom", "24.04.2017"),
        (("next_step_date",), "Herbst", "Nächster Schritt bis", "Herbst"),
        (("lead",), "FB-51", "Federführung", "FB 51 Jugend"),
        (("hat", "stadt"), "x", "Hut Stadt", "x"),
        (("target_groups", "kinder"), "(x)", "Zielgruppe Kinder", "(x)"),
        (("units", "51.3"), Involvement("beteiligt"), "Zuständigkeit 51.3", "beteiligt"),
        (("units", "FB-51"), Involvement("beteiligt", "51.4"), "Zuständigkeit FB 51", "beteiligt („51.4“)"),
    ],
)
def test_change_reads_like_the_catalogue(path: Path, value: Value, label: str, text: str) -> None:
    change = edited({path: value})
    before = "nicht erfasst" if path == ("status",) else ""
    assert (change.label, change.before, change.after) == (label, before, text)


@pytest.mark.parametrize(
    ("path", "value", "label", "text"),
    [
        (("remark",), "Siehe 7,0", "Katalogzeile 29,2 · Bemerkung", "Siehe 7,0"),
        (("action_field",), "schule", "Katalogzeile 29,2 · Handlungsfeld", "Bildung - Schule"),
        (("extra", "Kosten"), "5 €", "Katalogzeile 29,2 · Weitere Spalte „Kosten“", "5 €"),
        (("lost", "planned"), "x", "Katalogzeile 29,2 · Abweichende Angabe „geplant“", "x"),
        (("lost", "unit:FB-51"), "x", "Katalogzeile 29,2 · Abweichende Angabe „Zuständigkeit FB-51“", "x"),
        (("lost", "hat:stadt"), "x", "Katalogzeile 29,2 · Abweichende Angabe „Hut Stadt“", "x"),
    ],
)
def test_change_of_a_listing_names_the_listing(path: Path, value: Value, label: str, text: str) -> None:
    before = overlay(EMPTY, {("listings", 2, "label"): "Schule"})
    change = edited({("listings", 2, *path): value}, before)
    assert (change.label, change.before, change.after) == (label, "", text)


def test_new_listing_without_words_is_seen() -> None:
    before = overlay(EMPTY, {("listings", 1, "label"): "Schule"})
    change = edited({("listings", 2, "label"): ""}, before)
    assert (change.label, change.after) == (
        "Katalogzeile 29,2 · Handlungsfeld im Wortlaut",
        "ohne Wortlaut",
    )


def test_main_listing_reads_as_number() -> None:
    before = overlay(EMPTY, {("listings", 1, "label"): "A", ("listings", 2, "label"): "B"})
    change = edited({("main",): 2}, before)
    assert (change.label, change.before, change.after) == ("Hauptzeile", "29,1", "29,2")


def test_two_units_of_one_name_are_told_apart() -> None:
    same = {"units": {"a": ("Amt", "Amt"), "b": ("Amt", "Amt")}}
    one, other = MeasureRecord(1, lead="a", labels=same), MeasureRecord(1, lead="b", labels=same)
    ((_, before, after, _),) = shown(one, other)
    assert (before, after) == ("Amt [a]", "Amt [b]")


def test_names_are_those_of_the_day() -> None:
    renamed = MeasureRecord(1, labels={"units": {"FB-51": ("FB 51", "FB 51 Familie")}})
    ((_, before, after, _),) = shown(MeasureRecord(1, lead="FB-51", labels=LABELS), renamed)
    assert (before, after) == ("FB 51 Jugend", "")


def test_changes_stand_in_the_order_of_the_fields() -> None:
    after = overlay(
        EMPTY,
        {("units", "51.3"): Involvement("beteiligt"), ("listings", 2, "remark"): "b", ("text",): "T"}
        | {("listings", 2, "label"): "B", ("listings", 1, "label"): "A", ("goal",): "Z"},
    )
    assert [change.label for change in shown(None, after)] == [
        "Ziel",
        "Maßnahme",
        "Hauptzeile",
        "Zuständigkeit 51.3",
        "Katalogzeile 29,1 · Handlungsfeld im Wortlaut",
        "Katalogzeile 29,2 · Handlungsfeld im Wortlaut",
        "Katalogzeile 29,2 · Bemerkung",
    ]


def test_measure_change_says_what_happened() -> None:
    record = MeasureRecord(1, goal="Ziel")
    assert MeasureChange(1, None, record).kind == "neu"
    assert MeasureChange(1, record, MeasureRecord(1)).kind == "geändert"
    withdrawn = MeasureChange(1, record, None)
    assert (withdrawn.kind, withdrawn.title, len(withdrawn.shown)) == ("zurückgenommen", "Ziel", 1)


@PATIENT
@given(records(), records())
def test_shown_loses_nothing_of_either_side(before: MeasureRecord, after: MeasureRecord) -> None:
    found = shown(before, after)
    assert len(found) == len(changes(before, after))
    for change in found:
        assert change.before != change.after
        assert side(change.parts, "ins") == change.before
        assert side(change.parts, "del") == change.after
    said = "\n".join(change.after for change in shown(None, after))
    for path, value in leaves(after).items():
        if path[-1] in ("goal", "text", "remark") or path[0] in ("hat", "locations") or "extra" in path:
            assert value in said


@PATIENT
@given(texts(200), texts(200))
def test_difference_puts_both_texts_together_again(before: str, after: str) -> None:
    parts = difference(before, after)
    assert side(parts, "ins") == before
    assert side(parts, "del") == after
    assert all(part.text for part in parts)


def test_difference_is_word_by_word() -> None:
    assert difference("Die Kita berät Eltern am Montag.", "Die Kita berät alle Eltern am Dienstag.") == [
        ("same", "Die Kita berät "),
        ("ins", "alle "),
        ("same", "Eltern am "),
        ("del", "Montag"),
        ("ins", "Dienstag"),
        ("same", "."),
    ]


def test_difference_of_other_texts_shows_them_whole() -> None:
    assert difference("läuft seit Mai", "abgeschlossen und bewährt") == [
        ("del", "läuft seit Mai"),
        ("ins", "abgeschlossen und bewährt"),
    ]


def test_difference_joins_changes_that_only_a_space_divides() -> None:
    old, new = "Wir laden alle Eltern gern ein", "Wir bitten viele Eltern gern herein"
    assert difference(old, new)[1:3] == [("del", "laden alle"), ("ins", "bitten viele")]


def test_difference_of_very_long_texts_comes_at_once() -> None:
    old = " ".join(f"Wort{number}" for number in range(5_000))
    parts = difference(old, f"{old} mehr".replace("Wort2500 ", "anders "))
    assert parts[0].kind == "same"
    assert side(parts, "ins") == old
