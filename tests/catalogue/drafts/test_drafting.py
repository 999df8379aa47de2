"""What an import remembers between upload and applying, and what it writes."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from catalogue.drafts import draft_actions, drafting
from catalogue.drafts.draft_preview import Preview, deselected
from catalogue.models import ActionField, Concept, ImportDraft, MeasureVersion, ReadingDecision, Unit
from catalogue.records import MeasureRecord
from catalogue.spreadsheet.decisions import (
    ACTION_FIELD,
    COLUMN,
    LEAVE_OUT,
    NEW,
    NUMBERS,
    STATUS,
    UNIT,
    Decisions,
)
from integration.accounts.models import User
from integration.history.models import ChangeSet, ReferenceChange
from tests.catalogue.workbooks import (
    GOAL,
    HEADINGS,
    LABEL,
    NR,
    PARTNERS,
    REMARK,
    TEXT,
    bring_in,
    bring_in_rows,
    record,
    saved,
    workbook,
)
from tests.factories import make_draft, make_measure, make_user

pytestmark = pytest.mark.usefixtures("reference_data")

State = ImportDraft.State
FIRST = [
    {NR: "29,1", LABEL: "IKO", GOAL: "Eltern kennen die Kita", TEXT: "Sprechstunde", REMARK: "S.15"},
    {NR: "7,0", LABEL: "Bildung", GOAL: "Raum für alle"},
]


@pytest.fixture
def person() -> User:
    return make_user()


def draft_of(*rows: dict[str, Any], **layout: Any) -> ImportDraft:
    """Return a draft whose workbook has these rows and has been read."""
    draft = make_draft(workbook(rows, **layout))
    drafting.read(draft)
    return draft


def leave_out(draft: ImportDraft, number: int, *paths: list[Any]) -> None:
    draft_actions.choose(draft, {number: list(paths)})


# --- Reading


def test_reading_keeps_what_applying_would_do() -> None:
    bring_in_rows(*FIRST)
    draft = draft_of(FIRST[0] | {GOAL: "Alle Eltern kennen die Kita", TEXT: None}, {NR: "8,0", GOAL: "Neu"})
    assert draft.state == State.READY
    assert list(draft.measures.values_list("number", "kind", "clears")) == [
        (8, "new", False),
        (29, "changed", True),
    ]
    assert draft.summary["measures"] == {"new": 1, "changed": 1, "absent": 1}
    assert draft.summary["cells"] == {"filled": 6, "imported": 6, "reported": 0}
    assert draft.summary["gaps"]["massnahme"] == 2
    assert MeasureVersion.objects.filter(number=8).count() == 0


def test_reading_says_what_each_column_was_taken_for() -> None:
    columns = [*HEADINGS, "Kosten (Euro)", "abweichend: geplant"]
    draft = draft_of(
        {NR: "7,0", GOAL: "Ziel", "Kosten (Euro)": 12, "abweichend: geplant": "?"}, columns=columns
    )
    shown = {column["column"]: column for column in Preview(draft).columns}
    assert (shown["A"]["heading"], shown["A"]["samples"]) == (NR, ["7,0"])
    assert (shown["C"]["meaning"], shown["C"]["own"]) == (["Ziel", GOAL], "")
    assert (shown["AC"]["heading"], shown["AC"]["own"]) == ("Kosten", "eigene Spalte")
    assert (shown["AC"]["samples"], shown["AD"]["own"]) == (["12"], "abweichende Angabe")


def test_column_that_is_left_out_is_told_among_the_others() -> None:
    draft = make_draft(
        workbook([{NR: "7,0", "Kosten (Frau Muster)": 12}], columns=[*HEADINGS, "Kosten (Frau Muster)"]),
        choices={"answers": {COLUMN: {"kosten": LEAVE_OUT}}},
    )
    drafting.read(draft)
    shown = Preview(draft).columns[-1]
    assert (shown["column"], shown["heading"], shown["own"]) == ("AC", "Kosten", "nicht übernommen")
    assert [(view.number, view.note) for view in Preview(draft).views if view.name == "lesart"] == [
        (28, "1 Frage offen, 1 nicht übernommen")
    ]


def test_refused_file_says_why_and_writes_nothing() -> None:
    draft = make_draft(b"Nr;Ziel\n7,0;Raum\n")
    drafting.read(draft)
    draft.refresh_from_db()
    assert draft.state == State.REFUSED
    assert "CSV" in draft.message
    assert not draft.measures.exists()


def test_reading_keeps_what_a_person_can_correct() -> None:
    draft = draft_of(
        *FIRST, {NR: "8,0", PARTNERS: "Heimatverein"}, title_rows=[["Stand 2019"]], more_sheets=["Alt"]
    )
    seen = draft.recognised
    assert (seen["sheet"], seen["header"]) == ("Maßnahmenkatalog", [2, 4])
    assert seen["sheets"] == [
        {"name": "Maßnahmenkatalog", "hidden": False},
        {"name": "Alt", "hidden": False},
    ]
    assert seen["top"][0] == [1, {"A": "Stand 2019"}]
    assert seen["top"][-1] == [7, {"A": "8,0", "X": "Heimatverein"}]
    (unit,) = [one for one in seen["questions"] if one["kind"] == UNIT]
    assert (unit["shown"], unit["answer"], unit["cells"], unit["count"]) == ("Heimatverein", NEW, ["X7"], 1)
    assert seen["other_catalogue"] is None


def test_workbook_without_a_table_keeps_what_can_be_chosen_from() -> None:
    columns = ["Kennung", "Vorhaben", "Amt"]
    source = workbook([{"Kennung": 7, "Vorhaben": "Raum für alle"}], columns=columns, more_sheets=["Alt"])
    draft = make_draft(source)
    drafting.read(draft)
    assert draft.state == State.REFUSED
    assert [one["name"] for one in draft.recognised["sheets"]] == ["Maßnahmenkatalog", "Alt"]
    assert draft.recognised["candidates"] == []
    assert draft.recognised["tops"] == {
        "Maßnahmenkatalog": [
            [3, {"A": "Kennung", "B": "Vorhaben", "C": "Amt"}],
            [4, {"A": "7", "B": "Raum für alle"}],
        ],
        "Alt": [[1, {"A": "Notiz"}]],
    }


def test_two_tables_are_candidates_until_one_is_chosen() -> None:
    book = load_workbook(io.BytesIO(workbook(FIRST)))
    book.copy_worksheet(book.active).title = "Fassung 2"
    draft = make_draft(saved(book))
    drafting.read(draft)
    assert [(one["sheet"], one["header"]) for one in draft.recognised["candidates"]] == [
        ("Maßnahmenkatalog", [1, 3]),
        ("Fassung 2", [1, 3]),
    ]
    draft.choices = {"sheet": "Fassung 2"}
    drafting.read(draft)
    assert (draft.state, draft.recognised["sheet"]) == (State.READY, "Fassung 2")


def test_choice_that_leads_nowhere_can_be_made_anew() -> None:
    draft = make_draft(workbook(FIRST), choices={"sheet": "Fehlt"})
    drafting.read(draft)
    assert (draft.state, [one["name"] for one in draft.recognised["sheets"]]) == (
        State.REFUSED,
        ["Maßnahmenkatalog"],
    )


def test_equal_findings_share_a_topic() -> None:
    draft = draft_of(*({NR: f"neu {number}", GOAL: f"Ziel {number}"} for number in (7, 8, 9)))
    (group,) = Preview(draft).groups
    assert (group.level, group.number, len(group.findings)) == ("error", 6, 6)
    assert group.title == "… ist keine Nummer in der Form 29,1. Nicht übernommen"
    assert group.findings[0][0] == "A4"


def test_preview_shows_the_first_findings_of_a_group_and_counts_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("catalogue.drafts.draft_preview.MESSAGES", 2)
    draft = draft_of(*({NR: f"neu {number}"} for number in range(5)))
    (group,) = Preview(draft).groups
    assert (len(group.findings), group.more) == (2, 3)


def test_gravest_findings_come_first() -> None:
    bring_in_rows(*FIRST)
    draft = draft_of({NR: "8,0", PARTNERS: "Heimatverein"}, {NR: "29a"})
    assert [group.level for group in Preview(draft).groups] == ["error", "warning", "info"]


# --- Writing


def test_writing_makes_one_change_set_in_the_persons_name(person: User) -> None:
    draft = draft_of(*FIRST)
    draft.by = person
    applied = drafting.write(draft)
    assert (draft.state, draft.change_set) == (State.APPLIED, applied.change_set)
    assert applied.change_set
    assert (applied.change_set.by, applied.change_set.way) == (person, ChangeSet.Way.IMPORT)
    assert applied.change_set.reason == "Import von Katalog.xlsx"
    assert record(29).goal == "Eltern kennen die Kita"


def test_draft_and_command_write_the_same() -> None:
    rows = [*FIRST, {NR: "30,1", LABEL: "Digitales", "FB 51": "51.9", PARTNERS: "Heimatverein; vhs"}]
    _, by_command = bring_in(workbook(rows), concept="fluechtlinge")
    expected = what_was_written(by_command.change_set)
    start_anew()
    draft = make_draft(workbook(rows), concept=Concept.objects.get(slug="fluechtlinge"))
    drafting.read(draft)
    assert what_was_written(drafting.write(draft).change_set) == expected


def test_draft_and_command_write_the_same_by_the_same_decisions() -> None:
    rows = [{NR: "7,0", LABEL: "Digitales", "geplant": "bald", PARTNERS: "Heimatverein; Schachclub"}]
    answers = {
        UNIT: {"heimatverein": "vhs"},
        STATUS: {"bald": "in-umsetzung"},
        ACTION_FIELD: {"digitales": "bildung"},
    }
    choices = {"numbers_from": 2_000, "answers": answers}
    _, by_command = bring_in(workbook(rows), decisions=Decisions.from_json(choices, {}))
    expected = what_was_written(by_command.change_set)
    assert list(expected[0][2_007].units) == ["vhs", "schachclub"]
    remembered = ReadingDecision.objects.remembered()
    assert remembered.keys() == {*answers, NUMBERS}
    start_anew()
    draft = make_draft(workbook(rows), choices=choices)
    drafting.read(draft)
    assert what_was_written(drafting.write(draft).change_set) == expected
    assert ReadingDecision.objects.remembered() == remembered


def what_was_written(change_set: ChangeSet | None) -> tuple[dict[int, MeasureRecord], set[tuple[str, str]]]:
    assert change_set
    versions = MeasureVersion.objects.filter(change_set=change_set).with_records()
    references = change_set.reference_changes.values_list("model", "key")
    return {version.number: version.record for version in versions}, set(references)


def start_anew() -> None:
    """Forget the catalogue and the entries that its import added."""
    added = set(ReferenceChange.objects.values_list("key", flat=True))
    MeasureVersion.objects.all().delete()
    ReadingDecision.objects.all().delete()
    ChangeSet.objects.all().delete()
    for model in (Unit, ActionField):
        model.objects.filter(slug__in=added).delete()


def test_nothing_new_writes_nothing() -> None:
    bring_in_rows(*FIRST)
    draft = draft_of(*FIRST)
    assert drafting.write(draft).change_set is None
    assert (draft.state, ChangeSet.objects.count()) == (State.APPLIED, 1)


def test_change_in_between_makes_the_preview_stale() -> None:
    draft = draft_of(*FIRST)
    assert not drafting.is_stale(draft)
    make_measure(29, goal="Von anderer Hand")
    assert drafting.is_stale(draft)
    with pytest.raises(drafting.Stale):
        drafting.write(draft)
    drafting.read(draft)
    drafting.write(draft)
    assert record(29).goal == "Eltern kennen die Kita"


def test_of_two_drafts_the_second_sees_the_new_difference() -> None:
    one, other = draft_of(*FIRST), draft_of(FIRST[0] | {GOAL: "Anders"}, FIRST[1])
    drafting.write(one)
    with pytest.raises(drafting.Stale):
        drafting.write(other)
    drafting.read(other)
    assert [measure.edits for measure in other.measures.all()] == [[[["goal"], "Anders"]]]


# --- Another catalogue

OTHERS = [{NR: f"{number},0", GOAL: f"Radweg {number}", TEXT: "Asphalt"} for number in (7, 8, 9)]


def test_other_catalogue_is_not_written_before_that_is_decided() -> None:
    bring_in_rows(*({NR: row[NR], GOAL: "Eltern kennen die Kita"} for row in OTHERS))
    draft = draft_of(*OTHERS)
    assert draft.recognised["other_catalogue"]["different"] == 3
    with pytest.raises(draft_actions.Undecided):
        drafting.write(draft)
    assert ChangeSet.objects.count() == 1
    draft.choices = {"numbers_from": draft.recognised["other_catalogue"]["proposed"]}
    drafting.read(draft)
    drafting.write(draft)
    assert (record(7).goal, record(1_007).goal) == ("Eltern kennen die Kita", "Radweg 7")


# --- Choosing


def test_deselected_change_is_not_made() -> None:
    bring_in_rows(*FIRST)
    draft = draft_of(FIRST[0] | {GOAL: "Anders", TEXT: None}, FIRST[1])
    leave_out(draft, 29, ["text"])
    drafting.write(draft)
    assert (record(29).goal, record(29).text) == ("Anders", "Sprechstunde")


def test_deselected_measure_is_not_made_nor_what_only_it_names() -> None:
    draft = draft_of(*FIRST, {NR: "30,1", LABEL: "Digitales - Geräte", PARTNERS: "Heimatverein"})
    (measure,) = draft.measures.filter(number=30)
    leave_out(draft, 30, *deselected(measure, set()))
    assert Preview(draft).intent[:2] == (2, 0)
    drafting.write(draft)
    assert not MeasureVersion.objects.filter(number=30).exists()
    assert not ReferenceChange.objects.exists()


def test_only_entries_that_are_taken_are_made() -> None:
    draft = draft_of({NR: "30,1", LABEL: "Digitales", "FB 51": "51.9", PARTNERS: "Heimatverein"})
    leave_out(draft, 30, ["units", "heimatverein"])
    drafting.write(draft)
    assert ActionField.objects.filter(name="Digitales").exists()
    assert Unit.objects.filter(code="51.9", parent__code="FB 51").exists()
    assert not Unit.objects.filter(slug="heimatverein").exists()


def test_choice_survives_reading_again() -> None:
    bring_in_rows(*FIRST)
    draft = draft_of(FIRST[0] | {GOAL: "Anders", TEXT: None})
    leave_out(draft, 29, ["text"])
    drafting.read(draft)
    assert draft.measures.get().deselected == [["text"]]


def test_intent_counts_without_what_was_deselected() -> None:
    bring_in_rows(*FIRST)
    draft = draft_of(FIRST[0] | {GOAL: "Anders", TEXT: None, REMARK: None}, {NR: "8,0", GOAL: "Neu"})
    assert Preview(draft).intent == (1, 1, 2, 0)
    leave_out(draft, 29, ["text"])
    assert Preview(draft).intent == (1, 1, 1, 1)


def test_card_offers_each_change_with_its_words() -> None:
    bring_in_rows(*FIRST)
    draft = draft_of(FIRST[0] | {GOAL: "Alle Eltern kennen die Kita", PARTNERS: "Heimatverein"})
    (card,) = Preview(draft).cards
    assert (card.change.number, card.change.kind, card.taken) == (29, "geändert", True)
    assert [choice.change.label for choice in card.choices] == ["Ziel", "Zuständigkeit Heimatverein"]
    assert [choice.value for choice in card.choices] == ['["goal"]', '["units", "heimatverein"]']


def test_measure_left_out_as_a_whole_offers_all_of_it_again() -> None:
    draft = draft_of(*FIRST)
    measure = draft.measures.get(number=29)
    leave_out(draft, 29, *deselected(measure, set()))
    card = next(card for card in Preview(draft).cards if card.change.number == 29)
    assert not card.taken
    assert all(choice.taken for choice in card.choices)
    assert deselected(measure, {choice.value for choice in card.choices}) == []


# --- One step each


@pytest.mark.parametrize("state", [State.READING, State.APPLYING, State.APPLIED, State.DISCARDED])
def test_step_that_comes_too_late_is_not_made(state: str, person: User) -> None:
    draft = draft_of(*FIRST)
    seen = ImportDraft.objects.get(pk=draft.pk)
    draft.tell(state=state)
    for step in (
        lambda: draft_actions.apply_draft(seen, by=person),
        lambda: draft_actions.discard(seen),
        lambda: draft_actions.read_again(seen),
        lambda: draft_actions.choose(seen, {29: []}),
    ):
        with pytest.raises(draft_actions.TooLate, match="inzwischen den Stand"):
            step()
    draft.refresh_from_db()
    assert (draft.state, draft.by) == (state, None)


def test_discarding_forgets_what_was_read_and_the_file(person: User) -> None:
    draft = draft_of(*FIRST, {NR: "29a"})
    draft_actions.discard(draft)
    assert draft.state == State.DISCARDED
    assert (draft.measures.count(), draft.findings.count(), draft.recognised) == (0, 0, {})
    with pytest.raises(type(draft.file).content.RelatedObjectDoesNotExist):
        draft.file.read()


@pytest.mark.parametrize(
    ("state", "after", "sentence"),
    [
        pytest.param(State.READING, State.REFUSED, "Das Lesen der Datei wurde abgebrochen", id="reading"),
        pytest.param(State.APPLYING, State.READY, "Der Katalog ist unverändert", id="applying"),
        pytest.param(State.APPLIED, State.APPLIED, "", id="done in the meantime"),
    ],
)
def test_broken_off_draft_has_a_way_out(state: str, after: str, sentence: str) -> None:
    draft = make_draft(state=state)
    draft_actions.break_off(draft)
    draft.refresh_from_db()
    assert draft.state == after
    assert sentence in draft.message
