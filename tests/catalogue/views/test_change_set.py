from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import MeasureEdit, apply, undo
from catalogue.models import Contact, MeasureVersion, Unit
from catalogue.records import Edits, Involvement
from catalogue.reference.reference_changes import note
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.catalogue.workbooks import LABEL, NR, TEXT, bring_in, record, workbook
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.usefixtures("city")

SignedIn = Callable[..., Client]


@pytest.fixture
def signed_in(client: Client) -> SignedIn:
    """Return a function that signs a person in: a hat, or a department's person by unit."""

    def sign_in(hat: str = Hat.COORDINATION, unit: str = "") -> Client:
        client.force_login(make_user(hat, unit=Unit.objects.get(slug=unit) if unit else None))
        return client

    return sign_in


def write(*numbers: int, edits: Edits, way: str = ChangeSet.Way.FORM, reason: str = "") -> ChangeSet:
    applied = apply([MeasureEdit(number, edits) for number in numbers], by=None, way=way, reason=reason)
    assert applied.change_set
    return applied.change_set


def creation(number: int) -> ChangeSet:
    return MeasureVersion.objects.get(number=number, version=1).change_set


def listed(client: Client, query: str = "") -> list[int]:
    """Return the change sets of the list's page, in order."""
    html = client.get(f"/aenderungen/{query}").content.decode()
    return [int(pk) for pk in re.findall(r'<th scope="row"[^>]*><a href="/aenderungen/(\d+)/">', html)]


def page_of(client: Client, change_set: ChangeSet, rest: str = "") -> str:
    response = client.get(f"/aenderungen/{change_set.pk}/{rest}")
    assert response.status_code == 200
    return response.content.decode()


def take_back(client: Client, change_set: ChangeSet, reason: str = "") -> str:
    """Undo through the page and return the page that follows."""
    path = f"/aenderungen/{change_set.pk}/ruecknahme/"
    return client.post(path, {"reason": reason}, follow=True).content.decode()


# --- The list


def test_list_shows_the_newest_first(signed_in: SignedIn) -> None:
    last = write(7, 28, edits={("goal",): "Neu"}, way=ChangeSet.Way.BULK, reason="Sitzung")
    client = signed_in()
    assert listed(client) == [last.pk, creation(29).pk, creation(28).pk, creation(7).pk]
    html = client.get("/aenderungen/").content.decode()
    for text in ("Sammeländerung", "Sitzung", "Systembetreuung", "2 geändert", "1 neu"):
        assert text in html


def test_list_counts_only_what_the_person_may_see(signed_in: SignedIn) -> None:
    both = write(7, 28, edits={("goal",): "Neu"})
    client = signed_in(Hat.DEPARTMENT, unit="FB-61")
    assert listed(client) == [both.pk, creation(29).pk, creation(7).pk]
    html = client.get("/aenderungen/").content.decode()
    assert "1 geändert" in html
    assert "2 geändert" not in html


def test_list_shows_what_was_taken_back(signed_in: SignedIn) -> None:
    undone = undo(creation(28), by=None).change_set
    assert undone
    client = signed_in()
    html = client.get("/aenderungen/").content.decode()
    assert "1 zurückgenommen" in html
    assert f'<a href="/aenderungen/{undone.pk}/">zurückgenommen am' in html
    assert f'von: <a href="/aenderungen/{creation(28).pk}/">Formular vom' in html


def test_withdrawal_is_seen_by_those_who_saw_the_measure(signed_in: SignedIn) -> None:
    undone = undo(creation(28), by=None).change_set
    assert undone
    client = signed_in(Hat.DEPARTMENT, unit="51.3")
    assert listed(client) == [undone.pk, creation(28).pk]
    html = page_of(client, undone)
    assert "Maßnahme 28 <span" in html
    assert "zurückgenommen" in html


