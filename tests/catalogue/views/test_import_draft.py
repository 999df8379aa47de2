"""The pages of an import: each state says what is, and the way on. Children are real where one is started."""

from __future__ import annotations

import datetime as dt
import io
import threading
from secrets import token_hex
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import undo
from catalogue.drafts import draft_actions, drafting
from catalogue.drafts.reading_questions import name_of
from catalogue.models import Concept, ImportDraft, MeasureVersion
from catalogue.models.import_draft import SILENCE
from catalogue.spreadsheet.decisions import COLUMN, NEW, UNIT
from integration.accounts.models import User
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.catalogue.import_drafts import question, recognised, wait_for
from tests.catalogue.workbooks import (
    GOAL,
    HEADINGS,
    LABEL,
    NR,
    PARTNERS,
    TEXT,
    bring_in,
    record,
    saved,
    workbook,
)
from tests.factories import make_draft, make_measure, make_user

State = ImportDraft.State
ROWS: list[dict[str, Any]] = [
    {NR: "29,1", LABEL: "IKO", GOAL: "Eltern kennen die Kita", TEXT: "Sprechstunde"},
    {NR: "7,0", LABEL: "Bildung", GOAL: "Raum für alle"},
]
NEWER: list[dict[str, Any]] = [
    ROWS[0] | {GOAL: "Alle Eltern kennen die Kita", TEXT: None},
    ROWS[1],
    {NR: "8,0", PARTNERS: "Verein"},
]
with_child = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(reference_data: None) -> User:
    return make_user(Hat.COORDINATION, function="Koordination 50.21")


@pytest.fixture
def coordination(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def ready(*rows: dict[str, Any], **layout: Any) -> ImportDraft:
    draft = make_draft(workbook(rows, **layout))
    drafting.read(draft)
    return draft


def page(client: Client, draft: ImportDraft, query: str = "") -> str:
    response = client.get(f"/import/{draft.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def step(client: Client, draft: ImportDraft, verb: str, **data: Any) -> str:
    """Take a step and return the page it leads to."""
    response = client.post(f"/import/{draft.pk}/{verb}/", data, follow=True)
    draft.refresh_from_db()
    return response.content.decode()


def upload(client: Client, data: bytes, name: str = "Katalog.xlsx", **fields: Any) -> Any:
    return client.post("/import/", {"file": SimpleUploadedFile(name, data), **fields})


# --- Uploading


def test_form_says_its_limits_and_nobody_has_imported_yet(coordination: Client) -> None:
    html = coordination.get("/import/").content.decode()
    assert "höchstens 10 MB" in html
    assert "Noch kein Import" in html


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"x" * (10 * 2**20 + 1), "größer als 10 MB", id="too big"),
        pytest.param(b"", "Die Datei ist leer", id="empty"),
    ],
)
def test_file_that_cannot_be_one_is_refused_at_its_field(
    coordination: Client, data: bytes, sentence: str
) -> None:
    response = upload(coordination, data)
    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors["file"])
    assert not ImportDraft.objects.exists()


def test_list_tells_file_function_state_and_counts(coordination: Client) -> None:
    ready(*ROWS).tell(by_function="Administration")
    make_draft(state=State.DISCARDED, name="Alt.xlsx")
    html = coordination.get("/import/").content.decode()
    for text in ("Katalog.xlsx", "Administration", "Vorschau", "2 neu, 0 geändert", "Alt.xlsx", "verworfen"):
        assert text in html


# --- The states


def test_work_in_progress_refreshes_itself(coordination: Client) -> None:
    draft = make_draft(progress="Die Datei wird geprüft und gelesen …")
    response = coordination.get(f"/import/{draft.pk}/")
    assert response.headers["Refresh"] == "2"
    assert "Die Datei wird geprüft und gelesen … <span" in response.content.decode()
    assert "Refresh" not in coordination.get(f"/import/{ready(*ROWS).pk}/").headers


