"""The queue of suggestions: what it shows, and deciding in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import MeasureEdit, apply
from catalogue.models import MeasureVersion, Suggestion, Unit
from catalogue.returns.deciding import decide
from catalogue.returns.return_actions import submit
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.catalogue.unit_returns import draft, issue_to, keys, seen, status
from tests.factories import make_measure, make_user

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


def send(unit: str, number: int, role: str = "beteiligt", **said: Any) -> None:
    extract = issue_to(unit, {number: role}) if number else None
    submit(draft(unit, {number: said}, extract=extract), by=None)


def shown(client: Client, query: str = "") -> list[tuple[int, list[str]]]:
    groups = client.get(f"/vorschlaege/{query}").context["queue"].groups
    return [(one.number, [block.unit_return.unit.code for block in one.blocks]) for one in groups]


def now(number: int) -> Any:
    return MeasureVersion.objects.current().with_records().get(number=number).record


def test_queue_is_grouped_by_measure_and_unit_the_lead_first(coordination: Client) -> None:
    send("FB 61", 7, goal="Ein Ziel")
    send("FB 51", 7, "federfuehrend", goal="Zwei Ziele")
    send("51.3", 0, text="Ein Café")
    send("51.3", 28, note="Bitte anrufen")
    assert shown(coordination) == [(7, ["FB 51", "FB 61"]), (28, ["51.3"]), (0, ["51.3"])]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?stelle=FB 51", [28]),
        ("?massnahme=7", [7]),
        ("?art=note", [28]),
        ("?status=accepted", []),
        ("?status=alle", [7, 28]),
        ("?status=quatsch", []),
        ("?stelle=Unfug", []),
    ],
)
def test_queue_is_narrowed_down(coordination: Client, query: str, numbers: list[int]) -> None:
    send("FB 61", 7, goal="Ein Ziel")
    send("51.3", 28, note="Bitte anrufen")
    assert [number for number, _ in shown(coordination, query)] == numbers


def test_drafts_are_not_in_the_queue(coordination: Client) -> None:
    draft("FB 61", {7: {"goal": "Ein Ziel"}})
    assert shown(coordination) == []


def test_conflict_shows_all_three_sides_word_by_word(coordination: Client) -> None:
    send("FB 61", 7, goal="Ein Büro für viele Fragen")
    apply([MeasureEdit(7, {("goal",): "Zwei Büros für alle Fragen"})], by=None, way=ChangeSet.Way.FORM)
    text = coordination.get("/vorschlaege/").content.decode()
    assert "Konflikt" in text
    assert "Ein Büro für alle Fragen" in text
    assert '<ins><span class="visually-hidden">neu: </span>viele</ins>' in text


def chosen(client: Client, **choices: str) -> dict[str, str]:
    """Return what the queue's form would send."""
    groups = client.get("/vorschlaege/").context["queue"].groups
    seen = {f"fassung-{one.number}": str(one.version) for one in groups if one.number}
    return {**seen, **{name.replace("_", "-"): value for name, value in choices.items()}}


def test_choices_are_previewed_and_then_written(coordination: Client) -> None:
    send("FB 51", 7, "federfuehrend", goal="Ein Ziel", text="Ein Text")
    goal, text = keys()
    sent = chosen(coordination, **{f"v_{goal}": "ja", f"v_{text}": "nein"})
    preview = coordination.post("/vorschlaege/vorschau/", sent)
    assert preview.status_code == 200
    assert [one.number for one in preview.context["planned"].changes] == [7]
    assert now(7).goal == "Ein Büro für alle Fragen"
    done = coordination.post("/vorschlaege/entscheiden/", {**sent, "reason": "Beschlossen"}, follow=True)
    assert "Übernommen: 1, abgelehnt: 1." in done.content.decode()
    assert now(7).goal == "Ein Ziel"
    assert set(Suggestion.objects.values_list("reason", flat=True)) == {"Beschlossen"}


def test_row_is_decided_at_once_and_single_choices_go_before(coordination: Client) -> None:
    send("FB 51", 7, "federfuehrend", goal="Ein Ziel", text="Ein Text", timeframe="Bald")
    goal, text, timeframe = keys()
    answer = Suggestion.objects.get(pk=goal).answer_id
    sent = chosen(coordination, **{f"zeile_{answer}": "ja", f"v_{text}": "nein", f"grund_{answer}": "Gut"})
    coordination.post("/vorschlaege/entscheiden/", sent)
    states = dict(Suggestion.objects.values_list("pk", "state"))
    assert states == {goal: "accepted", text: "rejected", timeframe: "accepted"}
    assert set(Suggestion.objects.values_list("reason", flat=True)) == {"Gut"}


def test_all_without_conflict_leaves_what_needs_a_look(coordination: Client) -> None:
    send("FB 51", 7, "federfuehrend", goal="Ein Ziel", progress="Im Bau")
    send("FB 61", 7, progress="Fertig", status=status("umgesetzt"))
    send("51.3", 28, status=status("in-umsetzung"), note="Bitte anrufen")
    preview = coordination.post("/vorschlaege/vorschau/", {"alle": "1"})
    accepted = Suggestion.objects.filter(pk__in=preview.context["choices"].accepted)
    assert {(one.answer.measure.number, one.path[0]) for one in accepted if one.answer.measure} == {
        (7, "goal"),
        (28, "status"),
    }
    narrowed = coordination.post("/vorschlaege/vorschau/", {"alle": "1", "auswahl": "massnahme=28"})
    assert len(narrowed.context["choices"].accepted) == 1


