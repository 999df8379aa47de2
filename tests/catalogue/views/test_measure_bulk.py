from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import MeasureEdit, apply
from catalogue.models import MeasureVersion
from catalogue.records import Edits, Involvement, State
from integration.accounts.models import User
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.catalogue.workbooks import record
from tests.factories import make_measure, make_user

pytestmark = pytest.mark.usefixtures("city")

BULK = "/massnahmen/sammelaenderung/"
ALL = "7,28,29"


@pytest.fixture
def coordination(db: None) -> User:
    return make_user(Hat.COORDINATION)


@pytest.fixture
def office(client: Client, coordination: User) -> Client:
    """The browser of the Koordination."""
    client.force_login(coordination)
    return client


def elsewhere(number: int, edits: Edits) -> None:
    """Save something from another desk."""
    apply([MeasureEdit(number, edits)], by=None, way=ChangeSet.Way.FORM)


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def preview(client: Client, numbers: str = ALL, **fields: object) -> str:
    sent = {"massnahmen": numbers, "schritt": "vorschau", **fields}
    return client.post(BULK, sent).content.decode()


def carry_out(client: Client, html: str, numbers: str = ALL, **fields: object) -> str:
    """Confirm a preview and return the page that follows."""
    sent = {"massnahmen": numbers, "gegen": hidden(html, "gegen"), "schritt": "uebernehmen", **fields}
    return client.post(BULK, sent, follow=True).content.decode()


def change(client: Client, numbers: str = ALL, **fields: object) -> str:
    return carry_out(client, preview(client, numbers, **fields), numbers, **fields)


# --- What is chosen


def test_ticked_measures_are_chosen(office: Client) -> None:
    html = office.get(f"{BULK}?umfang=markiert&massnahme=7&massnahme=29&q=Kita").content.decode()
    assert hidden(html, "massnahmen") == "7,29"


def test_all_hits_of_a_filter_are_chosen(office: Client) -> None:
    html = office.get(f"{BULK}?umfang=alle&status=geplant&massnahme=28").content.decode()
    assert hidden(html, "massnahmen") == "7"


@pytest.mark.parametrize(
    "query", ["umfang=markiert", "umfang=alle&q=Raumfahrt", "umfang=alle&stand=2020-01-01"]
)
def test_nothing_chosen_leads_back_and_says_so(office: Client, query: str) -> None:
    response = office.get(f"{BULK}?{query}", follow=True)
    assert response.redirect_chain
    assert "Bitte markieren Sie zuerst" in response.content.decode()


# --- Preview


def test_preview_shows_what_would_change_for_whom_and_writes_nothing(office: Client) -> None:
    before = ChangeSet.objects.count()
    html = preview(office, status="umgesetzt", reason="Sitzung")
    assert "2 von 3 Maßnahmen ändern?" in html
    assert "<li>Umsetzungsstand: 2 Maßnahmen</li>" in html
    assert "<li>1 Maßnahme bleibt wie sie ist.</li>" in html
    assert "FB 51 (1)" in html
    assert re.search(r"<del.*?>geplant</del>", html)
    assert ChangeSet.objects.count() == before


def test_preview_leads_back_to_what_was_typed(office: Client) -> None:
    sent = {"massnahmen": ALL, "status": "umgesetzt", "reason": "Sitzung", "schritt": "zurueck"}
    html = office.post(BULK, sent).content.decode()
    assert '<option value="umgesetzt" selected>' in html
    assert "Sitzung</textarea>" in html


def test_preview_carries_all_that_was_chosen(office: Client) -> None:
    html = preview(office, target_groups=["kinder", "erwachsene"], role="kooperation", unit="51.3")
    for name, value in (
        ("target_groups", "kinder"),
        ("target_groups", "erwachsene"),
        ("role", "kooperation"),
    ):
        assert f'name="{name}" value="{value}"' in html
    assert hidden(html, "unit") == "51.3"


# --- What it writes


def test_bulk_change_is_one_change_set_with_its_reason(office: Client, coordination: User) -> None:
    html = change(office, status="zurueckgestellt", status_reason="Kein Geld", lead="FB 61", reason="Sitzung")
    assert "3 Maßnahmen geändert." in html
    last = ChangeSet.objects.in_order()[0]
    assert (last.way, last.reason, last.by) == ("bulk", "Sitzung", coordination)
    assert last.versions.count() == 3
    for number in (7, 28, 29):
        assert record(number).status == State("zurueckgestellt", "Kein Geld")
        assert record(number).lead == "FB-61"


def test_bulk_change_adds_and_removes_entries(office: Client) -> None:
    change(
        office,
        unit="51.3",
        role="kooperation",
        unit_gone="FB 61",
        target_groups=["kinder"],
        target_groups_gone=["erwachsene"],
        locations=["wohnung"],
    )
    seven = record(7)
    assert seven.units == {"51.3": Involvement("kooperation", "x")}
    assert seven.target_groups == {"kinder": "x"}
    assert record(28).locations == {"wohnung": "x"}


def test_removed_unit_leads_no_more(office: Client) -> None:
    change(office, numbers="7", unit_gone="FB 51")
    assert record(7).lead == ""