@pytest.mark.parametrize("state", [State.READING, State.APPLYING])
def test_lost_child_leaves_a_way_out(coordination: Client, state: str) -> None:
    draft = make_draft(state=state, touched_at=timezone.now() - SILENCE - dt.timedelta(seconds=1))
    response = coordination.get(f"/import/{draft.pk}/")
    assert "Refresh" not in response.headers
    assert "Am Katalog hat sich durch diesen Import nichts geändert" in response.content.decode()
    assert f"/import/{draft.pk}/lesen/" in response.content.decode()
    assert "abgebrochen" in coordination.get("/import/").content.decode()


def test_refused_file_says_why_and_offers_another_upload(coordination: Client) -> None:
    draft = make_draft(b"PK\x03\x04 kaputt")
    drafting.read(draft)
    html = page(coordination, draft)
    assert draft.message in html
    assert "Andere Datei hochladen" in html


def test_preview_shows_figures_findings_gaps_and_words(coordination: Client) -> None:
    bring_in(workbook(ROWS))
    html = page(coordination, ready(*NEWER, {NR: "29a"}))
    for text in (
        "1 Maßnahme neu, 1 geändert, 1 Angabe geleert",
        "9 gefüllt = 8 gelesen + 1 nur gemeldet",
        '<a href="?zeige=befund&amp;stufe=fehler">1 Fehler</a>: Was in diesen Zellen steht, bleibt draußen.',
        '<a href="?zeige=lesart#fragen">1 Frage zur Datei</a>: vorläufig beantwortet',
        "2 × Zielgruppe fehlt",
        "Neue Stelle „Verein“",
        "<del>",
        "<ins>",
        "geleert",
        "nicht angegeben",
    ):
        assert text in html, text


@pytest.mark.parametrize(
    ("query", "measures", "sections"),
    [
        ("", [8, 29], {"gelesen", "befunde", "was"}),
        ("?zeige=neu", [8], {"was"}),
        ("?zeige=geaendert", [29], {"was"}),
        ("?zeige=geleert", [29], {"was"}),
        ("?zeige=befund", [], {"befunde"}),
        ("?zeige=lesart", [], {"lesart"}),
        ("?zeige=quatsch&page=x", [8, 29], {"gelesen", "befunde", "was"}),
        ("?page=99", [8, 29], {"gelesen", "befunde", "was"}),
    ],
)
def test_preview_narrows_to_what_matters(
    coordination: Client, query: str, measures: list[int], sections: set[str]
) -> None:
    bring_in(workbook(ROWS))
    html = page(coordination, ready(*NEWER), query)
    assert [number for number in (7, 8, 29) if f'id="m{number}"' in html] == measures
    assert {name for name in ("gelesen", "befunde", "was", "lesart") if f'id="{name}"' in html} == sections


def test_preview_without_differences_offers_nothing_to_apply(coordination: Client) -> None:
    bring_in(workbook(ROWS))
    draft = ready(*ROWS)
    html = page(coordination, draft)
    assert "Die Datei sagt nichts anderes als der Katalog" in html
    assert "/anwenden/" not in html


def test_preview_says_that_the_catalogue_has_changed(coordination: Client) -> None:
    draft = ready(*ROWS)
    assert "Vorschau neu berechnen" not in page(coordination, draft)
    make_measure(99)
    assert "Vorschau neu berechnen" in page(coordination, draft)


def test_preview_shows_foreign_text_as_text(coordination: Client) -> None:
    evil = "<script>alert(1)</script>"
    draft = ready({NR: "7,0", GOAL: evil, evil: evil, PARTNERS: evil}, columns=[*HEADINGS, evil])
    for query in ("", "?zeige=lesart"):
        assert evil not in page(coordination, draft, query)