def test_withdrawal_is_hidden_from_others(signed_in: SignedIn) -> None:
    undone = undo(creation(28), by=None).change_set
    assert undone
    client = signed_in(Hat.DEPARTMENT, unit="FB-61")
    assert undone.pk not in listed(client)
    assert client.get(f"/aenderungen/{undone.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?massnahme=28", [28]),
        ("?massnahme=99", []),
        ("?weg=import", []),
        ("?weg=form&von=2016-01-01", [29, 28, 7]),
        ("?bis=2016-01-01", []),
        ("?von=24.04.2017", [29, 28, 7]),
        ("?weg=&von=&bis=&massnahme=", [29, 28, 7]),
        ("?stelle=FB+61", [29, 7]),
        ("?stelle=FB+51", [28, 7]),
        ("?stelle=FB+51&massnahme=28", [28]),
        ("?stelle=FB+61&massnahme=28", []),
    ],
)
def test_list_is_narrowed(signed_in: SignedIn, query: str, numbers: list[int]) -> None:
    assert listed(signed_in(), query) == [creation(number).pk for number in numbers]


def test_list_shows_its_filters_as_chips(signed_in: SignedIn) -> None:
    html = signed_in().get("/aenderungen/?weg=form&von=2016-01-01&stelle=FB+61&page=1").content.decode()
    for label, rest in (
        ("Weg: Formular", "von=2016-01-01&amp;stelle=FB+61"),
        ("Von: 01.01.2016", "weg=form&amp;stelle=FB+61"),
        ("Stelle: FB 61 Stadtplanung", "weg=form&amp;von=2016-01-01"),
    ):
        assert f'href="?{rest}"><span class="visually-hidden">Filter entfernen: </span>{label}</a>' in html


def test_reference_data_alone_are_listed_to_the_office_only(signed_in: SignedIn, client: Client) -> None:
    with transaction.atomic():
        alone = ChangeSet.objects.open(by=None, way=ChangeSet.Way.REFERENCE, reason="Umbenannt")
        note(alone, Unit.objects.get(slug="FB-61"), before={"name": "Bauamt"})
    assert alone.pk in listed(signed_in())
    html = page_of(client, alone)
    assert "Bauamt" in html
    assert "Rückgängig machen" in html
    assert alone.pk not in listed(client, "?stelle=FB+61")
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="FB-61")))
    assert alone.pk not in listed(client)
    assert client.get(f"/aenderungen/{alone.pk}/").status_code == 404


def test_reference_data_that_name_people_are_for_those_who_see_names(
    signed_in: SignedIn, client: Client
) -> None:
    with transaction.atomic():
        alone = ChangeSet.objects.open(by=None, way=ChangeSet.Way.REFERENCE)
        contact = Contact.objects.create(unit=Unit.objects.get(slug="FB-61"), function="Sekretariat")
        note(alone, contact, before=None)
    assert alone.pk in listed(signed_in())
    client.force_login(make_user(Hat.ADMINISTRATION))
    assert alone.pk not in listed(client)
    assert client.get(f"/aenderungen/{alone.pk}/").status_code == 404


def test_day_counts_to_its_end(signed_in: SignedIn) -> None:
    client = signed_in()
    day = f"{creation(7).at:%Y-%m-%d}"
    assert len(listed(client, f"?von={day}&bis={day}")) in (
        0,
        3,
    )  # 0 only where Berlin has the next day already
    assert len(listed(client, "?bis=2199-12-31")) == 3


def test_filter_by_measure_shows_no_more_than_the_person_may_see(signed_in: SignedIn) -> None:
    assert listed(signed_in(Hat.DEPARTMENT, unit="51.3"), "?massnahme=29") == []


def test_filter_by_measure_finds_its_withdrawal(signed_in: SignedIn) -> None:
    undone = undo(creation(28), by=None).change_set
    assert undone
    assert listed(signed_in(), "?massnahme=28") == [undone.pk, creation(28).pk]


