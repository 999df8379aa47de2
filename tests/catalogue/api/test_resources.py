"""What the interface answers about measures, extracts, figures and reference data."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.actions import MeasureEdit, apply, undo
from catalogue.api.asking import Selection
from catalogue.evaluation.basis import Basis
from catalogue.evaluation.cross_table import cross_table
from catalogue.evaluation.dimensions import STATUS, UNIT
from catalogue.filters import MeasureFilter
from catalogue.models import MeasureVersion, Unit
from catalogue.records import Involvement, State
from integration.history.models import ChangeSet
from tests.catalogue.api.conftest import Ask
from tests.factories import make_contact, make_measure, make_user


def numbers(answer: Any) -> list[int]:
    return [one["nummer"] for one in answer.json()["massnahmen"]]


def change(number: int, **texts: Any) -> ChangeSet:
    """Change a measure now and return the change set."""
    edits = {(name,): value for name, value in texts.items()}
    changed = apply([MeasureEdit(number, edits)], by=None, way=ChangeSet.Way.FORM).change_set
    assert changed
    return changed


# --- Measures


def test_measure_says_all_the_catalogue_does(city: None, ask: Ask) -> None:
    measure = ask("massnahmen/7").json()
    assert measure.pop("gueltig_ab")
    assert measure == {
        "nummer": 7,
        "fassung": 1,
        "aenderung": MeasureVersion.objects.get(number=7).change_set_id,
        "ziel": "Ein Büro für alle Fragen",
        "massnahme": "Anlaufstelle im Erdgeschoss",
        "zeitrahmen": "",
        "umsetzungsstand": {"wert": "geplant", "bezeichnung": "geplant", "begruendung": ""},
        "sachstand": {"text": "", "tag": None},
        "naechster_schritt": {"text": "", "tag": None},
        "klaerungsbedarf": "",
        "ersetzt_durch": None,
        "hut": [],
        "zielgruppen": [{"kuerzel": "erwachsene", "bezeichnung": "Erwachsene", "vermerk": ""}],
        "orte": [{"kuerzel": "wohnung", "bezeichnung": "Wohnung", "vermerk": ""}],
        "stellen": [
            {"kuerzel": "FB-51", "kurzbezeichnung": "FB 51",
             "bezeichnung": "FB 51 Kinder, Jugend und Familie",
             "rolle": "federfuehrend", "vermerk": ""},
            {"kuerzel": "FB-61", "bezeichnung": "FB 61 Stadtplanung", "kurzbezeichnung": "FB 61",
             "rolle": "beteiligt", "vermerk": ""},
        ],
        "katalogzeilen": [
            {"nummer": "7,0", "hauptzeile": True,
             "handlungsfeld": {"kuerzel": "schule", "bezeichnung": "Schule"},
             "konzept": {"kuerzel": "fluechtlinge", "bezeichnung": "Konzept fluechtlinge"},
             "seite": "9", "wortlaut": "", "bemerkung": ""},
        ],
        "fehlende_angaben": [],
        "adresse": "/massnahmen/7/",
    }  # fmt: skip


def test_list_takes_the_parameters_of_the_page() -> None:
    assert set(Selection.model_fields) == set(MeasureFilter.base_filters)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [7, 28, 29]),
        ("q=Kita", [28]),
        ("handlungsfeld=iko", [28, 29]),
        ("handlungsfeld=zugang&handlungsfeld=schule", [7, 28, 29]),
        ("zielgruppe=kinder&status=umgesetzt", [28]),
        ("ort=ohne", [28, 29]),
        ("stelle=FB%2051", [7, 28]),
        ("stelle=FB-51&rolle=beteiligt", [28]),
        ("federfuehrung=FB-51", [7]),
        ("konzept=fluechtlinge", [7, 29]),
        ("luecke=ziel", [29]),
    ],
)
def test_list_selects_as_the_page_does(city: None, ask: Ask, query: str, found: list[int]) -> None:
    assert numbers(ask(f"massnahmen?{query}")) == found
    client = Client()
    client.force_login(make_user())
    assert client.get(f"/massnahmen/?{query}").context["hits"] == len(found)


def test_pages_follow_each_other_without_gap(city: None, ask: Ask, settings: Any) -> None:
    settings.SITE_URL = "https://stadt.example"
    first = ask("massnahmen?limit=2&konzept=ohne&konzept=fluechtlinge")
    assert (numbers(first), first.json()["anzahl"]) == ([7, 28], 3)
    address = first.json()["weiter"]
    assert address.startswith("https://stadt.example/api/v1/massnahmen?")
    last = ask(address.removeprefix("https://stadt.example/api/v1/"))
    assert (numbers(last), last.json()["weiter"]) == ([29], None)


def test_any_day_is_shown_as_it_was(past: None, ask: Ask) -> None:
    assert ask("massnahmen/28?stand=2021-12-31").json()["umsetzungsstand"]["wert"] == "umgesetzt"
    now = ask("massnahmen/28").json()["umsetzungsstand"]
    assert now == {
        "wert": "entfallen",
        "bezeichnung": "entfallen",
        "begruendung": "Aufgegangen in Maßnahme 7",
    }
    assert numbers(ask("massnahmen?stand=2021-12-31")) == [7, 28, 29]
    assert ask("massnahmen/28?stand=2021-12-31").json()["adresse"].endswith("?stand=2021-12-31")
    assert ask("massnahmen/30?stand=2021-12-31").status_code == 404


def test_no_person_is_named(city: None, ask: Ask) -> None:
    """Neither who wrote, nor whom to talk to, nor what the columns of volunteers and unknown columns hold."""
    make_contact(Unit.objects.get(slug="FB-51"), name="Vera Ansprech", email="vera@stadt.example")
    Unit.objects.create(slug="paten", name="Lernpaten", kind=Unit.Kind.VOLUNTEERS)
    edits = {
        ("units", "paten"): Involvement("ehrenamt", "Hanna Helfer"),
        ("listings", 0, "extra", "Ansprechperson"): "Willi Wissend",
        ("listings", 0, "lost", "goal"): "Lotte Verloren",
    }
    by = make_user(username="nina.schreibend", function="")
    apply([MeasureEdit(7, edits)], by=by, way=ChangeSet.Way.FORM, reason="Bitte von Gerda Grund")
    said = "".join(
        ask(path).content.decode()
        for path in (
            "massnahmen",
            "massnahmen/7",
            "massnahmen/7/verlauf",
            "stellen/FB-51/auszug",
            "stammdaten",
        )
    )
    assert "Lernpaten" in said
    for name in ("Vera", "vera@", "Hanna", "Willi", "Lotte", "nina", "Gerda"):
        assert name not in said


# --- What has changed


def test_since_tells_what_changed_and_what_is_gone(city: None, ask: Ask) -> None:
    start = ask("massnahmen").json()["letzte_aenderung"]
    assert ask(f"massnahmen?seit={start}").json()["massnahmen"] == []
    change(7, goal="Ein Büro")
    made = make_measure(40, text="Neu").change_set
    answer = ask(f"massnahmen?seit={start}")
    assert (numbers(answer), answer.json()["nicht_mehr"]) == ([7, 40], [])
    between = answer.json()["letzte_aenderung"]
    undo(made, by=None, reason="Irrtum")
    answer = ask(f"massnahmen?seit={between}")
    assert (numbers(answer), answer.json()["nicht_mehr"]) == ([], [40])
    answer = ask(f"massnahmen?seit={start}")  # came and went: whoever asks knows nothing of it
    assert (numbers(answer), answer.json()["nicht_mehr"]) == ([7], [])


def test_since_tells_what_left_the_selection(city: None, ask: Ask) -> None:
    start = ask("massnahmen").json()["letzte_aenderung"]
    change(7, status=State("umgesetzt"))
    answer = ask(f"massnahmen?status=geplant&seit={start}").json()
    assert (answer["massnahmen"], answer["nicht_mehr"]) == ([], [7])
    answer = ask(f"massnahmen?luecke=ziel&seit={start}").json()
    assert answer["nicht_mehr"] is None  # depends on the day alone
    assert ask("massnahmen").json()["nicht_mehr"] is None
    assert ask(f"massnahmen?seit={start}&nach=1").json()["nicht_mehr"] is None


def test_since_up_to_a_past_day(past: None, ask: Ask) -> None:
    imported, _, dropped = ChangeSet.objects.order_by("at")[2:5]
    assert numbers(ask(f"massnahmen?seit={imported.pk}&stand=2021-12-31")) == [7]
    answer = ask(f"massnahmen?seit={dropped.pk}&stand=2021-12-31")  # a day before that change
    assert (numbers(answer), answer.json()["nicht_mehr"]) == ([], [])


def test_history_tells_when_and_what(past: None, ask: Ask) -> None:
    answer = ask("massnahmen/28/verlauf").json()
    assert [(one["art"], one["weg"], one["felder"]) for one in answer["fassungen"]][:1] == [
        ("geändert", "form", ["umsetzungsstand"])
    ]
    assert answer["fassungen"][-1]["art"] == "neu"
    assert answer["fassungen"][0]["gueltig_ab"].startswith("2022-03-01T12:00:00")


# --- Extracts, figures, reference data


def test_extract_holds_the_units_measures_and_their_roles(past: None, ask: Ask) -> None:
    answer = ask("stellen/FB-51/auszug").json()
    assert answer["stelle"]["kurzbezeichnung"] == "FB 51"
    assert [(one["nummer"], one["rolle"]) for one in answer["massnahmen"]] == [
        (7, "federfuehrend"),
        (28, "beteiligt"),
    ]
    before, now = (
        {one["nummer"] for one in ask(f"stellen/FB-61/auszug{day}").json()["massnahmen"]}
        for day in ("?stand=2021-12-31", "")
    )
    assert (before, now) == ({7, 29}, {29, 30})
    assert ask("stellen/FB-51/auszug?limit=1").json()["weiter"].endswith("limit=1&nach=7")


@pytest.mark.parametrize("day", ["", "&stand=2021-12-31"])
def test_figures_are_those_of_the_pages(past: None, ask: Ask, day: str) -> None:
    answer = ask(f"auswertung?zeilen=stelle&spalten=status{day}").json()
    client = Client()
    client.force_login(make_user())
    shown = client.get(f"/auswertung/?zeilen=stelle&spalten=status{day}").context["table"]
    assert answer["anzahl"] == shown.total.number
    assert [row["anzahlen"] for row in answer["zeilen"]] == [
        [cell.number for cell in row.cells] for row in shown.rows
    ]
    assert [row["anzahl"] for row in answer["zeilen"]] == [row.total.number for row in shown.rows]
    if not day:
        chosen = MeasureFilter(client.get("/").wsgi_request.GET, MeasureVersion.objects.all())
        assert cross_table(Basis.of(chosen), UNIT, STATUS).total.number == answer["anzahl"]


def test_reference_data_are_whole(city: None, ask: Ask) -> None:
    answer = ask("stammdaten").json()
    assert [one["kuerzel"] for one in answer["stellen"]] == ["51.3", "FB-51", "FB-61"]
    assert answer["stellen"][0]["uebergeordnet"] == "FB-51"
    assert {one["kuerzel"]: one["uebergeordnet"] for one in answer["handlungsfelder"]} == {
        "iko": None, "zugang": "iko", "schule": None
    }  # fmt: skip
    assert answer["umsetzungsstand"][0]["kuerzel"] == "nicht-erfasst"
    assert answer["konzepte"][0]["jahr"] == 2016


def questions(ask: Ask, path: str) -> list[str]:
    """Return what the database is asked for an answer, but for the count of requests, which tidies up when
    a minute begins."""
    with CaptureQueriesContext(connection) as asked:
        ask(path)
    return [one["sql"] for one in asked if "rates_rate" not in one["sql"]]


@pytest.mark.parametrize(
    "path", ["massnahmen?limit=200&seit=1", "stellen/FB-51/auszug?limit=200", "auswertung", "stammdaten"]
)
def test_number_of_queries_does_not_grow(city: None, ask: Ask, path: str) -> None:
    seit = ChangeSet.objects.order_by("at").first()
    assert seit
    path = path.replace("seit=1", f"seit={seit.pk}")
    ask(path)  # the day of the token's last use is written now
    few = questions(ask, path)
    for number in range(100, 130):
        make_measure(
            number, lead="FB-51", listings={0: {"action_field": "iko"}, 1: {"action_field": "schule"}}
        )
    many = questions(ask, path)
    assert len(many) <= len(few)
    assert len(many) <= 16, "\n".join(many)


def test_days_are_those_of_the_city(city: None, ask: Ask) -> None:
    assert ask("massnahmen").json()["stand"] == f"{timezone.localdate():%Y-%m-%d}"