def test_preview_costs_the_same_queries_for_2_and_20_measures(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    few = ready(*ROWS)
    many = ready(*({NR: f"{number},0", GOAL: "Ziel", PARTNERS: f"V{number}"} for number in range(20)))
    with django_assert_max_num_queries(25) as of_few:
        page(coordination, few)
    with django_assert_max_num_queries(25) as of_many:
        page(coordination, many)
    assert len(of_few) == len(of_many)


def test_findings_narrow_to_a_level(coordination: Client) -> None:
    draft = ready(*ROWS, {NR: "29a"}, {NR: "8,0", PARTNERS: "Verein"})
    everything = page(coordination, draft, "?zeige=befund")
    assert "1 Fehler</a>" in everything
    assert "29a" in everything
    assert "Neue Stelle" in everything
    errors = page(coordination, draft, "?zeige=befund&stufe=fehler")
    assert "29a" in errors
    assert "Neue Stelle" not in errors


# --- Correcting how the file was read


TABLE = recognised(
    question(COLUMN, "nr", "number", "A3", shown="Nr"),
    question(COLUMN, "ziel", "goal", "C3", shown="Ziel"),
    question(UNIT, "verein", NEW, "X6", shown="Verein"),
)


def read_as(draft: ImportDraft, **fields: Any) -> ImportDraft:
    """Let the draft keep TABLE as what was recognised."""
    draft.tell(recognised=TABLE | fields)
    return draft


def test_reading_is_shown_with_what_can_be_corrected(coordination: Client) -> None:
    html = page(coordination, read_as(ready(*ROWS)), "?zeige=lesart")
    for text in ("Alt (ausgeblendet)", "Gelesen als", "Unbekannte Stellen", "1 × in X6", "Raum für alle"):
        assert text in html, text
    assert "1 Frage offen" in page(coordination, read_as(ready(*ROWS)))


def test_wrong_entry_is_answered_on_the_page_and_nothing_is_read(coordination: Client) -> None:
    draft = read_as(ready(*ROWS))
    unit = name_of(TABLE["questions"][2])
    response = coordination.post(
        f"/import/{draft.pk}/festlegungen/?zeige=lesart", {unit: "FB 99", "first": "2"}
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert "Eine Stelle „FB 99“ gibt es nicht" in html
    assert 'name="first" value="2"' in html
    draft.refresh_from_db()
    assert (draft.state, draft.choices) == (State.READY, {})
    moved = coordination.get(f"/import/{draft.pk}/festlegungen/?zeige=lesart")
    assert moved.headers["Location"] == f"/import/{draft.pk}/?zeige=lesart"


def test_workbook_without_a_clear_table_lets_choose(coordination: Client) -> None:
    seen = {"sheet": "Alt", "header": [4, 6], "hidden": True, "headings": ["Nr", "Ziel"]}
    tops = {"Katalog": [[1, {"A": "Bericht"}]], "Alt": TABLE["top"]}
    draft = make_draft(
        state=State.REFUSED,
        message="Mehrere Tabellen",
        recognised={"sheets": TABLE["sheets"], "candidates": [seen], "tops": tops},
    )
    html = page(coordination, draft)
    for text in ("Mehrere Tabellen", "in den Zeilen 4 bis 6: Nr, Ziel", "Diese Tabelle lesen", "Bericht"):
        assert text in html, text


OTHER = {"compared": 5, "different": 4, "examples": [[7, "Fremdes Ziel", "Unser Ziel"]], "proposed": 1000}


def test_other_catalogue_stops_the_import_until_it_is_decided(coordination: Client) -> None:
    draft = read_as(ready(*ROWS), other_catalogue=OTHER)
    html = page(coordination, draft)
    for text in ("Anderer Katalog?", "4 von 5 Maßnahmen", "Fremdes Ziel", "Unser Ziel", 'value="1000"'):
        assert text in html, text
    assert "/anwenden/" not in html
    assert "welcher Katalog das ist" in step(coordination, draft, "anwenden")
    assert draft.state == State.READY


def test_range_that_is_taken_is_refused_at_its_field(coordination: Client) -> None:
    make_measure(507)
    draft = read_as(ready(*ROWS), other_catalogue=OTHER)
    html = step(coordination, draft, "festlegungen", catalogue="apart", numbers_from="500")
    assert "Die Nummer 507 ist vergeben" in html
    assert draft.choices == {}


# --- Choosing


def test_boxes_decide_what_is_written(coordination: Client) -> None:
    bring_in(workbook(ROWS))
    draft = ready(*NEWER)
    html = step(
        coordination, draft, "auswahl", massnahme=["8", "29"], ganz=["29"], **{"aenderung-29": ['["goal"]']}
    )
    assert "Die Auswahl ist gespeichert" in html
    assert "0 Maßnahmen neu, 1 geändert, 0 Angaben geleert" in html
    drafting.write(draft)
    assert (record(29).goal, record(29).text) == ("Alle Eltern kennen die Kita", "Sprechstunde")
    assert not MeasureVersion.objects.filter(number=8).exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"massnahme": ["x", "-1", "99999999999999999999", "8"], "ganz": ["8"], "aenderung-8": ["{", "[1]"]},
        {"weiter": "x"},
        {},
    ],
)
def test_junk_in_the_choice_does_no_harm(coordination: Client, sent: dict[str, Any]) -> None:
    draft = ready(*NEWER)
    step(coordination, draft, "auswahl", **sent)
    assert draft.state == State.READY