@pytest.mark.parametrize(
    "query",
    ["von=gestern", "von=0001-01-01", "bis=9999-12-31", "weg=quatsch", "massnahme=abc", "massnahme=-1",
     "massnahme=99999999999999999999", "stelle=quatsch", "von=%00", "massnahme=%F0%9F%98%80"],
)  # fmt: skip
def test_junk_finds_nothing_and_says_why(signed_in: SignedIn, query: str) -> None:
    client = signed_in()
    response = client.get(f"/aenderungen/?{query}")
    assert response.status_code == 200
    assert 'class="field__errors"' in response.content.decode()
    assert listed(client, f"?{query}") == []


@pytest.mark.parametrize("query", ["page=abc", "page=99999", "unbekannt=1"])
def test_junk_elsewhere_gets_the_list(signed_in: SignedIn, query: str) -> None:
    assert len(listed(signed_in(), f"?{query}")) == 3


def test_list_costs_the_same_queries_for_3_and_20_sets(
    signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(Hat.DEPARTMENT, unit="FB-51")
    undo(write(7, edits={("goal",): "Neu"}), by=None)
    with django_assert_max_num_queries(15) as one:
        client.get("/aenderungen/")
    for turn in range(8):
        undo(write(7, 28, edits={("goal",): f"Neu {turn}"}), by=None)
    with django_assert_max_num_queries(15) as many:
        assert len(listed(client)) > 15
    assert len(one) == len(many)


# --- One change set


def test_detail_shows_differences_word_by_word(signed_in: SignedIn) -> None:
    change_set = write(
        7, edits={("goal",): "Ein Büro für viele <Fragen>", ("units", "51.3"): Involvement("beteiligt")}
    )
    html = page_of(signed_in(), change_set)
    assert 'für <del><span class="visually-hidden">entfernt: </span>alle Fragen</del>' in html
    assert '<ins><span class="visually-hidden">neu: </span>viele &lt;Fragen&gt;</ins>' in html
    assert "<dt>Zuständigkeit 51.3</dt>" in html
    assert '<a href="/massnahmen/7/">Maßnahme 7</a>' in html


def test_detail_shows_all_of_a_new_measure(signed_in: SignedIn) -> None:
    html = page_of(signed_in(), creation(28))
    for text in ("neu", "Mehrsprachige Sprechstunde", "Katalogzeile 28,1 · Handlungsfeld im Wortlaut"):
        assert text in html


def test_detail_shows_only_what_the_person_may_see(signed_in: SignedIn) -> None:
    both = write(7, 28, edits={("goal",): "Neu"})
    client = signed_in(Hat.DEPARTMENT, unit="51.3")
    html = page_of(client, both)
    assert "Maßnahme 28" in html
    assert "Maßnahme 7" not in html
    assert client.get(f"/aenderungen/{creation(7).pk}/").status_code == 404


def test_detail_names_reference_data_to_the_office_only(signed_in: SignedIn, client: Client) -> None:
    make_unit("FB 50")
    applied = bring_in(workbook([{NR: "50,0", LABEL: "Ganz neues Feld", TEXT: "T", "FB 51": "x"}]))[1]
    assert applied.change_set
    assert "Handlungsfeld Ganz neues Feld, neu" in page_of(signed_in(), applied.change_set)
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="FB-51")))
    response = client.get(f"/aenderungen/{applied.change_set.pk}/")
    assert "Stammdaten" not in response.content.decode()


def test_detail_has_pages(signed_in: SignedIn) -> None:
    change_set = write(*range(100, 205), edits={("goal",): "Z", ("listings", 0, "label"): ""})
    client = signed_in()
    html = page_of(client, change_set)
    assert "<strong>105</strong> Maßnahmen, 1 bis 100 auf dieser Seite" in html
    assert "Maßnahme 204" in page_of(client, change_set, "?page=2")


