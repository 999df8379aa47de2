from __future__ import annotations

import pytest
from hypothesis import given

from catalogue.models import Unit
from catalogue.records import Involvement
from catalogue.reference.references import References
from catalogue.spreadsheet.cells import Interpreter, parse_day, parse_remark, render_remark
from catalogue.spreadsheet.decisions import Decisions, Questions
from catalogue.vocabulary import Role
from tests.catalogue.strategies import texts

INVOLVED, PARTNER = Role.INVOLVED.value, Role.PARTNER.value


@pytest.fixture
def interpreter(reference_data: None) -> Interpreter:
    return Interpreter.for_table(References.load(), [], Questions(Decisions()))


# --- Remarks and days


@pytest.mark.parametrize(
    ("text", "where", "remark"),
    [
        ("S.09, Kooperation anstreben", "09", "Kooperation anstreben"),
        ("S. 15 Maßnahme", "15", "Maßnahme"),
        ("S.15", "15", ""),
        ("S.15-17, lang", "15-17", "lang"),
        ("S. 15 – 17: lang", "15 – 17", "lang"),
        ("S.15 und 17, zwei", "15 und 17", "zwei"),
        ("S.15/17", "15/17", ""),
        ("S.15f., folgende", "15f.", "folgende"),
        ("S. 15 ff. folgende", "15 ff.", "folgende"),
        ("S.12 und Kinder", "12", "und Kinder"),
        ("S.15 - Kooperation", "15", "- Kooperation"),
        ("S.15 für alle", "15", "für alle"),
        ("S.15a", "", "S.15a"),
        ("siehe S.15", "", "siehe S.15"),
        ("S.,", "", "S.,"),
        ("", "", ""),
    ],
)
def test_parse_remark_splits_off_the_page(text: str, where: str, remark: str) -> None:
    assert parse_remark(text) == (where, remark)


@given(texts())
def test_parse_remark_reads_its_own_rendering(text: str) -> None:
    page, remark = parse_remark(f"S.15, {text}")
    assert parse_remark(render_remark(page, remark)) == (page, remark)


def test_parse_remark_leaves_together_what_would_outgrow_a_cell() -> None:
    text = "S.9 " + "a" * 32_763
    assert parse_remark(text) == ("", text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24.04.2017", "2017-04-24"),
        ("4.7.2017", "2017-07-04"),
        ("2017-04-24", "2017-04-24"),
        ("31.02.2017", None),
        ("24.04.17", None),
        ("Mitte 2017", None),
    ],
)
def test_parse_day_takes_whole_days_only(text: str, day: str | None) -> None:
    assert parse_day(text) == day


# --- Marks


@pytest.mark.parametrize("text", ["-", "–", "nein", "0", "FALSCH"])
def test_interpreter_makes_no_mark_of_a_no(interpreter: Interpreter, text: str) -> None:
    reading = interpreter.read("unit:FB-51", text)
    assert (reading.leaves, reading.rest) == ({}, text)


@pytest.mark.parametrize("text", ["Herr Muster", "51.3, Frau Beispiel", "Hr. Muster (Leitung)"])
@pytest.mark.parametrize("key", ["unit:FB-51", "city_units", "partners", "unit:ehrenamtliche", "hat:stadt"])
def test_interpreter_makes_no_unit_of_a_person(interpreter: Interpreter, key: str, text: str) -> None:
    reading = interpreter.read(key, text)
    assert (reading.leaves, reading.rest) == ({}, text)
    assert "Personenname" in reading.remark
    assert interpreter.refs.new == []


def test_interpreter_finds_partners_whose_name_begins_like_a_person(interpreter: Interpreter) -> None:
    reading = interpreter.read("partners", "Frauenhaus")
    assert reading.leaves == {("units", "frauenhaus"): Involvement(PARTNER)}


def test_interpreter_puts_an_unknown_code_below_the_columns_unit(interpreter: Interpreter) -> None:
    reading = interpreter.read("unit:FB-51", "51.3, 51.9")
    assert reading.leaves == dict.fromkeys([("units", "51.3"), ("units", "51.9")], Involvement(INVOLVED))
    assert [(unit.code, unit.parent.slug, unit.kind) for unit in interpreter.refs.new] == [
        ("51.9", "FB-51", Unit.Kind.OFFICE)
    ]
    assert "Neue Stelle „51.9“" in interpreter.names.new[0]


@pytest.mark.parametrize(
    ("key", "text", "kind"),
    [
        ("city_units", "FB 99", Unit.Kind.DEPARTMENT),
        ("city_units", "Ref. 0815", Unit.Kind.REFERAT),
        ("city_units", "Abt. 99.1", Unit.Kind.DIVISION),
        ("city_units", "Pressestelle", Unit.Kind.OFFICE),
        ("partners", "Heimatverein", Unit.Kind.PARTNER),
    ],
)
def test_interpreter_takes_unknown_units_in(interpreter: Interpreter, key: str, text: str, kind: str) -> None:
    interpreter.read(key, text)
    (unit,) = interpreter.refs.new
    assert (str(unit), unit.kind) == (text, kind)
    assert interpreter.refs.find_unit(text.lower()) == unit.slug


@pytest.mark.parametrize("key", ["city_units", "partners"])
def test_interpreter_keeps_a_bare_mark_in_a_free_list_as_text(interpreter: Interpreter, key: str) -> None:
    reading = interpreter.read(key, "x")
    assert (reading.leaves, reading.rest) == ({}, "x")
    assert "welche Stelle" in reading.remark


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 151, id="long name"),
        pytest.param("Kooperation " * 200, id="prose"),
        pytest.param("10.02.2017", id="code turned date"),
        pytest.param("Verein (a; b", id="semicolon behind an open parenthesis"),
        pytest.param("???", id="no letters"),
    ],
)
def test_interpreter_makes_no_unit_of_what_is_no_name(interpreter: Interpreter, text: str) -> None:
    text = text.strip()
    reading = interpreter.read("partners", text)
    assert (reading.leaves, reading.rest) == ({}, text)
    assert reading.remark
    assert interpreter.refs.new == []


def test_interpreter_keeps_a_second_mark_of_one_unit(interpreter: Interpreter) -> None:
    reading = interpreter.read("partners", "vhs (Kurse), Jobcenter, vhs (Beratung)")
    assert reading.leaves == {
        ("units", "vhs"): Involvement(PARTNER, "Kurse; Beratung"),
        ("units", "jobcenter"): Involvement(PARTNER),
    }
