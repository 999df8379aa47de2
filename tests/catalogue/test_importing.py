"""What an import makes of a workbook: nothing lost, nothing invented, nothing twice."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils.timezone import localdate

from catalogue.importing import carry_out, plan
from catalogue.models import ActionField, Clarification, Goal, Measure, MeasureVersion, Unit, VersionRecord
from catalogue.records import Involvement, MeasureRecord, State
from catalogue.upkeep.clarification_actions import answer
from catalogue.vocabulary import Role, Status
from integration.history.models import ChangeSet, ReferenceChange
from integration.spreadsheets.refusal import Refused
from tests.catalogue.workbooks import (
    GOAL,
    HEADINGS,
    LABEL,
    NR,
    PARTNERS,
    PATRONS,
    QUESTION,
    REMARK,
    TEXT,
    Cells,
    at,
    bring_in,
    bring_in_rows,
    differences,
    record,
    said,
    workbook,
)
from tests.outside import do_without

pytestmark = pytest.mark.usefixtures("reference_data")

ROOT = Path(__file__).resolve().parents[2]
WORKBOOKS = Path(os.environ.get("WORKBOOKS_DIR", ROOT.parent / "shared" / "data" / "workbooks"))
ORIGINAL = WORKBOOKS.parent / "massnahmenkatalog.xlsx"
MISSING = f"Die ursprüngliche Tabelle fehlt: {ORIGINAL} (Umgebungsvariable WORKBOOKS_DIR)."
STATUS, REASON = "Umsetzungsstand", "Begründung"
INVOLVED, PARTNER, VOLUNTEER = Role.INVOLVED.value, Role.PARTNER.value, Role.VOLUNTEER.value


@pytest.fixture
def original() -> bytes:
    if not ORIGINAL.exists():
        do_without(MISSING)
    return ORIGINAL.read_bytes()


# --- The six original rows


def test_original_rows_are_four_measures_and_six_listings(original: bytes) -> None:
    planned, applied = bring_in(original, concept="fluechtlinge")
    assert applied.new == [7, 29, 28, 30]
    assert (planned.measures["new"], planned.listings["new"]) == (4, 6)
    assert planned.cells == {"filled": 31, "imported": 31, "reported": 0}
    assert [list(record(number).listings) for number in (7, 28, 29, 30)] == [[0], [1, 2], [1, 2], [2]]


def test_original_rows_are_merged_into_their_measures(original: bytes) -> None:
    planned, _ = bring_in(original, concept="fluechtlinge")
    measure = record(29)
    assert measure.goal.startswith("Eltern haben Zugang")
    assert measure.main == 1
    assert measure.units == {"lernpaten-und-andere-ehrenamtliche": Involvement(VOLUNTEER)}
    assert "Steht bei Zeile 29,2 und gilt für die ganze Maßnahme 29." in said(planned, "Z5")
    stub = measure.listings[2]
    assert (stub.page, stub.remark) == ("15", "Maßnahme ist auch unter IKO gelistet")
    assert measure.status == State()
    measure = record(30)
    assert measure.hat == {"stadt": "x", "andere": "x"}
    assert measure.target_groups == {"i": "x", "strukturen": "x"}
    assert measure.units == {"51.3": Involvement(INVOLVED)}
    assert measure.lead == ""
    assert {listing.concept for listing in measure.listings.values()} == {"fluechtlinge"}


def test_original_rows_twice_are_once(original: bytes) -> None:
    bring_in(original, concept="fluechtlinge")
    planned, applied = bring_in(original, concept="fluechtlinge")
    assert applied.change_set is None
    assert differences(planned) == {}
    assert (planned.measures, planned.listings) == ({"unchanged": 4}, {"unchanged": 6, "absent": 0})
    assert (ChangeSet.objects.count(), MeasureVersion.objects.count()) == (1, 4)


def test_original_names_no_person_in_the_catalogue(original: bytes) -> None:
    bring_in(original)
    stored = " ".join(str(data) for data in VersionRecord.objects.values_list("data", flat=True))
    assert "Herr " not in stored
    assert not Unit.objects.filter(name__contains="Herr ").exists()


# --- Rows of one measure


def test_two_texts_of_one_field_are_both_kept_and_said() -> None:
    rows = [{NR: "29,1", GOAL: "eins", TEXT: "Text"}, {NR: "29,2", GOAL: "zwei", QUESTION: "Wer?"}]
    planned = bring_in_rows(*rows)
    measure = record(29)
    assert (measure.goal, measure.clarification) == ("eins", "Wer?")
    assert measure.listings[2].lost == {"goal": "zwei"}
    assert "sagt etwas anderes" in said(planned, "C5")
    assert planned.cells == {"filled": 6, "imported": 6, "reported": 0}
    assert differences(plan(workbook(rows))) == {}


def test_row_with_the_texts_is_the_main_listing() -> None:
    bring_in_rows({NR: "29,1", LABEL: "Bildung"}, {NR: "29,2", GOAL: "Ziel"})
    assert record(29).main == 2
    bring_in_rows({NR: "28,3"}, {NR: "28,2"})
    assert record(28).main == 2


def test_marks_that_contradict_each_other_are_all_kept() -> None:
    rows = [
        {NR: "29,1", GOAL: "Ziel", "FB 51": "51.3; 51.4"},
        {NR: "29,2", "FB 51": "51.3 (Kita); 51.4 (Treff)", PARTNERS: "vhs; +++"},
    ]
    planned = bring_in_rows(*rows)
    measure = record(29)
    assert measure.units["51.3"] == Involvement(INVOLVED)
    assert measure.units["vhs"] == Involvement(PARTNER)
    assert measure.listings[2].lost == {"unit:FB-51": "51.3 (Kita); 51.4 (Treff)", "partners": "+++"}
    assert "anders markiert" in said(planned, "T5")
    assert "Kein Name einer Stelle" in said(planned, "X5")
    assert differences(plan(workbook(rows))) == {}


# --- Units, fields and concepts that nobody knows


def test_unknown_entries_are_taken_in_said_and_noted_in_history() -> None:
    planned = bring_in_rows({NR: "7,0", LABEL: "Digitales", "FB 51": "51.9", PARTNERS: "Heimatverein"})
    assert said(planned, "B4") == "Neues Handlungsfeld „Digitales“. Bitte prüfen."
    assert said(planned, "T4") == "Neue Stelle „51.9“ (Stelle). Bitte prüfen."
    assert said(planned, "X4") == "Neue Stelle „Heimatverein“ (Partner). Bitte prüfen."
    assert Unit.objects.get(code="51.9").parent.code == "FB 51"
    assert ActionField.objects.filter(slug="digitales").exists()
    assert set(ReferenceChange.objects.values_list("key", flat=True)) == {"digitales", "51.9", "heimatverein"}


def test_strict_import_refuses_unknown_entries() -> None:
    source = workbook([{NR: "7,0", LABEL: "Digitales", PARTNERS: "Heimatverein"}])
    with pytest.raises(Refused, match=r"nichts wurde übernommen.*Digitales.*Heimatverein"):
        plan(source, strict=True)
    assert plan(workbook([{NR: "7,0", LABEL: "Bildung", PARTNERS: "vhs"}]), strict=True).measures["new"] == 1


def test_person_becomes_no_unit() -> None:
    planned = bring_in_rows({NR: "7,0", "FB 51": "Herr Muster", PARTNERS: "Frau Beispiel, vhs"})
    assert record(7).units == {}
    assert record(7).listings[0].lost == {"unit:FB-51": "Herr Muster", "partners": "Frau Beispiel, vhs"}
    assert "Personenname" in said(planned, "T4")
    assert not Unit.objects.filter(name__contains="Muster").exists()


def test_endless_cells_stay_text_and_can_be_written_again() -> None:
    longest = "S.9 " + "a; b" * 8_190
    row = {NR: "7,0", LABEL: longest, GOAL: longest, "FB 51": longest, PARTNERS: longest, REMARK: longest}
    bring_in_rows(row, {NR: "8,0", LABEL: longest})
    assert record(7).goal == longest
    assert record(7).listings[0].label == longest
    assert ActionField.objects.filter(name__startswith="S.9").count() == 1
    assert differences(plan(workbook([row]))) == {}


# --- Concepts


def test_concept_is_never_guessed() -> None:
    bring_in_rows({NR: "7,0", REMARK: "S.9"})
    assert record(7).listings[0].concept == ""


def test_concept_comes_from_the_rows_column_then_the_option_then_what_is_known() -> None:
    columns = [*HEADINGS, "Konzept"]
    rows = [{NR: "7,0", "Konzept": "Integration durch Konsens"}, {NR: "8,0"}]
    bring_in_rows(*rows, columns=columns, concept="fluechtlinge")
    assert [record(number).listings[0].concept for number in (7, 8)] == ["konsens", "fluechtlinge"]
    assert differences(plan(workbook([{NR: "7,0"}, {NR: "8,0"}]))) == {}
    planned = plan(workbook([{NR: "7,0"}, {NR: "8,0"}]), concept="fluechtlinge")
    assert differences(planned) == {7: {("listings", 0, "concept"): "fluechtlinge"}}


def test_concept_that_nobody_knows_is_kept_as_text_or_refused() -> None:
    planned = bring_in_rows({NR: "7,0", "Konzept": "Masterplan"}, columns=[*HEADINGS, "Konzept"])
    assert record(7).listings[0].lost == {"concept": "Masterplan"}
    assert "kein bekanntes Konzept" in said(planned, "AC4")
    with pytest.raises(Refused, match="Ein Konzept „masterplan“ gibt es nicht"):
        plan(workbook([{NR: "7,0"}]), concept="masterplan")


# --- States


@pytest.mark.parametrize(
    ("cells", "status", "lost"),
    [
        pytest.param({}, "nicht-erfasst", {}, id="nothing said"),
        pytest.param({"nicht": "x"}, "nicht-begonnen", {}, id="nicht"),
        pytest.param({"geplant": "X"}, "geplant", {}, id="geplant"),
        pytest.param({"geplant": "läuft"}, "in-umsetzung", {}, id="word instead of a mark"),
        pytest.param({"geplant": "ab 2018"}, "geplant", {"planned": "ab 2018"}, id="text beside the mark"),
        pytest.param({"geplant": "nein"}, "nicht-erfasst", {"planned": "nein"}, id="a no"),
        pytest.param(
            {"nicht": "x", "geplant": "x"}, "nicht-erfasst", {"not_begun": "x", "planned": "x"}, id="both"
        ),
        pytest.param({STATUS: "erledigt"}, "umgesetzt", {}, id="word"),
        pytest.param({STATUS: "umgesetzt", "geplant": "x"}, "umgesetzt", {"planned": "x"}, id="column wins"),
        pytest.param({STATUS: "geplant", "geplant": "x"}, "geplant", {}, id="column and mark agree"),
        pytest.param({STATUS: "vielleicht"}, "nicht-erfasst", {"status": "vielleicht"}, id="no state"),
        pytest.param(
            {STATUS: "vielleicht", "nicht": "x"},
            "nicht-begonnen",
            {"status": "vielleicht"},
            id="no state beside a mark",
        ),
        pytest.param({STATUS: "nicht erfasst"}, "nicht-erfasst", {}, id="said that nothing is said"),
    ],
)
def test_status_is_read_and_never_invented(cells: dict[str, str], status: str, lost: dict[str, str]) -> None:
    columns = [*HEADINGS, STATUS, REASON]
    rows = [{NR: "7,0", GOAL: "Ziel", **cells}]
    planned = bring_in_rows(*rows, columns=columns)
    assert (record(7).status.value, record(7).listings[0].lost) == (status, lost)
    assert bool(planned.findings) == bool(lost)
    again = plan(workbook(rows, columns=columns))
    assert again.measures == {"unchanged": 1}


def test_status_without_its_reason_gets_a_sentence_that_says_so() -> None:
    columns = [*HEADINGS, STATUS, REASON]
    rows = [{NR: "7,0", STATUS: "entfällt"}, {NR: "8,0", STATUS: "ruht", REASON: "kein Raum"}]
    bring_in_rows(*rows, columns=columns)
    assert record(7).status == State("entfallen", "Im Import ohne Begründung.")
    assert record(8).status == State("zurueckgestellt", "kein Raum")


def test_empty_marks_never_touch_a_later_status() -> None:
    columns = [*HEADINGS, STATUS]
    bring_in_rows({NR: "7,0", STATUS: "läuft"}, {NR: "8,0", "geplant": "x"}, columns=columns)
    planned = plan(workbook([{NR: "7,0"}, {NR: "8,0"}]))
    assert differences(planned) == {8: {("status",): None}}


def test_status_is_read_anew_when_a_contradiction_ends() -> None:
    bring_in_rows({NR: "7,0", "nicht": "x", "geplant": "x"})
    bring_in_rows({NR: "7,0", "geplant": "x"})
    assert (record(7).status, record(7).listings[0].lost) == (State(Status.PLANNED.value), {})


# --- Newer editions


FIRST: list[dict[str, Any]] = [
    {NR: "29,1", LABEL: "IKO", GOAL: "Ziel", "FB 51": "x", REMARK: "S.15"},
    {NR: "29,2", LABEL: "Bildung", PATRONS: "x"},
    {NR: "7,0", LABEL: "Bildung", GOAL: "Raum"},
]


def test_newer_edition_shows_exactly_its_differences() -> None:
    bring_in_rows(*FIRST)
    changed = FIRST[0] | {GOAL: "Neues Ziel", "Kinder": "x"}
    newer: list[Cells] = [changed, FIRST[1] | {PATRONS: None}, FIRST[2]]
    planned = plan(workbook(newer))
    assert differences(planned) == {
        29: {
            ("goal",): "Neues Ziel",
            ("target_groups", "kinder"): "x",
            ("units", "lernpaten-und-andere-ehrenamtliche"): None,
        }
    }
    assert planned.measures == {"changed": 1, "unchanged": 1}


def test_newer_edition_clears_only_where_the_main_listings_row_is_in_the_file() -> None:
    bring_in_rows(*FIRST)
    assert differences(plan(workbook([FIRST[1]]))) == {}
    assert differences(plan(workbook([{NR: "29,2", PATRONS: "x"}]))) == {
        29: {("listings", 2, "label"): "", ("listings", 2, "action_field"): None}
    }
    cleared = differences(plan(workbook([{NR: "29,1", LABEL: "IKO"}])))
    assert cleared[29].keys() >= {("goal",), ("units", "FB-51")}


def test_absent_column_is_never_touched() -> None:
    bring_in_rows(*FIRST)
    columns = [NR, LABEL, GOAL, TEXT, "Kinder"]
    rows = [{NR: row[NR], LABEL: row[LABEL], GOAL: row.get(GOAL)} for row in FIRST]
    assert differences(plan(workbook(rows, columns=columns))) == {}


def test_absent_rows_are_listed_and_left_alone() -> None:
    bring_in_rows(*FIRST)
    planned, applied = bring_in(workbook([FIRST[0] | {PATRONS: "x"}]))
    assert applied.change_set is None
    assert planned.measures == {"unchanged": 1, "absent": 1}
    assert planned.listings == {"unchanged": 1, "absent": 2}
    assert said(planned).splitlines() == [
        "Katalogzeile 29,2 fehlt in der Datei und bleibt unverändert.",
        "Maßnahme 7 fehlt in der Datei und bleibt unverändert.",
    ]
    assert record(7).goal == "Raum"


def test_extra_columns_are_kept_under_their_heading() -> None:
    columns = [*HEADINGS, "Kosten (Euro)"]
    bring_in_rows({NR: "7,0", "Kosten (Euro)": 1200}, columns=columns)
    assert record(7).listings[0].extra == {"Kosten": "1200"}
    assert differences(plan(workbook([{NR: "7,0"}]))) == {}
    assert differences(plan(workbook([{NR: "7,0"}], columns=columns))) == {
        7: {("listings", 0, "extra", "Kosten"): None}
    }


def test_counterpart_without_a_row_is_a_warning() -> None:
    rows = [(29.1, "Bildung (IKO)"), (30.2, "IKO (Bildung)"), (30.1, "Bildung")]
    planned = bring_in_rows(*({NR: number, LABEL: label} for number, label in rows))
    assert [(finding.level, finding.message) for finding in at(planned, "B4")] == [
        ("warning", "Nennt das Gegenfeld „IKO“; dort ist die Maßnahme 29 nicht gelistet.")
    ]
    assert at(planned, "B5") == []


def test_question_that_was_answered_is_said_with_its_answer() -> None:
    rows = [{NR: "7,0", QUESTION: "Wer zahlt?"}, {NR: "8,0", QUESTION: "Wann?"}]
    bring_in_rows(*rows)
    day = answer(Clarification.objects.get(question="Wer zahlt?"), "Der Bund", by=None).closed
    assert day
    again = plan(workbook(rows))
    assert [finding.message for finding in at(again, "AA4")] == [
        f"„Wer zahlt?“ wurde am {localdate(day.at):%d.%m.%Y} beantwortet: Der Bund"
    ]
    assert at(again, "AA5") == []


# --- All or nothing


@pytest.mark.parametrize("table", ["goal", "measureversion", "listing", "gap"])
def test_crash_while_applying_leaves_the_catalogue_as_it_was(table: str) -> None:
    bring_in_rows(*FIRST)
    before = counts()
    planned = plan(workbook([{NR: "29,1", LABEL: "Digitales", GOAL: "anders", PARTNERS: "Heimatverein"}]))

    def fail(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if sql.startswith("INSERT INTO") and f'"catalogue_{table}"' in sql:
            raise IntegrityError("the database gives up")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail), pytest.raises(IntegrityError):
        carry_out(planned, by=None)
    assert counts() == before
    assert record(29).goal == "Ziel"


def counts() -> list[int]:
    models = (ChangeSet, ReferenceChange, Unit, ActionField, Goal, Measure, MeasureVersion, VersionRecord)
    return [model.objects.count() for model in models]


def test_letters_of_every_kind_come_through() -> None:
    text = "=cmd|' /C calc'!A0 😀 A\u030a J\u030c\u0323 \x07"
    bring_in_rows({NR: "7,0", GOAL: text.replace("\x07", ""), REMARK: "+49", TEXT: "a" * 32_767})
    assert record(7).goal == "=cmd|' /C calc'!A0 😀 Å J\u0323\u030c"
    assert isinstance(record(7), MeasureRecord)
    assert len(record(7).text) == 32_767
