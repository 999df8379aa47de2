from __future__ import annotations

import pytest

from catalogue.reference.references import References
from catalogue.spreadsheet.marks import (
    clean_mark,
    is_plain,
    parse_list,
    parse_own,
    parse_tokens,
    render_list,
    render_own,
    render_tokens,
)

TOKENS = {"ag": "AG", "i": "I"}


@pytest.fixture
def refs(reference_data: None) -> References:
    return References.load()


@pytest.mark.parametrize("text", ["x", "X", "✓", "✔", "ja", "Ja", "WAHR"])
def test_is_plain_for_a_mere_mark(text: str) -> None:
    assert is_plain(text)
    assert clean_mark(text) == "x"


@pytest.mark.parametrize("text", ["(x)", "51.3", "nach Absprache", "nein"])
def test_is_plain_not_for_what_says_more(text: str) -> None:
    assert not is_plain(text)
    assert clean_mark(text) == text


def test_clean_mark_balances_parentheses() -> None:
    assert clean_mark("(ab 2017") == "[ab 2017"
    assert clean_mark("a) und (b") == "a] und [b"


# --- Target groups that share a column


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("AG", {"ag": "x"}),
        ("i", {"i": "x"}),
        ("AG/I", {"ag": "x", "i": "x"}),
        ("AG, I", {"ag": "x", "i": "x"}),
        ("I und AG", {"ag": "x", "i": "x"}),
        ("X", {"ag": "x", "i": "x"}),
        ("I (Kitas)", {"i": "Kitas"}),
        ("AG (Vereine; Schulen); I", {"ag": "Vereine; Schulen", "i": "x"}),
        ("Vereine", {"ag": "Vereine", "i": "Vereine"}),
    ],
)
def test_parse_tokens_reads_the_shared_column(text: str, marks: dict[str, str]) -> None:
    assert parse_tokens(text, TOKENS) == marks


@pytest.mark.parametrize(
    "marks",
    [
        {"ag": "x"},
        {"i": "x", "ag": "x"},
        {"ag": "Vereine"},
        {"ag": "Vereine", "i": "x"},
        {"ag": "I", "i": "a; b (c)"},
    ],
)
def test_render_tokens_is_read_back(marks: dict[str, str]) -> None:
    assert parse_tokens(render_tokens(marks, TOKENS), TOKENS) == marks


# --- A unit's own column


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("x", {"FB-51": "x"}),
        ("(x)", {"FB-51": "(x)"}),
        ("51.3", {"51.3": "x"}),
        ("51.3, 51.4", {"51.3": "x", "51.4": "x"}),
        ("51.3/51.4", {"51.3": "x", "51.4": "x"}),
        ("51.3\n51.4", {"51.3": "x", "51.4": "x"}),
        ("Abt. 51.3", {"51.3": "x"}),
        ("Jugendamt", {"FB-51": "x"}),
        ("51.3 (Kitas)", {"51.3": "Kitas"}),
        ("51.7", {"51.7": "x"}),
        ("x; 51.3", {"FB-51": "x", "51.3": "x"}),
        ("nach Absprache, ab 2017", {"FB-51": "nach Absprache, ab 2017"}),
        ("nach Absprache; 51.3", {"FB-51": "nach Absprache", "51.3": "x"}),
        ("x; nach Absprache", {"FB-51": "nach Absprache"}),
        ("51.3?", {"51.3": "?"}),
        ("?", {"FB-51": "?"}),
        ("FB 51 (Leitung); Elternarbeit", {"FB-51": "Leitung; Elternarbeit"}),
        ("51.3 (Kita); 51.3 (Hort)", {"51.3": "Kita; Hort"}),
        ("51.3; 51.3 (Hort)", {"51.3": "Hort"}),
    ],
)
def test_parse_own_loses_nothing_of_the_cell(refs: References, text: str, marks: dict[str, str]) -> None:
    assert parse_own(text, "FB-51", refs) == marks


@pytest.mark.parametrize(
    "marks",
    [
        {"FB-51": "x"},
        {"51.3": "x", "51.4": "x"},
        {"FB-51": "51.4", "51.3": "Kita; Hort"},
        {"FB-51": "a;b", "51.3": "x"},
        {"FB-51": "nach Absprache", "51.3": "x"},
    ],
)
def test_render_own_is_read_back(refs: References, marks: dict[str, str]) -> None:
    assert parse_own(render_own(marks, "FB-51", refs), "FB-51", refs) == marks


# --- Free lists


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("vhs", ["vhs"]),
        ("vhs, Jobcenter", ["vhs", "jobcenter"]),
        ("vhs;Jobcenter", ["vhs", "jobcenter"]),
        ("vhs/Jobcenter", ["vhs", "jobcenter"]),
        ("vhs\nJobcenter", ["vhs", "jobcenter"]),
        ("vhs; Caritas, DRK/AWO\nPolizei", ["vhs", "caritas", "drk", "awo", "polizei"]),
        ("Volkshochschule", ["vhs"]),
        ("Ausländerbehörde; vhs", ["", "vhs"]),
        ("DPWV", ["der-paritaetische"]),
        ("Ref. 0120; Ref 0200", ["Ref-0120", "Ref-0200"]),
        ("Jugend- und Drogenberatung", ["jugend-und-drogenberatung"]),
        ("Bürgerservice, Öffentliche Sicherheit", ["FB-32"]),
    ],
)
def test_parse_list_splits_and_finds_by_alias(refs: References, text: str, units: list[str]) -> None:
    assert [slug for slug, _, _ in parse_list(text, refs)] == units


def test_parse_list_keeps_what_stands_in_parentheses_as_mark(refs: References) -> None:
    assert parse_list("vhs (Kurse, Beratung), Jobcenter", refs) == [
        ("vhs", "vhs", "Kurse, Beratung"),
        ("jobcenter", "Jobcenter", "x"),
    ]
    assert parse_list("vhs ?; Heimatverein*", refs) == [("vhs", "vhs", "?"), ("", "Heimatverein", "*")]


@pytest.mark.parametrize("marks", [{"vhs": "x", "jobcenter": "a; b"}, {"FB-32": "x", "awo": "vhs"}])
def test_render_list_is_read_back(refs: References, marks: dict[str, str]) -> None:
    read = {slug: mark for slug, _, mark in parse_list(render_list(marks, refs), refs)}
    assert read == marks