def test_saving_leads_on_to_the_next_page(coordination: Client) -> None:
    draft = ready(*ROWS)
    response = coordination.post(f"/import/{draft.pk}/auswahl/?zeige=neu", {"weiter": "2"})
    assert response.headers["Location"] == f"/import/{draft.pk}/?zeige=neu&page=2#massnahmen"


# --- Discarding


def test_discarded_import_is_gone_for_good(coordination: Client) -> None:
    draft = ready(*ROWS)
    assert "Am Katalog hat sich nichts geändert" in step(coordination, draft, "verwerfen")
    assert "Dieser Import ist verworfen" in page(coordination, draft)
    for verb in ("anwenden", "lesen", "auswahl", "verwerfen", "festlegungen"):
        html = step(coordination, draft, verb, massnahme=["7"])
        assert "hat inzwischen den Stand „verworfen“" in html
    assert draft.state == State.DISCARDED


# --- With a child


@with_child
def test_workbook_is_uploaded_previewed_and_applied(coordination: Client, person: User) -> None:
    concept = Concept.objects.get(slug="fluechtlinge")
    response = upload(coordination, workbook(ROWS), concept=str(concept.pk))
    draft = wait_for(ImportDraft.objects.get())
    assert response.headers["Location"] == f"/import/{draft.pk}/"
    assert "2 Maßnahmen neu, 0 geändert, 0 Angaben geleert" in page(coordination, draft)
    colleague = make_user(Hat.ADMINISTRATION, function="Administration")
    coordination.force_login(colleague)
    coordination.post(f"/import/{draft.pk}/anwenden/")
    wait_for(draft)
    assert (draft.state, draft.by, draft.file.by) == (State.APPLIED, colleague, person)
    change = ChangeSet.objects.get(way=ChangeSet.Way.IMPORT)
    assert (draft.change_set, change.by_function) == (change, "Administration")
    html = page(coordination, draft)
    assert "durch Administration: 2 Maßnahmen neu" in html
    assert f"/aenderungen/{change.pk}/ruecknahme/" in html
    assert record(29).listings[1].concept == "fluechtlinge"
    undo(change, by=person)
    html = page(coordination, draft)
    assert "Übernommen und zurückgenommen" in html
    assert f"/aenderungen/{change.pk}/ruecknahme/" not in html


@with_child
def test_boxes_beside_the_button_count(coordination: Client) -> None:
    draft = ready(*ROWS)
    coordination.post(f"/import/{draft.pk}/anwenden/", {"massnahme": ["7"]})
    assert wait_for(draft).state == State.APPLIED
    assert list(MeasureVersion.objects.values_list("number", flat=True)) == [29]


