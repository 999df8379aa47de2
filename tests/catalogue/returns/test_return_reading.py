"""What a returned workbook says, against the versions it went out with."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from openpyxl.comments import Comment

from catalogue.actions import MeasureEdit, apply
from catalogue.extracts.extract_layout import NEW_MARK
from catalogue.models import Extract, Unit
from catalogue.records import Involvement, State
from integration.history.models import ChangeSet
from integration.spreadsheets.refusal import Refused
from tests.catalogue.returned_files import (
    GOAL,
    KEY,
    LABEL,
    NOTE,
    NR,
    PARTNERS,
    PROGRESS,
    QUESTION,
    REASON,
    REMARK,
    SINCE,
    STATUS,
    TEXT,
    UNCHANGED,
    Filled,
    answers,
    edits,
    messages,
    read,
)
from tests.city import build_city
from tests.factories import make_extract, make_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def extract() -> Extract:
    build_city()
    make_measure(
        30,
        goal="=1+1",
        text="zwei\nZeilen",
        status=("zurueckgestellt", "kein Geld"),
        progress="Wartet",
        progress_date="2017-04-24",
        clarification="Wer zahlt?",
        lead="FB-51",
        main=2,
        listings={1: {"remark": "siehe 30,2"}, 2: {"remark": "S.15"}, 10: {"extra": {"Kosten": "+49"}}},
    )
    return make_extract(Unit.objects.get(slug="FB-51"))


def filled(extract: Extract, number: str, cells: dict[str, Any]) -> Filled:
    return Filled(extract).fill(number, also=cells)


# --- Nothing, and what is asked -------------------------------------------------------------


def test_untouched_extract_says_nothing(extract: Extract) -> None:
    reading = read(Filled(extract), extract)
    assert [one.base.number for one in reading.answers if one.base] == [7, 28, 30]
    assert all(one.says_nothing and not one.is_missing for one in reading.answers)
    assert messages(reading) == []
    assert [answers(reading)[number].is_lead for number in (7, 28, 30)] == [True, False, True]


@pytest.mark.parametrize(
    ("number", "cells", "expected"),
    [
        ("7,0", {STATUS: "in Umsetzung"}, {("status",): State("in-umsetzung")}),
        ("7,0", {STATUS: "läuft"}, {("status",): State("in-umsetzung")}),
        ("7,0", {STATUS: None}, {("status",): None}),
        (
            "7,0",
            {STATUS: "entfallen", REASON: "Kein Bedarf"},
            {("status",): State("entfallen", "Kein Bedarf")},
        ),
        ("30,2", {REASON: "Stelle fehlt"}, {("status",): State("zurueckgestellt", "Stelle fehlt")}),
        ("30,2", {STATUS: "in Umsetzung"}, {("status",): State("in-umsetzung")}),
        ("7,0", {PROGRESS: "Im Bau"}, {("progress",): "Im Bau"}),
        ("30,2", {PROGRESS: None, SINCE: None}, {("progress",): None, ("progress_date",): None}),
        ("7,0", {SINCE: dt.date(2026, 11, 3)}, {("progress_date",): "2026-11-03"}),
        ("7,0", {SINCE: "3. November 2026"}, {("progress_date",): "2026-11-03"}),
        ("30,2", {SINCE: "2017-04-24"}, {}),
        ("30,2", {QUESTION: "Wer zahlt?\nBis wann?"}, {("clarification",): "Wer zahlt?\nBis wann?"}),
    ],
)
def test_what_is_asked_becomes_an_edit(
    extract: Extract, number: str, cells: dict[str, Any], expected: dict[tuple, Any]
) -> None:
    reading = read(filled(extract, number, cells), extract)
    assert edits(reading).get(int(number.split(",")[0]), {}) == expected
    assert [message for message in messages(reading) if not message[0]] == []


@pytest.mark.parametrize(
    ("number", "cells", "expected"),
    [
        ("7,0", {GOAL: "Ein Ziel", TEXT: None}, {("goal",): "Ein Ziel", ("text",): None}),
        ("28,1", {"Kinder": None}, {("target_groups", "kinder"): None}),
        ("28,1", {"Wohnung": "x"}, {("locations", "wohnung"): "x"}),
        ("7,0", {"Federführung": "51.3"}, {("lead",): "51.3"}),
        ("7,0", {PARTNERS: "FB 61"}, {("units", "FB-61"): Involvement("kooperation")}),
        ("7,0", {"weitere Stadt": "FB 61; 51.3"}, {("units", "51.3"): Involvement("beteiligt")}),
        ("7,0", {"weitere Stadt": None}, {("units", "FB-61"): None}),
        ("7,0", {REMARK: "S.10, neu"}, {("listings", 0, "page"): "10", ("listings", 0, "remark"): "neu"}),
        ("30,10", {"Kosten": "100"}, {("listings", 10, "extra", "Kosten"): "100"}),
        ("7,0", {"Ersetzt durch": 28}, {("superseded_by",): "28"}),
        (
            "28,1",
            {LABEL: "Schule"},
            {("listings", 1, "label"): "Schule", ("listings", 1, "action_field"): "schule"},
        ),
        ("7,0", {"geplant": None, "nicht": "x"}, {("status",): State("nicht-begonnen")}),
    ],
)
def test_what_a_unit_may_not_change_becomes_an_edit_too(
    extract: Extract, number: str, cells: dict[str, Any], expected: dict[tuple, Any]
) -> None:
    reading = read(filled(extract, number, cells), extract)
    assert edits(reading) == {int(number.split(",")[0]): expected}


def test_edits_are_made_on_what_went_out_not_on_today(extract: Extract) -> None:
    file = filled(extract, "7,0", {PROGRESS: "Im Bau"})
    edit = MeasureEdit(7, {("progress",): "Fertig", ("goal",): "Zwei Büros"})
    apply([edit], by=None, way=ChangeSet.Way.FORM)
    reading = read(file, extract)
    assert edits(reading) == {7: {("progress",): "Im Bau"}}
    assert answers(reading)[7].base.version == 1  # type: ignore[union-attr]


def test_cross_says_unchanged_unless_the_row_says_otherwise(extract: Extract) -> None:
    file = filled(extract, "7,0", {UNCHANGED: "x"}).fill("28,1", also={UNCHANGED: "x", PROGRESS: "Läuft"})
    reading = read(file, extract)
    found = answers(reading)
    assert [found[number].is_unchanged for number in (7, 28, 30)] == [True, False, False]
    assert messages(reading) == [
        (
            file.cell("28,1", UNCHANGED).coordinate,
            "„unverändert“ ist angekreuzt, die Zeile sagt aber etwas anderes: Das gilt.",
        )
    ]


# --- What is not to be read -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "heading", "value", "sentence"),
    [
        (
            "7,0",
            STATUS,
            "so halb",
            "Das ist kein Umsetzungsstand. Möglich sind: „nicht begonnen“, „geplant“, „in Umsetzung“, "
            "„umgesetzt“, „Daueraufgabe“, „zurückgestellt“, „entfallen“.",
        ),
        ("7,0", SINCE, "Nov 2026", "„Nov 2026“ nennt keinen Tag. Gebraucht wird ein Tag wie 03.11.2026."),
        ("7,0", PARTNERS, "Verein Neu", "Keine bekannte Stelle oder Markierung."),
        ("7,0", "Federführung", "FB 99", "Keine bekannte Stelle."),
        ("7,0", "Kinder", "nein", "Keine bekannte Stelle oder Markierung."),
        ("7,0", "Ersetzt durch", "7", "Keine Nummer einer anderen Maßnahme."),
        ("7,0", "Konzept", "Unbekannt", "Kein bekanntes Konzept."),
        ("7,0", REASON, "weil", None),
        ("7,0", UNCHANGED, "fast", "Kein Kreuz."),
        ("30,1", GOAL, "Anderes", "Das gilt für die ganze Maßnahme und gehört in deren Hauptzeile."),
    ],
)
def test_what_no_field_takes_becomes_words(
    extract: Extract, number: str, heading: str, value: str, sentence: str | None
) -> None:
    file = filled(extract, number, {heading: value})
    reading = read(file, extract)
    measure = int(number.split(",")[0])
    if sentence is None:
        assert edits(reading) == {7: {("status",): State("geplant", "weil")}}
        return
    assert edits(reading) == {}
    assert answers(reading)[measure].note.endswith(f"{value}")
    told = f"{sentence} Aufgenommen als Vorschlag in Worten: „{value}“"
    assert messages(reading) == [(file.cell(number, heading).coordinate, told)]


def test_status_that_demands_a_reason_gets_it_said_that_there_is_none(extract: Extract) -> None:
    reading = read(filled(extract, "7,0", {STATUS: "entfallen"}), extract)
    assert edits(reading) == {7: {("status",): State("entfallen", "In der Rückmeldung ohne Begründung.")}}
    assert "braucht eine Begründung" in messages(reading)[0][1]


def test_suggestion_in_words_and_comments_are_kept(extract: Extract) -> None:
    file = filled(extract, "7,0", {NOTE: "Bitte mit 28 zusammenlegen"})
    file.cell("7,0", PROGRESS).comment = Comment("Rückfrage bei der Leitung", "x")
    reading = read(file, extract)
    assert answers(reading)[7].note == (
        "Bitte mit 28 zusammenlegen\nKommentar zu „Sachstand“: Rückfrage bei der Leitung"
    )


def test_column_that_somebody_added_becomes_words(extract: Extract) -> None:
    file = Filled(extract)
    last = file.sheet.max_column + 1
    file.sheet.cell(6, last).value = "Anmerkung Leitung"
    file.sheet.cell(file.row("7,0"), last).value = "gut"
    file.sheet.cell(file.row("28,1"), last + 1).value = "daneben"
    reading = read(file, extract)
    assert answers(reading)[7].note == "Anmerkung Leitung: gut"
    assert answers(reading)[28].note.endswith(": daneben")


def test_error_in_a_cell_does_not_empty_the_field(extract: Extract) -> None:
    file = filled(extract, "30,2", {PROGRESS: "#REF!"})
    file.cell("30,2", PROGRESS).data_type = "e"
    reading = read(file, extract)
    assert edits(reading) == {}
    assert messages(reading) == [
        (file.cell("30,2", PROGRESS).coordinate, "Excel zeigt hier den Fehler #REF!. Nicht übernommen.")
    ]


def test_merged_cells_count_for_every_row_and_empty_nothing(extract: Extract) -> None:
    file = filled(extract, "7,0", {PROGRESS: "Beides läuft"})
    first, last = file.cell("7,0", PROGRESS).coordinate, file.cell("28,1", SINCE).coordinate
    file.sheet.merge_cells(f"{first}:{last}")
    found = edits(read(file, extract))
    assert {number: one["progress",] for number, one in found.items()} == {
        7: "Beides läuft",
        28: "Beides läuft",
    }


# --- Rows ------------------------------------------------------------------------------------


def test_two_rows_of_a_measure_that_say_different_things_give_neither(extract: Extract) -> None:
    file = filled(extract, "30,2", {PROGRESS: "Läuft"}).fill("30,1", also={PROGRESS: "Ruht"})
    reading = read(file, extract)
    first, second = (file.cell(number, PROGRESS).coordinate for number in ("30,2", "30,1"))
    assert edits(reading) == {}
    assert messages(reading) == [
        (
            second,
            f"Hier steht etwas anderes als in {first} zu derselben Maßnahme. Keine der beiden Angaben wird "
            "übernommen: „Ruht“",
        )
    ]


def test_word_in_another_row_of_the_measure_counts_for_the_measure(extract: Extract) -> None:
    assert edits(read(filled(extract, "30,1", {PROGRESS: "Ruht"}), extract)) == {30: {("progress",): "Ruht"}}


def test_doubled_rows_with_different_answers_give_neither_and_name_both(extract: Extract) -> None:
    file = filled(extract, "7,0", {STATUS: "umgesetzt", PROGRESS: "Erstens"})
    below = file.copy_row("7,0")
    file.sheet.cell(below, file.columns[PROGRESS]).value = "Zweitens"
    reading = read(file, extract)
    first = file.cell("7,0", PROGRESS).coordinate
    second = file.sheet.cell(below, file.columns[PROGRESS]).coordinate
    assert edits(reading) == {7: {("status",): State("umgesetzt")}}
    assert messages(reading, "error") == [
        (
            first,
            "Die Zeile 7,0 steht mehrmals da, mit verschiedenen Angaben. Nicht übernommen: "
            f"{first} „Erstens“; {second} „Zweitens“",
        )
    ]


def test_doubled_rows_with_the_same_answers_count_once(extract: Extract) -> None:
    file = filled(extract, "7,0", {PROGRESS: "Läuft"})
    below = file.copy_row("7,0")
    reading = read(file, extract)
    assert edits(reading) == {7: {("progress",): "Läuft"}}
    assert (
        messages(reading)[0][1] == f"Die Zeile 7,0 steht mehrmals da, immer gleich (auch in Zeile {below})."
    )


def test_missing_rows_are_named_and_change_nothing(extract: Extract) -> None:
    file = Filled(extract)
    file.sheet.delete_rows(file.row("7,0"))
    file.sheet.delete_rows(file.row("30,1"))
    reading = read(file, extract)
    assert [number for number, one in answers(reading).items() if one.is_missing] == [7]
    assert edits(reading) == {}
    assert messages(reading) == [("", "Die Katalogzeile 30,1 fehlt in der Datei und bleibt unverändert.")]


def test_added_row_proposes_a_measure(extract: Extract) -> None:
    cells = {LABEL: "Schule", TEXT: "Lesepaten", STATUS: "geplant", PARTNERS: "Verein Neu; FB 61"}
    reading = read(filled(extract, NEW_MARK, cells), extract)
    new = answers(reading)[0]
    assert (new.measure, new.base) == (None, None)
    assert edits(reading)[0] == {
        ("listings", 0, "label"): "Schule",
        ("listings", 0, "action_field"): "schule",
        ("text",): "Lesepaten",
        ("status",): State("geplant"),
        ("units", "FB-61"): Involvement("kooperation"),
    }
    assert new.note == f"{PARTNERS}: Verein Neu"


def test_rows_are_recognised_wherever_they_stand_and_whatever_the_sheet_is_called(extract: Extract) -> None:
    file = filled(extract, "7,0", {PROGRESS: "Läuft"})
    rows = [[cell.value for cell in row] for row in file.sheet.iter_rows(min_row=7, max_row=11)]
    for target, values in enumerate(reversed(rows), 7):
        for at, value in enumerate(values, 1):
            file.sheet.cell(target, at).value = value
    file.sheet.insert_rows(9)
    file.sheet.row_dimensions[8].hidden = True
    file.sheet.title = "Tabelle1"
    reading = read(file, extract)
    assert edits(reading) == {7: {("progress",): "Läuft"}}
    ((_, formula),) = messages(reading)  # openpyxl has made one of the goal "=1+1"
    assert formula.startswith("1 Formel, ")


@pytest.mark.parametrize(
    ("number", "key", "sentence"),
    [
        (None, "", "Ohne Nummer, am Zeilenschlüssel erkannt als 7,0."),
        ("7,0", None, "Ohne Zeilenschlüssel, an der Nummer erkannt als 7,0."),
    ],
)
def test_row_is_recognised_by_key_or_by_number(
    extract: Extract, number: str | None, key: str | None, sentence: str
) -> None:
    file = filled(extract, "7,0", {PROGRESS: "Läuft"})
    row, columns = file.row("7,0"), file.columns
    file.sheet.cell(row, columns[NR]).value = number
    if key is None:
        file.sheet.cell(row, columns[KEY]).value = None
    reading = read(file, extract)
    assert edits(reading) == {7: {("progress",): "Läuft"}}
    assert [message for _, message in messages(reading)] == [sentence]


@pytest.mark.parametrize(
    ("number", "key", "sentence"),
    [
        (None, "7,0-12345678", "Der Zeilenschlüssel gehört nicht zu diesem Auszug"),
        ("28,1", None, "In der Zeile steht die Nummer 28,1, ausgegeben wurde sie als 7,0."),
        ("99,0", "", "Die Nummer 99,0 steht nicht in diesem Auszug."),
        (dt.date(2026, 2, 7), "", "Excel hat die Nummer in ein Datum verwandelt"),
    ],
)
def test_row_that_cannot_be_told_is_named_and_not_taken(
    extract: Extract, number: Any, key: str | None, sentence: str
) -> None:
    file = filled(extract, "7,0", {PROGRESS: "Läuft"})
    row, columns = file.row("7,0"), file.columns
    if number:
        file.sheet.cell(row, columns[NR]).value = number
    if key is not None:
        file.sheet.cell(row, columns[KEY]).value = key or None
    reading = read(file, extract)
    assert edits(reading) == {}
    ((_, message),) = messages(reading, "error")
    assert message.startswith(sentence)
    assert f"{file.sheet.cell(row, columns[PROGRESS]).coordinate} „Läuft“" in message


def test_too_many_rows_are_refused_with_a_sentence(extract: Extract) -> None:
    file = Filled(extract)
    at = file.columns[TEXT]
    for row in range(1, 10_001):
        file.sheet.cell(100 + row, at).value = f"Maßnahme {row}"
    with pytest.raises(Refused) as refused:
        read(file, extract)
    assert str(refused.value) == (
        "Die Datei enthält 10.000 Zeilen, die nicht zum Auszug gehören (erlaubt sind 200). Bitte nur die "
        "Zeilen des Auszugs und einzelne weitere Maßnahmen zurücksenden."
    )


# --- The sheet -------------------------------------------------------------------------------


def test_missing_column_leaves_its_field_and_is_said(extract: Extract) -> None:
    file = Filled(extract)
    at = file.columns[PROGRESS]
    for row in range(6, file.sheet.max_row + 1):
        file.sheet.cell(row, at).value = None
    reading = read(file, extract)
    assert edits(reading) == {}
    assert messages(reading) == [
        ("", "In der Datei fehlen Spalten des Auszugs: „Sachstand“. Zu ihnen sagt sie nichts.")
    ]


def test_file_without_headings_is_refused(extract: Extract) -> None:
    file = Filled(extract)
    file.sheet.delete_rows(1, 6)
    with pytest.raises(Refused, match="Gesucht wurde eine Kopfzeile mit Spalten wie „Nr“, „Maßnahme“"):
        read(file, extract)


def test_copied_sheet_is_refused(extract: Extract) -> None:
    file = Filled(extract)
    file.workbook.copy_worksheet(file.sheet)
    with pytest.raises(Refused, match="Bitte nur eine davon stehen lassen"):
        read(file, extract)


def test_what_stands_beside_the_table_is_said(extract: Extract) -> None:
    file = Filled(extract)
    file.sheet["L2"].value = "Liebe Grüße"
    file.workbook.create_sheet("Notizen")["A1"].value = "Notiz"
    told = messages(read(file, extract))
    assert ("", "Das Blatt „Notizen“ wird nicht gelesen.") in told
    assert ("L2", "Steht über der Tabelle. Nicht übernommen: Liebe Grüße") in told