def test_two_values_for_one_field_are_told_before_anything_is_written(coordination: Client) -> None:
    send("FB 51", 7, "federfuehrend", progress="Im Bau")
    send("FB 61", 7, progress="Fertig")
    first, second = keys()
    sent = chosen(coordination, **{f"v_{first}": "ja", f"v_{second}": "ja"})
    answer = coordination.post("/vorschlaege/vorschau/", sent, follow=True)
    assert "nicht zwei verschiedene Angaben" in answer.content.decode()


def test_whoever_is_slower_is_told(coordination: Client) -> None:
    send("FB 51", 7, "federfuehrend", goal="Ein Ziel")
    sent = chosen(coordination, **{f"v_{keys()[0]}": "ja"})
    coordination.post("/vorschlaege/entscheiden/", sent)
    again = coordination.post("/vorschlaege/entscheiden/", sent, follow=True)
    assert "wurde inzwischen von „Koordination“ entschieden" in again.content.decode()


def test_it_goes_back_to_the_page_it_came_from_and_nowhere_else(coordination: Client) -> None:
    for asked, led in (
        ("/vorschlaege/?massnahme=7", "/vorschlaege/?massnahme=7"),
        ("//fremd.example", "/vorschlaege/"),
    ):
        answer = coordination.post("/vorschlaege/entscheiden/", {"zurueck": asked})
        assert answer.headers["Location"] == led


def test_nonsense_decides_nothing(coordination: Client) -> None:
    send("FB 51", 7, goal="Ein Ziel")
    sent = {"v-x": "ja", "v-²": "ja", f"v-{keys()[0]}": "vielleicht", "zeile-": "ja", "fassung-7": "heute"}
    for page in ("vorschau", "entscheiden"):
        assert coordination.post(f"/vorschlaege/{page}/", sent).status_code == 302
    assert len(keys()) == 1


def test_queue_costs_the_same_for_one_measure_and_for_many(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    send("FB 51", 7, goal="Ein Ziel")
    for number in range(100, 130):
        make_measure(number, lead="FB-51")
    with django_assert_max_num_queries(20):
        coordination.get("/vorschlaege/")
    many = {number: {"goal": "Ziel", "note": "Wort"} for number in range(100, 130)}
    submit(draft("FB 51", many), by=None)
    with django_assert_max_num_queries(20):
        assert len(coordination.get("/vorschlaege/").context["queue"].groups) == 15


def test_day_of_a_sachstand_is_decided_with_its_text(coordination: Client) -> None:
    send("FB 51", 7, "federfuehrend", progress="Im Bau", progress_date="2026-03-01", goal="Ein Ziel")
    (block,) = coordination.get("/vorschlaege/").context["queue"].groups[0].blocks
    assert [one.suggestion.path for one in block.rows] == [["progress"], ["goal"]]
    (text,) = keys(path=["progress"])
    coordination.post("/vorschlaege/entscheiden/", chosen(coordination, **{f"v_{text}": "ja"}))
    assert (now(7).progress, now(7).progress_date) == ("Im Bau", "2026-03-01")
    assert len(keys()) == 1


def test_all_without_conflict_takes_no_day_without_its_sachstand(coordination: Client) -> None:
    for unit, role, text in (("FB 51", "federfuehrend", "Im Bau"), ("FB 61", "beteiligt", "Fertig")):
        send(unit, 7, role, progress=text, progress_date="2026-03-01")
    answer = coordination.post("/vorschlaege/vorschau/", {"alle": "1"}, follow=True)
    assert "Nichts ist ohne Konflikt." in answer.content.decode()


def test_change_set_and_history_name_the_return_they_came_from(coordination: Client) -> None:
    send("FB 51", 7, "federfuehrend", goal="Ein Ziel")
    coordination.post("/vorschlaege/entscheiden/", chosen(coordination, **{f"v_{keys()[0]}": "ja"}))
    accepted = Suggestion.objects.get()
    link = f'href="/rueckmeldung/gesendet/{accepted.answer.unit_return_id}/">Rückmeldung FB 51 vom'
    assert link in coordination.get(f"/aenderungen/{accepted.change_set_id}/").content.decode()
    history = coordination.get("/massnahmen/7/verlauf/").content.decode()
    assert "Rückmeldung FB 51 vom" in history
    coordination.post(f"/aenderungen/{accepted.change_set_id}/ruecknahme/")
    assert now(7).goal == "Ein Büro für alle Fragen"
    receipt = coordination.get(f"/rueckmeldung/gesendet/{accepted.answer.unit_return_id}/")
    assert "übernommen, später zurückgenommen" in receipt.content.decode()


def test_department_without_the_right_sees_no_return_behind_a_change(client: Client) -> None:
    send("FB 51", 7, "federfuehrend", goal="Ein Ziel")
    decide(keys(), [], by=None, seen=seen())
    change_set = Suggestion.objects.get().change_set
    assert change_set
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(code="FB 61")))
    assert list(client.get(f"/aenderungen/{change_set.pk}/").context["returns"]) == []