@with_child
def test_stale_preview_is_computed_anew_and_says_so(coordination: Client) -> None:
    draft = ready(*ROWS)
    make_measure(29, goal="Von anderer Hand")
    coordination.post(f"/import/{draft.pk}/anwenden/")
    assert wait_for(draft).state == State.READY
    html = page(coordination, draft)
    assert "1 Maßnahme neu, 1 geändert" in html
    assert drafting.STALE in html
    coordination.post(f"/import/{draft.pk}/anwenden/")
    assert (wait_for(draft).state, draft.message) == (State.APPLIED, "")
    assert record(29).goal == "Eltern kennen die Kita"


@with_child
def test_of_two_who_apply_at_once_one_wins(coordination: Client, person: User) -> None:
    drafts = [ready(*ROWS), ready(ROWS[0] | {GOAL: "Anders"}, ROWS[1])]
    together = [threading.Thread(target=apply_elsewhere, args=(draft, person)) for draft in drafts]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    winner, loser = sorted((wait_for(draft) for draft in drafts), key=lambda draft: draft.state)
    assert (winner.state, loser.state) == (State.APPLIED, State.READY)
    assert loser.message == drafting.STALE
    assert [len(measure.edits) for measure in loser.measures.all()] == [1]
    assert ChangeSet.objects.filter(way=ChangeSet.Way.IMPORT).count() == 1


def apply_elsewhere(draft: ImportDraft, person: User) -> None:
    try:
        draft_actions.apply_draft(ImportDraft.objects.get(pk=draft.pk), by=person)
    finally:
        connection.close()


@with_child
def test_import_is_applied_once_however_often_one_presses(coordination: Client) -> None:
    draft = ready(*ROWS)
    coordination.post(f"/import/{draft.pk}/anwenden/")
    html = step(coordination, draft, "anwenden")
    assert "Dieser Import hat inzwischen den Stand" in html
    assert wait_for(draft).state == State.APPLIED
    assert ChangeSet.objects.filter(way=ChangeSet.Way.IMPORT).count() == 1


@with_child
def test_decisions_are_read_anew_and_deselections_stay(coordination: Client) -> None:
    draft = ready(*ROWS, {NR: "8,0", PARTNERS: "Verein"})
    draft.measures.filter(number=7).update(deselected=[["goal"]])
    read_as(draft)
    step(coordination, draft, "festlegungen", **{name_of(TABLE["questions"][2]): "FB 51"})
    assert wait_for(draft).state == State.READY
    assert draft.choices == {"answers": {UNIT: {"verein": "FB-51"}}}
    assert draft.measures.get(number=7).deselected == [["goal"]]


def decide(
    client: Client, draft: ImportDraft, answers: dict[tuple[str, str], str], **table: str
) -> ImportDraft:
    """Answer questions, named by kind and by what the workbook says, and return the draft as read anew."""
    names = {(one["kind"], one["shown"]): name_of(one) for one in draft.recognised.get("questions", [])}
    step(
        client, draft, "festlegungen", **{names[asked]: answer for asked, answer in answers.items()}, **table
    )
    return wait_for(draft)


@with_child
def test_decision_is_remembered_and_shown_with_its_import(coordination: Client) -> None:
    draft = ready(ROWS[1] | {PARTNERS: "Kita-Träger"})
    assert decide(coordination, draft, {(UNIT, "Kita-Träger"): "FB 51"}).state == State.READY
    step(coordination, draft, "anwenden")
    assert wait_for(draft).state == State.APPLIED
    assert set(record(7).units) == {"FB-51"}
    html = page(coordination, ready({NR: "8,0", PARTNERS: "Kita-Träger"}), "?zeige=lesart")
    assert 'value="FB 51"' in html
    assert f'gemerkt</span> <small>beim <a href="/aenderungen/{draft.change_set_id}/">' in html