def test_action_field_added_is_a_listing_of_its_own(office: Client) -> None:
    change(office, numbers="7", field="iko")
    listings = record(7).listings
    assert (listings[1].action_field, listings[1].label, listings[1].concept) == (
        "iko",
        "Interkulturelle Öffnung",
        "fluechtlinge",
    )
    assert listings[0].action_field == "schule"


def test_action_field_removed_leaves_the_last_listing(office: Client) -> None:
    make_measure(30, goal="Zwei", listings={0: {"action_field": "schule"}, 1: {"action_field": "iko"}})
    change(office, numbers="7,30", field_gone="schule")
    assert list(record(7).listings) == [0]
    assert list(record(30).listings) == [1]


# --- Somebody else was faster


def test_other_changes_since_the_preview_are_merged(office: Client) -> None:
    html = preview(office, status="entfallen", status_reason="Erledigt")
    elsewhere(7, {("goal",): "Von nebenan"})
    carry_out(office, html, status="entfallen", status_reason="Erledigt")
    assert (record(7).goal, record(7).status.value) == ("Von nebenan", "entfallen")


def test_same_change_since_the_preview_is_listed_and_left(office: Client) -> None:
    html = preview(office, lead="FB 61")
    elsewhere(7, {("lead",): "51.3"})
    page = carry_out(office, html, lead="FB 61")
    assert "Nicht geändert, weil dieselbe Angabe inzwischen geändert wurde" in page
    assert "Maßnahme 7</a>" in page
    assert "Kindertagesstätten" in page
    assert (record(7).lead, record(28).lead) == ("51.3", "FB-61")
    assert hidden(page, "massnahmen") == "7"


# --- Bad input, rights, cost


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Bitte wählen Sie, was sich ändern soll."),
        ({"status": "entfallen"}, "„entfallen“ braucht eine Begründung."),
        ({"status": "fertig"}, "fertig"),
        ({"status_reason": "Weil"}, "Zu welchem Stand gehört die Begründung?"),
        ({"lead": "Raumfahrt"}, "Eine Stelle „Raumfahrt“ gibt es nicht."),
        ({"lead": "FB 51", "unit_gone": "FB 51"}, "zugleich die Federführung"),
        ({"unit": "FB 51", "unit_gone": "FB 51"}, "nicht zugleich ergänzen und entfernen"),
        ({"target_groups": ["kinder"], "target_groups_gone": ["kinder"]}, "nicht zugleich"),
        ({"field": "raumfahrt"}, "raumfahrt"),
        ({"reason": "x" * 501}, "500"),
    ],
)
def test_bad_input_is_told_at_the_field(office: Client, fields: dict[str, object], sentence: str) -> None:
    before = ChangeSet.objects.count()
    response = office.post(BULK, {"massnahmen": ALL, "schritt": "vorschau", **fields})
    assert response.status_code == 422
    html = response.content.decode()
    assert "error-summary" in html
    assert sentence in html
    assert ChangeSet.objects.count() == before


@pytest.mark.parametrize("numbers", ["", "x", "7;28", "7,,28", "99", "9" * 30, "7\x00"])
def test_what_is_no_list_of_measures_is_refused(office: Client, numbers: str) -> None:
    sent = {"massnahmen": numbers, "status": "geplant"}
    assert office.post(BULK, sent).status_code == 400


@pytest.mark.parametrize("since", ["", "x", "0", "99999", "9" * 40, "²"])
def test_preview_of_no_known_moment_is_refused(office: Client, since: str) -> None:
    sent = {"massnahmen": ALL, "status": "geplant", "schritt": "uebernehmen", "gegen": since}
    assert office.post(BULK, sent).status_code == 400


def test_right_withdrawn_before_confirming_changes_nothing(office: Client, coordination: User) -> None:
    html = preview(office, status="umgesetzt")
    coordination.role = ""
    coordination.save()
    before = ChangeSet.objects.count()
    sent = {
        "massnahmen": ALL,
        "gegen": hidden(html, "gegen"),
        "schritt": "uebernehmen",
        "status": "umgesetzt",
    }
    assert office.post(BULK, sent).status_code == 403
    assert ChangeSet.objects.count() == before


def test_cost_does_not_grow_with_the_measures(
    office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(100, 160):
        make_measure(number, goal="Neu")
    numbers = ",".join(map(str, MeasureVersion.objects.current().values_list("number", flat=True)))
    html = preview(office, numbers, status="umgesetzt")
    sent = {
        "massnahmen": numbers,
        "gegen": hidden(html, "gegen"),
        "schritt": "uebernehmen",
        "status": "umgesetzt",
    }
    with django_assert_max_num_queries(45):
        office.post(BULK, sent)
    assert record(159).status.value == "umgesetzt"


_JUNK = st.text(max_size=40) | st.sampled_from(
    ["7", ALL, "geplant", "entfallen", "FB 51", "kinder", "iko", "1"]
)
_FIELDS = st.sampled_from(
    ["massnahmen", "gegen", "schritt", "status", "status_reason", "lead", "unit", "role", "unit_gone",
     "target_groups", "target_groups_gone", "locations", "field", "field_gone", "reason"]
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(_FIELDS, _JUNK | st.lists(_JUNK, max_size=3)))
def test_junk_never_breaks_the_page(office: Client, sent: dict[str, object]) -> None:
    assert office.post(BULK, {"massnahmen": "7"} | sent).status_code in (200, 302, 400, 422)