def test_detail_costs_the_same_queries_for_1_and_30_measures(
    signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in()
    edits = {("goal",): "Z", ("listings", 0, "label"): ""}
    few, many = write(100, edits=edits), write(*range(200, 230), edits=edits)
    with django_assert_max_num_queries(15) as one:
        page_of(client, few)
    with django_assert_max_num_queries(15) as thirty:
        page_of(client, many)
    assert len(one) == len(thirty)


@pytest.mark.parametrize("pk", [0, 999_999, 10**20])
@pytest.mark.parametrize("rest", ["", "ruecknahme/"])
def test_set_that_does_not_exist_is_404(signed_in: SignedIn, pk: int, rest: str) -> None:
    assert signed_in().get(f"/aenderungen/{pk}/{rest}").status_code == 404


# --- Taking back


@pytest.mark.parametrize(
    ("way", "hat", "allowed"),
    [
        (ChangeSet.Way.IMPORT, Hat.ADMINISTRATION, True),
        (ChangeSet.Way.IMPORT, Hat.COORDINATION, True),
        (ChangeSet.Way.FORM, Hat.ADMINISTRATION, False),
        (ChangeSet.Way.FORM, Hat.COORDINATION, True),
        (ChangeSet.Way.FORM, Hat.STEERING_GROUP, False),
    ],
)
def test_undo_demands_the_right_to_do_it(signed_in: SignedIn, way: str, hat: Hat, allowed: bool) -> None:
    change_set = write(7, edits={("goal",): "Neu"}, way=way)
    unit = "FB-51" if hat == Hat.STEERING_GROUP else ""  # a department's person: nobody has a seat yet
    client = signed_in(Hat.DEPARTMENT if unit else hat, unit=unit)
    assert ("Rückgängig machen" in page_of(client, change_set)) is allowed
    response = client.post(f"/aenderungen/{change_set.pk}/ruecknahme/")
    assert response.status_code == (302 if allowed else 403)
    assert (record(7).goal == "Neu") is not allowed


def test_undo_says_first_what_it_would_do(signed_in: SignedIn) -> None:
    change_set = write(7, 28, 50, edits={("goal",): "Neues Ziel", ("listings", 0, "label"): "S"})
    write(28, edits={("goal",): "Besseres Ziel"})
    html = page_of(signed_in(), change_set, "ruecknahme/")
    for sentence in (
        "Bei <strong>2</strong> Maßnahmen wird zurückgenommen, was diese Änderung geändert hat.",
        "<strong>1</strong> damals angelegte Maßnahme verschwindet aus dem Katalog;",
        "Bei <strong>1</strong> Maßnahme bleibt, was später bearbeitet wurde",
    ):
        assert sentence in html
    assert re.search(r"Ziel</th>\s*<td[^>]*>Besseres Ziel</td>\s*<td[^>]*>Eltern kennen die Kita</td>", html)
    assert record(7).goal == "Neues Ziel"


def test_undo_happens_with_its_reason(signed_in: SignedIn) -> None:
    change_set = write(7, 28, edits={("goal",): "Neues Ziel"})
    write(28, edits={("goal",): "Besseres Ziel", ("text",): "T"})
    html = take_back(signed_in(), change_set, "Falsch gelesen")
    assert "Zurückgenommen: 1 Maßnahme. Bei 1 blieb, was später geändert wurde." in html
    assert "Falsch gelesen" in html
    assert "Rücknahme vom" in html
    assert (record(7).goal, record(28).goal) == ("Ein Büro für alle Fragen", "Besseres Ziel")


def test_undo_takes_back_what_was_edited_later_where_the_person_says_so(signed_in: SignedIn) -> None:
    change_set = write(7, 28, edits={("goal",): "Neues Ziel", ("text",): "Neuer Text"})
    write(7, 28, edits={("goal",): "Besseres Ziel"})
    client = signed_in()
    html = page_of(client, change_set, "ruecknahme/")
    assert "trotzdem zurücknehmen" in html
    first, second = re.findall(r'name="trotzdem" value="([0-9a-f]+)"', html)
    path = f"/aenderungen/{change_set.pk}/ruecknahme/"
    told = client.post(path, {"trotzdem": [first, "quatsch"]}, follow=True).content.decode()
    assert "Zurückgenommen: 2 Maßnahmen. Bei 1 blieb, was später geändert wurde." in told
    assert record(7).goal == "Ein Büro für alle Fragen"
    assert record(28).goal == "Besseres Ziel"
    assert first != second


def test_choice_holds_only_for_what_the_person_saw(signed_in: SignedIn) -> None:
    change_set = write(7, edits={("goal",): "Neues Ziel"})
    write(7, edits={("goal",): "Besseres Ziel"})
    client = signed_in()
    html = page_of(client, change_set, "ruecknahme/")
    (key,) = re.findall(r'name="trotzdem" value="([0-9a-f]+)"', html)
    write(7, edits={("goal",): "Bestes Ziel"})
    client.post(f"/aenderungen/{change_set.pk}/ruecknahme/", {"trotzdem": key})
    assert record(7).goal == "Bestes Ziel"


def test_choice_survives_a_faulty_reason(signed_in: SignedIn) -> None:
    change_set = write(7, edits={("goal",): "Neues Ziel"})
    write(7, edits={("goal",): "Besseres Ziel"})
    client = signed_in()
    path = f"/aenderungen/{change_set.pk}/ruecknahme/"
    (key,) = re.findall(r'name="trotzdem" value="([0-9a-f]+)"', client.get(path).content.decode())
    html = client.post(path, {"trotzdem": key, "reason": "x" * 501}).content.decode()
    assert f'value="{key}" checked' in html
    assert record(7).goal == "Besseres Ziel"


def test_undo_twice_says_so(signed_in: SignedIn) -> None:
    change_set = write(7, edits={("goal",): "Neues Ziel"})
    client = signed_in()
    take_back(client, change_set)
    assert "Nichts zurückzunehmen" in page_of(client, change_set, "ruecknahme/")
    assert "Es gab nichts mehr zurückzunehmen" in take_back(client, change_set)
    assert ChangeSet.objects.filter(undoes=change_set).count() == 1


def test_undo_of_an_undo_brings_the_change_back(signed_in: SignedIn) -> None:
    change_set = write(7, edits={("goal",): "Neues Ziel"})
    client = signed_in()
    take_back(client, change_set)
    take_back(client, change_set.undone_by.get())
    assert record(7).goal == "Neues Ziel"


def test_undo_names_the_reference_data_that_stay(signed_in: SignedIn) -> None:
    applied = bring_in(workbook([{NR: "50,0", LABEL: "Ganz neues Feld", TEXT: "T"}]))[1]
    assert applied.change_set
    html = page_of(signed_in(), applied.change_set, "ruecknahme/")
    assert "Bleibt, weil es damals entstand oder seither geändert wurde" in html
    assert "Handlungsfeld Ganz neues Feld, neu" in html


def test_undo_with_too_long_a_reason_is_refused(signed_in: SignedIn) -> None:
    change_set = write(7, edits={("goal",): "Neues Ziel"})
    html = take_back(signed_in(), change_set, "x" * 501)
    assert "Bitte prüfen Sie Ihre Angaben" in html
    assert record(7).goal == "Neues Ziel"


def test_undo_without_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    change_set = write(7, edits={("goal",): "Neues Ziel"})
    assert client.post(f"/aenderungen/{change_set.pk}/ruecknahme/").status_code == 403
    assert record(7).goal == "Neues Ziel"


# --- Ways here


def test_overview_and_measure_lead_to_changes(signed_in: SignedIn) -> None:
    client = signed_in()
    assert f'href="/aenderungen/{creation(29).pk}/"' in client.get("/").content.decode()
    html = client.get("/massnahmen/29/").content.decode()
    assert f'href="/aenderungen/{creation(29).pk}/"' in html
    assert 'href="/massnahmen/29/verlauf/"' in html