@with_child
def test_column_without_a_known_heading_is_made_the_numbers(coordination: Client) -> None:
    rows = [{"Kennung": row[NR], GOAL: row[GOAL]} for row in ROWS]
    draft = ready(*rows, columns=["Kennung", *HEADINGS[1:]])
    assert draft.state == State.REFUSED
    assert "29,1" in page(coordination, draft)
    assert decide(coordination, draft, {(COLUMN, "Kennung"): "number"}).state == State.READY
    assert [measure.number for measure in draft.measures.all()] == [7, 29]


@with_child
def test_one_of_two_tables_is_taken(coordination: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(NEWER)))
    book.copy_worksheet(book.worksheets[0]).title = "2020"
    draft = make_draft(saved(book))
    drafting.read(draft)
    assert draft.state == State.REFUSED
    seen = draft.recognised["candidates"][1]
    first, last = seen["header"]
    assert decide(coordination, draft, {}, sheet=seen["sheet"], first=first, last=last).state == State.READY
    assert draft.recognised["sheet"] == "2020"
    assert [measure.number for measure in draft.measures.all()] == [7, 8, 29]


@with_child
def test_other_catalogue_is_applied_in_its_own_range(coordination: Client) -> None:
    for number in (1, 2, 3):
        make_measure(number, goal=f"Eltern kennen Angebote der Kindertagesstätten Nummer {number}")
    draft = ready(*({NR: f"{number},0", GOAL: f"Gewässer renaturieren {number}"} for number in (1, 2, 3)))
    assert "Anderer Katalog?" in page(coordination, draft)
    assert decide(coordination, draft, {}, catalogue="apart", numbers_from="1000").state == State.READY
    assert "3 Maßnahmen neu, 0 geändert" in page(coordination, draft)
    step(coordination, draft, "anwenden")
    assert wait_for(draft).state == State.APPLIED
    assert record(1001).goal == "Gewässer renaturieren 1"
    assert record(1).goal.startswith("Eltern")


@with_child
def test_decisions_that_led_nowhere_can_be_taken_back(coordination: Client) -> None:
    draft = ready(*ROWS)
    draft.tell(state=State.REFUSED, choices={"sheet": "Fort"}, recognised={}, message="Kein solches Blatt")
    assert "Alle Festlegungen zurücknehmen" in page(coordination, draft)
    step(coordination, draft, "festlegungen", **{"von-vorn": "1"})
    assert (wait_for(draft).state, draft.choices) == (State.READY, {})


# --- Children that fail


@with_child
def test_child_without_memory_says_so(coordination: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHILD_MEMORY_MB", "60")
    monkeypatch.setattr(draft_actions, "PATIENCE", 30)
    upload(coordination, workbook({NR: f"{number},0", GOAL: token_hex(10_000)} for number in range(1, 200)))
    html = page(coordination, ImportDraft.objects.get())
    assert draft_actions.READING_BROKE_OFF in html
    monkeypatch.delenv("CHILD_MEMORY_MB")
    draft = ImportDraft.objects.get()
    step(coordination, draft, "lesen")
    assert wait_for(draft).state == State.READY


@with_child
@pytest.mark.parametrize(
    ("task", "state", "sentence"),
    [
        ("read", State.READING, draft_actions.READING_BROKE_OFF),
        ("apply", State.APPLYING, draft_actions.APPLYING_BROKE_OFF),
    ],
)
def test_child_that_takes_too_long_is_ended(
    coordination: Client, monkeypatch: pytest.MonkeyPatch, task: str, state: str, sentence: str
) -> None:
    draft = ready(*ROWS)
    draft.tell(state=state)
    monkeypatch.setenv("CHILD_SECONDS", "1")
    monkeypatch.setattr(draft_actions, "PATIENCE", 30)
    with transaction.atomic():
        ImportDraft.objects.select_for_update().get(pk=draft.pk)  # so the child waits, and waits
        draft_actions.send_to_child(draft, task)
    assert sentence in page(coordination, draft)
    assert not MeasureVersion.objects.exists()
