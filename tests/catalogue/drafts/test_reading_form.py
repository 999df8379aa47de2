"""What a person sends about the reading of a workbook, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from catalogue.drafts.reading_form import PER_PAGE, ReadingForm
from catalogue.drafts.reading_options import COLUMN_ITSELF, meanings
from catalogue.drafts.reading_questions import name_of, otherwise_of
from catalogue.models import ImportDraft, ReadingDecision
from catalogue.reference.references import References
from catalogue.spreadsheet.columns import APPENDED, layout
from catalogue.spreadsheet.decisions import (
    ACTION_FIELD,
    COLUMN,
    COMMENTS,
    EMPTY_STATUS,
    HAT,
    HIDDEN_ROWS,
    LEAVE_OUT,
    LONE_MARK,
    NEW,
    OWN,
    STATUS,
    STRUCK,
    TEXT,
    UNIT,
    Decisions,
)
from tests.catalogue.import_drafts import question, recognised
from tests.factories import make_draft, make_measure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]

NUMBER = question(COLUMN, "nr", "number", "A3", shown="Nr")
GOAL = question(COLUMN, "ziel", "goal", "C3", shown="Ziel")
COSTS = question(COLUMN, "kosten", OWN, "D3", shown="Kosten")
CLUB = question(UNIT, "verein", NEW, "X4", shown="Verein")
ONE_OF_EACH = (
    NUMBER,
    GOAL,
    COSTS,
    CLUB,
    question(ACTION_FIELD, "neuland", NEW, "B4"),
    question(STATUS, "lauft", TEXT, "Q4"),
    question(EMPTY_STATUS, "abc", "nicht-erfasst", "Q5"),
    question(HAT, "abc", "lead", "O3"),
    question(LONE_MARK, "abc", "volunteers", "Z4"),
    question(COMMENTS, "", LEAVE_OUT, "B4"),
    question(STRUCK, "", "keep", "B4"),
    question(HIDDEN_ROWS, "", "keep", "A4"),
)


def draft_of(*questions: dict[str, Any], choices: dict[str, Any] | None = None, **table: Any) -> ImportDraft:
    return make_draft(state="ready", recognised=recognised(*questions, **table), choices=choices or {})


def sent(draft: ImportDraft, remembered: Any = None, /, **data: str) -> ReadingForm:
    return ReadingForm(draft, query(**data), remembered=remembered or {})


def query(**data: str) -> QueryDict:
    values = QueryDict(mutable=True)
    values.update(data)
    return values


def choices(draft: ImportDraft, remembered: Any = None, /, **data: str) -> dict[str, Any]:
    form = sent(draft, remembered, **data)
    assert form.is_valid(), form.errors
    return form.choices()


# --- What becomes a choice


def test_nothing_sent_decides_nothing() -> None:
    assert choices(draft_of(*ONE_OF_EACH)) == {}


def test_what_was_decided_stays_where_nothing_else_is_sent() -> None:
    decided = {
        "sheet": "Katalog",
        "header": [1, 3],
        "numbers_from": 1000,
        "answers": {UNIT: {"verein": TEXT}, STATUS: {"of another page": TEXT}},
    }
    club = CLUB | {"answer": TEXT}
    assert choices(draft_of(NUMBER, club, choices=decided)) == decided


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (COSTS, "progress"),
        (COSTS, LEAVE_OUT),
        (CLUB, "FB 51"),
        (CLUB, "Kinder, Jugend und Familie"),
        (ONE_OF_EACH[4], "schule"),
        (ONE_OF_EACH[5], "in-umsetzung"),
        (ONE_OF_EACH[6], "in-umsetzung"),
        (ONE_OF_EACH[7], OWN),
        (ONE_OF_EACH[8], "clarification"),
        (ONE_OF_EACH[9], "remark"),
        (ONE_OF_EACH[10], LEAVE_OUT),
        (ONE_OF_EACH[11], LEAVE_OUT),
    ],
)
def test_answer_becomes_a_choice_that_the_reading_takes(asked: dict[str, Any], answer: str) -> None:
    chosen = choices(draft_of(*ONE_OF_EACH), **{name_of(asked): answer})
    slug = "FB-51" if asked is CLUB else answer
    assert chosen == {"answers": {asked["kind"]: {asked["said"]: slug}}}
    assert Decisions.from_json(chosen, remembered={}).answers[asked["kind"]][asked["said"]] == slug


def test_unit_left_as_text() -> None:
    assert choices(draft_of(NUMBER, CLUB), **{otherwise_of(CLUB): TEXT}) == {
        "answers": {UNIT: {"verein": TEXT}}
    }


def test_answer_taken_back_is_no_choice_any_more() -> None:
    club = CLUB | {"answer": "FB-51"}
    draft = draft_of(NUMBER, club, choices={"answers": {UNIT: {"verein": "FB-51"}}})
    assert choices(draft, **{name_of(club): ""}) == {}


def test_remembered_answer_is_changed_by_a_choice_only() -> None:
    club = CLUB | {"answer": "FB-51", "remembered": True}
    remembered = {UNIT: {"verein": "FB-51"}}
    assert choices(draft_of(NUMBER, club), remembered) == {}
    back = choices(draft_of(NUMBER, club), remembered, **{name_of(club): "", otherwise_of(club): NEW})
    assert back == {"answers": {UNIT: {"verein": NEW}}}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"sheet": "Alt"}, {"sheet": "Alt"}),
        ({"sheet": "Alt", "first": "2", "last": "4"}, {"sheet": "Alt", "header": [2, 4]}),
        ({"first": "2", "last": ""}, {"header": [2, 2]}),
        ({"first": "", "last": ""}, {}),
        ({"sheet": "Katalog", "first": "1", "last": "3"}, {}),
    ],
)
def test_table_is_chosen_where_it_is_another(data: dict[str, str], expected: dict[str, Any]) -> None:
    assert choices(draft_of(NUMBER), **data) == expected


def test_header_that_was_chosen_can_be_searched_for_again() -> None:
    assert choices(draft_of(NUMBER, choices={"header": [1, 3]}), first="", last="") == {}


def test_table_is_chosen_where_none_was_clear() -> None:
    sheets = [{"name": "2019", "hidden": False}, {"name": "2020", "hidden": True}]
    draft = make_draft(state="refused", recognised={"sheets": sheets, "candidates": [], "tops": {}})
    assert choices(draft, sheet="2020", first="4", last="6") == {"sheet": "2020", "header": [4, 6]}


def test_only_table_in_sight_is_taken_with_its_columns() -> None:
    sheets = [{"name": name, "hidden": False} for name in ("Notiz", "Katalog")]
    seen = {"sheet": "Katalog", "header": [4, 6], "hidden": False, "headings": ["Ziel"]}
    number = question(COLUMN, "kennung", OWN, "A6")
    draft = make_draft(
        state="refused",
        recognised={
            "sheets": sheets,
            "candidates": [seen],
            "questions": [number],
            "tops": {"Katalog": [[6, {"A": "Kennung"}], [7, {"A": "7,0", "B": "Ziel"}], [9, {"A": "8,0"}]]},
        },
    )
    assert [one.samples for one in ReadingForm(draft, remembered={}).columns] == [["7,0", "8,0"]]
    assert choices(draft, **{name_of(number): "number"}) == {
        "sheet": "Katalog",
        "header": [4, 6],
        "answers": {COLUMN: {"kennung": "number"}},
    }


# --- Another catalogue

OTHER = {"compared": 5, "different": 5, "examples": [], "proposed": 1000}


def test_other_catalogue_gets_its_range() -> None:
    assert choices(draft_of(NUMBER, other_catalogue=OTHER), catalogue="apart") == {"numbers_from": 1000}


def test_same_catalogue_is_said() -> None:
    draft = draft_of(NUMBER, other_catalogue=OTHER)
    assert choices(draft, catalogue="same") == {"same_catalogue": True}
    decided = draft_of(NUMBER, choices={"same_catalogue": True})
    assert choices(decided, catalogue="apart", numbers_from="3000") == {"numbers_from": 3000}


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        ("500", "Die Nummer 507 ist vergeben"),
        ("", "zwingend erforderlich"),
        ("0", "größer oder gleich 1"),
        ("viele", "ganze Zahl"),
        ("999995", "Nummern gehen bis 999999"),
    ],
)
def test_range_must_be_free(start: str, sentence: str) -> None:
    make_measure(507)
    draft = draft_of(NUMBER, other_catalogue=OTHER)
    draft.measures.create(number=7, kind="new", clears=False, edits=[])
    form = sent(draft, catalogue="apart", numbers_from=start)
    assert sentence in str(form.errors["numbers_from"])


# --- What is answered at the field


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"sheet": "Neu"}, "sheet", "Neu"),
        ({"first": "3", "last": "2"}, "last", "1 bis 4 Zeilen"),
        ({"first": "3", "last": "9"}, "last", "1 bis 4 Zeilen"),
        ({"first": "", "last": "9"}, "first", "mit welcher Zeile"),
        ({"first": "0"}, "first", "größer oder gleich 1"),
        ({name_of(CLUB): "FB 99"}, name_of(CLUB), "Eine Stelle „FB 99“ gibt es nicht"),
        ({name_of(COSTS): "goal"}, name_of(COSTS), "So wird schon Spalte C gelesen"),
        ({name_of(COSTS): "quatsch"}, name_of(COSTS), "quatsch"),
        ({name_of(NUMBER): OWN}, "__all__", "Keine Spalte ist „Nr“"),
    ],
)
def test_wrong_entry_is_answered_at_its_field(data: dict[str, str], field: str, sentence: str) -> None:
    form = sent(draft_of(*ONE_OF_EACH), **data)
    assert set(form.errors) == {field}
    assert sentence in str(form.errors[field])


def test_wrong_entry_loses_nothing_of_the_rest() -> None:
    form = sent(draft_of(*ONE_OF_EACH), **{name_of(COSTS): "progress", name_of(CLUB): "FB 99", "first": "2"})
    assert not form.is_valid()
    html = form.as_p()
    for kept in ('value="progress" selected', 'value="FB 99"', 'value="2"', 'value="number" selected'):
        assert kept in html


def test_columns_are_not_checked_where_another_table_is_chosen() -> None:
    assert choices(draft_of(GOAL), sheet="Alt") == {"sheet": "Alt"}


# --- What is offered


def test_every_column_of_the_table_is_a_meaning_once(reference_data: None) -> None:
    refs = References.load()
    offered = [key for _, options in meanings(refs) for key, _ in options]
    columns = [column.key for column in (*layout(refs).columns, *APPENDED)]
    assert sorted(offered) == sorted([*columns, *(key for key, _ in COLUMN_ITSELF)])


def test_meaning_beside_the_table_is_offered_where_it_was_recognised() -> None:
    unit = question(COLUMN, "fb 61", "unit:FB-61", "D3")
    (field,) = [one.field for one in ReadingForm(draft_of(unit), remembered={}).columns]
    assert '<option value="unit:FB-61" selected>FB 61 ' in str(field)


def test_foreign_text_is_shown_as_text() -> None:
    evil = "<script>\"'"
    form = ReadingForm(draft_of(question(COLUMN, evil, OWN, "A3", answer=evil)), remembered={})
    assert evil not in form.as_p()


def test_column_that_is_not_read_shows_its_cells_all_the_same() -> None:
    left_out = question(COLUMN, "kosten", OWN, "C3", answer=LEAVE_OUT)
    draft = draft_of(NUMBER, left_out, columns=[{"column": "A", "samples": ["7,0"]}])
    assert [one.samples for one in ReadingForm(draft, remembered={}).columns] == [["7,0"], ["Raum für alle"]]


def test_marks_say_whose_answer_it_is() -> None:
    known = question(STATUS, "lauft", TEXT, "Q4", remembered=True)
    draft = draft_of(NUMBER, CLUB, known, choices={"answers": {UNIT: {"verein": TEXT}}})
    marks = {one.kind: one.mark for one in ReadingForm(draft, remembered={}).asked}
    assert marks == {COLUMN: "", UNIT: "festgelegt", STATUS: "gemerkt"}


def test_remembered_answer_tells_its_import(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    change = make_measure(1).change_set
    for said in ("verein", "lauft"):
        ReadingDecision.objects.create(kind=UNIT, said=said, shown=said, answer=TEXT, change_set=change)
    known = [question(UNIT, said, NEW, "X4", answer=TEXT, remembered=True) for said in ("verein", "lauft")]
    form = ReadingForm(draft_of(NUMBER, *known, CLUB | {"said": "neu"}), remembered={})
    with django_assert_num_queries(1):
        sources = [one.source for one in form.units]
    assert sources == [change, change, None]


def test_many_questions_come_in_pages_the_frequent_first() -> None:
    clubs = [question(UNIT, f"verein {n}", NEW, "X4", count=n) for n in range(1, PER_PAGE + 3)]
    draft = draft_of(NUMBER, *clubs)
    last = ReadingForm(draft, remembered={}, page="2")
    assert [one.question["count"] for one in last.units] == [2, 1]
    answered = ReadingForm(draft, query(**{otherwise_of(clubs[0]): TEXT}), remembered={}, page="2")
    assert answered.is_valid()
    assert answered.choices() == {"answers": {UNIT: {"verein 1": TEXT}}}
