"""A unit's Rückmeldung in the browser, from the list to the receipt."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Extract, Suggestion, Unit, UnitReturn
from catalogue.returns.deciding import decide
from catalogue.returns.return_actions import submit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from tests.catalogue.measure_forms import opened
from tests.catalogue.unit_returns import draft, issue_to, keys, seen
from tests.factories import make_measure, make_membership, make_user

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def person(client: Client) -> User:
    """Somebody of FB 51, signed in."""
    person = make_user(Hat.DEPARTMENT, username="fb51", unit=Unit.objects.get(code="FB 51"))
    client.force_login(person)
    return person


@pytest.fixture
def extract(person: User) -> Extract:
    return issue_to("FB 51", {7: "federfuehrend", 28: "beteiligt"})


def filled(client: Client, path: str, **fields: Any) -> dict[str, Any]:
    """Return the form as the page shows it, with these fields filled in; a box is set by True."""
    sent: dict[str, Any] = opened(client, path, "answers")
    more = {name.replace("_", "-", 1): "on" if value is True else value for name, value in fields.items()}
    return {**sent, **more}


def page(extract: Extract, suffix: str = "") -> str:
    return f"/rueckmeldung/{extract.pk}/{suffix}"


def sends(client: Client, extract: Extract) -> Any:
    stand = client.get(page(extract, "absenden/")).context["seen"]
    return client.post(page(extract, "absenden/"), {"stand": stand}, follow=True)


def test_list_shows_what_is_open_and_what_was_sent(client: Client, extract: Extract) -> None:
    submit(draft("51.3", {28: {"goal": "Ein Ziel"}}), by=None)
    issue_to("FB 61", {7: "beteiligt"})
    shown = client.get("/rueckmeldung/").context
    assert [(one, done, total) for one, done, total in shown["outstanding"]] == [(extract, 0, 2)]
    assert [one.unit.code for one in shown["page"]] == ["51.3"]


def test_person_with_two_units_sees_both(client: Client, person: User, extract: Extract) -> None:
    other = issue_to("FB 61", {7: "beteiligt"})
    make_membership(person, Unit.objects.get(code="FB 61"))
    shown = client.get("/rueckmeldung/").context
    assert {one for one, _, _ in shown["outstanding"]} == {extract, other}
    assert [unit.code for unit in shown["units"]] == ["FB 51", "FB 61"]


def test_form_sent_as_it_is_says_nothing(client: Client, extract: Extract) -> None:
    answer = client.post(page(extract), filled(client, page(extract)))
    assert answer.status_code == 302
    assert not UnitReturn.objects.exists()


def test_what_is_filled_in_is_kept_sent_and_confirmed(client: Client, extract: Extract) -> None:
    sent = filled(
        client,
        page(extract),
        m7_status="in-umsetzung",
        m7_progress="Im Bau",
        m7_question="Wer zahlt?",
        m7_difficulties="Keine Räume",
        m28_unchanged=True,
        neu0_text="Ein Begegnungscafé",
        neu0_leads=True,
    )
    answer = client.post(page(extract), {**sent, "weiter": "1"}, follow=True)
    assert [one.number for one in answer.context["said"]] == [7, 28, 0]
    receipt = sends(client, extract)
    assert "Ihre Rückmeldung ist eingegangen" in receipt.content.decode()
    found = {(one.kind, *one.path) for one in Suggestion.objects.all()}
    assert found == {
        ("field", "status"),
        ("field", "progress"),
        ("field", "progress_date"),
        ("field", "clarification"),
        ("note",),
        ("new",),
    }
    (proposal,) = Suggestion.objects.filter(kind="new")
    assert proposal.edits == {("text",): "Ein Begegnungscafé", ("lead",): "FB-51"}
    assert UnitReturn.objects.get().answers.get(measure__number=7).is_lead
    extract.refresh_from_db()
    assert extract.received_at


def test_draft_shows_again_what_was_kept(client: Client, extract: Extract) -> None:
    sent = filled(client, page(extract), m7_goal="Ein Ziel", m7_question="Wer zahlt?", neu0_text="Café")
    client.post(page(extract), sent)
    again = opened(client, page(extract), "answers")
    proposal = UnitReturn.objects.get().answers.get(measure=None)
    assert (again["m7-goal"], again["m7-question"]) == ("Ein Ziel", "Wer zahlt?")
    assert again[f"neu{proposal.pk}-text"] == "Café"
    client.post(page(extract), {**again, f"neu{proposal.pk}-text": "", "m7-goal": "Ein Büro für alle Fragen"})
    (left,) = UnitReturn.objects.get().answers.all()
    assert left.edits == [[["clarification"], "Wer zahlt?"]]


def test_mistake_keeps_everything_else(client: Client, extract: Extract) -> None:
    sent = filled(
        client, page(extract), m7_progress_date="irgendwann", m28_progress="Läuft", m28_not_responsible=True
    )
    answer = client.post(page(extract), sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#id_m7-progress_date"' in text
    assert "irgendwann" in text
    (kept,) = UnitReturn.objects.get().answers.all()
    assert kept.measure
    assert kept.measure.number == 28


def test_no_change_and_changes_at_once_is_a_mistake(client: Client, extract: Extract) -> None:
    answer = client.post(page(extract), filled(client, page(extract), m7_unchanged=True, m7_goal="Anders"))
    assert answer.status_code == 422
    assert "„Keine Änderung“ und Angaben zugleich" in answer.content.decode()


def test_two_people_of_a_unit_do_not_overwrite_each_other_unseen(client: Client, extract: Extract) -> None:
    opened_first = filled(client, page(extract), m7_goal="Meins")
    client.post(page(extract), filled(client, page(extract), m7_goal="Deins", m28_progress="Läuft"))
    met = client.post(page(extract), opened_first)
    assert met.status_code == 409
    assert "andere Angaben gespeichert" in met.content.decode()
    assert UnitReturn.objects.get().answers.get(measure__number=7).edits == [[["goal"], "Deins"]]
    assert UnitReturn.objects.get().answers.filter(measure__number=28).exists()


def test_status_that_needs_a_reason_is_not_sent_without(client: Client, extract: Extract) -> None:
    client.post(page(extract), filled(client, page(extract), m7_status="entfallen"))
    summary = client.get(page(extract, "absenden/"))
    assert "Dieser Stand braucht eine Begründung" in summary.content.decode()
    refused = client.post(page(extract, "absenden/"), {"stand": summary.context["seen"]})
    assert refused.status_code == 422
    assert not UnitReturn.objects.sent().exists()


def test_nothing_else_is_sent_than_what_was_shown(client: Client, extract: Extract) -> None:
    client.post(page(extract), filled(client, page(extract), m7_goal="Meins"))
    stand = client.get(page(extract, "absenden/")).context["seen"]
    client.post(page(extract), filled(client, page(extract), m7_goal="Deins"))
    answer = client.post(page(extract, "absenden/"), {"stand": stand}, follow=True)
    assert "inzwischen geändert" in answer.content.decode()
    assert not UnitReturn.objects.sent().exists()


def test_release_is_kept(client: Client, extract: Extract) -> None:
    client.post(page(extract), filled(client, page(extract), m7_goal="Meins"))
    stand = client.get(page(extract, "absenden/")).context["seen"]
    release = {"stand": stand, "released_on": "2026-03-02"}
    assert client.post(page(extract, "absenden/"), release).status_code == 422
    client.post(page(extract, "absenden/"), {**release, "released_by": "Fachbereichsleitung"})
    assert UnitReturn.objects.sent().get().released_by == "Fachbereichsleitung"


def test_fehlanzeige_throws_the_draft_away_and_counts_as_answer(client: Client, extract: Extract) -> None:
    client.post(page(extract), filled(client, page(extract), m7_goal="Meins"))
    assert "wird dabei verworfen" in client.get(page(extract, "fehlanzeige/")).content.decode()
    client.post(page(extract, "fehlanzeige/"))
    sent = UnitReturn.objects.get()
    assert (sent.is_nil, sent.state, sent.answers.count()) == (True, "decided", 0)


def test_department_sees_what_became_of_it_and_why(client: Client, extract: Extract) -> None:
    sent = submit(draft("FB 51", {7: {"goal": "Ein Ziel", "text": "Text"}}, extract=extract), by=None)
    first, second = keys()
    decide([first], [second], by=make_user(), reasons={second: "Passt nicht ins Konzept"}, seen=seen())
    text = client.get(f"/rueckmeldung/gesendet/{sent.pk}/").content.decode()
    assert "übernommen" in text
    assert "nicht übernommen" in text
    assert "Passt nicht ins Konzept" in text


def test_return_is_withdrawn_until_somebody_decides(client: Client, extract: Extract) -> None:
    sent = submit(draft("FB 51", {7: {"goal": "Ein Ziel"}}, extract=extract), by=None)
    answer = client.post(f"/rueckmeldung/gesendet/{sent.pk}/zurueckziehen/", follow=True)
    assert answer.redirect_chain[-1][0] == page(extract)
    assert opened(client, page(extract), "answers")["m7-goal"] == "Ein Ziel"


def test_unit_reports_of_its_own_accord(client: Client, person: User) -> None:
    path = "/rueckmeldung/stelle/FB-51/"
    client.post(path, filled(client, path, m28_progress="Läuft"))
    stand = client.get(f"{path}absenden/").context["seen"]
    client.post(f"{path}absenden/", {"stand": stand})
    sent = UnitReturn.objects.sent().get()
    assert (sent.extract, sent.way) == (None, "browser")
    assert {tuple(one.path) for one in Suggestion.objects.all()} == {("progress",), ("progress_date",)}


def test_koordination_writes_down_what_came_by_letter(client: Client) -> None:
    client.force_login(make_user())
    extract = issue_to("FB 61", {7: "beteiligt"})
    scan = SimpleUploadedFile("Brief.pdf", b"%PDF-1.7 ...")
    sent = filled(client, page(extract), m7_progress="Läuft", erfasst_spokesperson="Leitung FB 61")
    client.post(page(extract), {**sent, "erfasst-scan": scan})
    summary = client.get(page(extract, "absenden/"))
    assert summary.context["missing"] == ["eingegangen am", "auf dem Weg"]
    more = {"erfasst_received_on": "2026-03-02", "erfasst_channel": "brief"}
    client.post(page(extract), filled(client, page(extract), **more))
    receipt = sends(client, extract)
    stored = UnitReturn.objects.sent().get()
    assert (stored.way, stored.channel, stored.spokesperson) == ("entered", "brief", "Leitung FB 61")
    assert "Brief.pdf" in receipt.content.decode()
    file = client.get(f"/rueckmeldung/gesendet/{stored.pk}/scan/")
    assert (file.content, file.headers["Content-Type"]) == (b"%PDF-1.7 ...", "application/pdf")
    assert file.headers["Content-Disposition"] == 'attachment; filename="Brief.pdf"'


def test_file_that_is_no_scan_is_refused(client: Client) -> None:
    client.force_login(make_user())
    extract = issue_to("FB 61", {7: "beteiligt"})
    sent = filled(client, page(extract), m7_progress="Läuft")
    answer = client.post(page(extract), {**sent, "erfasst-scan": SimpleUploadedFile("x.pdf", b"MZ")})
    assert answer.status_code == 422
    assert "weder ein PDF noch ein Bild" in answer.content.decode()


def test_measure_that_changed_since_the_page_was_opened_is_merged(client: Client, extract: Extract) -> None:
    sent = filled(client, page(extract), m7_goal="Meins")
    make_measure(7, text="Inzwischen anders")
    client.post(page(extract), sent)
    kept = UnitReturn.objects.get().answers.get()
    assert kept.edits == [[["goal"], "Meins"]]
    assert kept.base
    assert kept.base.version == 1


def test_form_costs_the_same_for_one_measure_and_for_many(
    client: Client, extract: Extract, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(100, 120):
        make_measure(number, lead="FB-51")
    large = issue_to("FB 51", dict.fromkeys(range(100, 120), "federfuehrend"))
    for one in (extract, large):
        with django_assert_max_num_queries(22):
            client.get(page(one))
    many = {f"m{number}_goal": "Ziel" for number in range(100, 120)}
    client.post(page(large), filled(client, page(large), **many))
    for one in (extract, large):
        with django_assert_max_num_queries(22):
            client.get(page(one, "absenden/"))


def test_all_that_is_left_is_said_to_be_unchanged_at_once(client: Client, extract: Extract) -> None:
    client.post(page(extract), filled(client, page(extract), m7_goal="Meins"))
    client.post(page(extract, "absenden/"), {"uebrige": "1"})
    answers = UnitReturn.objects.get().answers
    assert list(answers.filter(is_unchanged=True).values_list("measure__number", flat=True)) == [28]
    assert answers.get(measure__number=7).edits == [[["goal"], "Meins"]]
    assert client.get(page(extract, "absenden/")).context["asked"].silent == []


def test_koordination_takes_back_only_what_it_wrote_down(client: Client, extract: Extract) -> None:
    sent = submit(draft("FB 51", {7: {"goal": "Ein Ziel"}}, extract=extract), by=None)
    client.force_login(make_user())
    assert client.post(f"/rueckmeldung/gesendet/{sent.pk}/zurueckziehen/").status_code == 403
    assert "Zurückziehen" not in client.get(f"/rueckmeldung/gesendet/{sent.pk}/").content.decode()


def test_koordination_finds_again_what_it_began_to_write_down(client: Client) -> None:
    client.force_login(make_user())
    path = "/rueckmeldung/stelle/FB-61/"
    client.post(path, filled(client, path, m7_progress="Läuft"))
    (begun,) = client.get("/rueckmeldung/").context["page"]
    assert (begun.unit.code, begun.way, begun.state) == ("FB 61", "entered", "draft")
    assert opened(client, path, "answers")["m7-progress"] == "Läuft"
