"""Target groups, locations, concepts, action fields and contacts in the browser."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from catalogue.models import ActionField, Concept, Contact, Location, MeasureVersion, TargetGroup, Unit
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.factories import make_action_field, make_contact, make_measure, make_target_group, make_user

pytestmark = pytest.mark.usefixtures("city")
YESTERDAY = dt.date(2020, 1, 1)


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


def html(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def hidden(client: Client, path: str) -> str:
    """Return what the form at `path` says it was opened at."""
    seen: str = client.get(path).context["form"]["seen"].value()
    return seen


# --- Short tables


def test_page_shows_every_entry_with_as_many_measures_as_its_link_finds(coordination: Client) -> None:
    page = html(coordination, "/stammdaten/")
    for parameter, slug, number in (("zielgruppe", "erwachsene", 2), ("ort", "wohnung", 1)):
        assert f'<a href="/massnahmen/?{parameter}={slug}">{number}<' in page
        assert coordination.get(f"/massnahmen/?{parameter}={slug}").context["hits"] == number


@pytest.mark.parametrize(
    ("kind", "fields", "model", "slug"),
    [
        ("zielgruppen", {"name": "Seniorinnen", "meaning": "Ältere Menschen"}, TargetGroup, "seniorinnen"),
        ("orte", {"name": "Stadtteil"}, Location, "stadtteil"),
        ("konzepte", {"name": "Fortschreibung", "slug": "neu-2027", "year": "2027"}, Concept, "neu-2027"),
    ],
)
def test_entry_is_created_in_a_change_set(
    coordination: Client, kind: str, fields: dict[str, str], model: type[models.Model], slug: str
) -> None:
    response = coordination.post(f"/stammdaten/{kind}/neu/", {**fields, "reason": "Ratsbeschluss"})
    assert response.headers["Location"] == "/stammdaten/"
    assert model._default_manager.get(slug=slug)
    change_set = ChangeSet.objects.in_order()[0]
    assert (change_set.way, change_set.reason) == ("reference", "Ratsbeschluss")
    assert change_set.reference_changes.get().before is None


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("/stammdaten/zielgruppen/neu/", {"name": "Kinder"}, "gibt es hier schon"),
        ("/stammdaten/zielgruppen/neu/", {"name": "Neu"}, "kann kein Eintrag heißen"),
        ("/stammdaten/orte/neu/", {"name": "!?"}, "wenigstens einen lateinischen Buchstaben"),
        ("/stammdaten/orte/neu/", {"name": ""}, "erforderlich"),
        ("/stammdaten/orte/neu/", {"name": "\x07"}, "leer"),
        ("/stammdaten/orte/neu/", {"name": "x" * 201}, "200"),
        ("/stammdaten/konzepte/neu/", {"name": "A", "slug": "ä b", "year": "2016"}, "Nur Buchstaben"),
        ("/stammdaten/konzepte/neu/", {"name": "A", "slug": "fluechtlinge", "year": "2016"}, "vergeben"),
        ("/stammdaten/konzepte/neu/", {"name": "A", "slug": "a", "year": "99999"}, "2200"),
        ("/handlungsfelder/neu/", {"name": "Schule", "position": "1"}, "dieses Namens gibt es schon"),
        ("/handlungsfelder/iko/", {"name": "IKO", "position": "1", "parent": "iko"}, "Auswahl"),
        ("/handlungsfelder/iko/", {"name": "IKO", "position": "1", "parent": "zugang"}, "unter sich selbst"),
        ("/handlungsfelder/iko/", {"name": "IKO", "position": "-1"}, "größer oder gleich 0"),
        ("/handlungsfelder/iko/", {"name": "IKO", "position": "1", "aliases": "x" * 201}, "höchstens 200"),
        ("/stellen/51.3/ansprechpersonen/neu/", {"function": ""}, "erforderlich"),
        ("/stellen/51.3/ansprechpersonen/neu/", {"function": "A", "email": "keine"}, "E-Mail"),
        ("/stellen/51.3/ansprechpersonen/neu/", {"function": "A", "measure": "99"}, "gibt es im Katalog"),
        ("/stellen/51.3/ansprechpersonen/neu/", {"function": "A", "measure": "7"}, "wirkt 51.3"),
        (
            "/stellen/51.3/ansprechpersonen/neu/",
            {"function": "A", "valid_from": "2020-01-02", "valid_until": "2020-01-01"},
            "liegt vor",
        ),
        ("/stellen/51.3/aufloesen/", {"successor": "", "valid_until": "2020-01-01"}, "erforderlich"),
        ("/stellen/51.3/aufloesen/", {"successor": "51.3", "valid_until": "2020-01-01"}, "an sich selbst"),
        ("/handlungsfelder/iko/zusammenlegen/", {"merged_into": "quatsch"}, "Auswahl"),
        ("/stellen/51.3/bearbeiten/", {"name": "A", "kind": "stelle", "valid_until": "2020-01-01"}, "bei 1"),
    ],
)  # fmt: skip
def test_faulty_entry_is_told_and_nothing_changed(
    coordination: Client, path: str, fields: dict[str, str], sentence: str
) -> None:
    sets = ChangeSet.objects.count()
    response = coordination.post(path, fields)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert ChangeSet.objects.count() == sets


def test_unknown_kind_and_entry_are_not_there(coordination: Client) -> None:
    assert coordination.get("/stammdaten/quatsch/neu/").status_code == 404
    assert coordination.get("/stammdaten/orte/quatsch/").status_code == 404


def test_ended_entry_is_not_offered_but_found_and_kept(coordination: Client) -> None:
    fields = {"name": "Kinder", "valid_until": str(YESTERDAY)}
    coordination.post("/stammdaten/zielgruppen/kinder/", fields)
    assert 'name="zielgruppe" value="kinder"' not in html(coordination, "/massnahmen/")
    chosen = html(coordination, "/massnahmen/?zielgruppe=kinder")
    assert 'name="zielgruppe" value="kinder" checked' in chosen
    assert "Kinder" in html(coordination, "/massnahmen/28/")


def test_form_opened_before_somebody_else_saved_says_so_and_saves_the_second_time(
    coordination: Client,
) -> None:
    seen = hidden(coordination, "/stammdaten/orte/wohnung/")
    Location.objects.filter(slug="wohnung").update(name="Eigene Wohnung")
    fields = {"name": "Wohnungen", "seen": seen}
    response = coordination.post("/stammdaten/orte/wohnung/", fields)
    assert "Inzwischen hat jemand anderes" in response.content.decode()
    assert Location.objects.get(slug="wohnung").name == "Eigene Wohnung"
    fields["seen"] = response.context["form"]["seen"].value()
    coordination.post("/stammdaten/orte/wohnung/", fields)
    assert Location.objects.get(slug="wohnung").name == "Wohnungen"


@pytest.mark.parametrize(("path", "queries"), [("/stammdaten/", 7), ("/handlungsfelder/", 8)])
def test_page_costs_the_same_queries_with_more_entries(
    coordination: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        coordination.get(path)
    for number in range(20):
        make_target_group(f"Gruppe {number}", column=30)
        make_action_field(f"Feld {number}").aliases.create(alias=f"F{number}")
    with django_assert_num_queries(queries):
        coordination.get(path)


# --- Action fields


def test_tree_links_to_as_many_measures_as_it_says(coordination: Client) -> None:
    page = html(coordination, "/handlungsfelder/")
    for slug, number in (("iko", 2), ("zugang", 1), ("schule", 2)):
        assert f'<a href="/massnahmen/?handlungsfeld={slug}">{number}<' in page
        assert coordination.get(f"/massnahmen/?handlungsfeld={slug}").context["hits"] == number


def test_field_is_renamed_moved_and_ordered(coordination: Client) -> None:
    fields = {"name": "Barrieren", "parent": "schule", "position": "5", "aliases": "Hürden"}
    coordination.post("/handlungsfelder/zugang/", fields)
    field = ActionField.objects.get(slug="zugang")
    assert (field.name, field.parent, field.position) == (
        "Barrieren",
        ActionField.objects.get(slug="schule"),
        5,
    )
    assert coordination.get("/massnahmen/?handlungsfeld=schule").context["hits"] == 3


def test_fields_have_three_levels_at_most(coordination: Client) -> None:
    below = make_action_field("Formulare", parent=ActionField.objects.get(slug="zugang"))
    fields = {"name": "Tiefer", "position": "1", "parent": below.slug}
    assert "höchstens 3 Ebenen" in coordination.post("/handlungsfelder/neu/", fields).content.decode()


def test_merging_shows_first_what_changes_and_then_does_it(coordination: Client) -> None:
    path = "/handlungsfelder/iko/zusammenlegen/"
    preview = coordination.post(path, {"merged_into": "schule"})
    text = preview.content.decode()
    assert "Schule übernimmt <strong>1</strong> Maßnahme" in text
    assert 'href="/massnahmen/29/"' in text
    assert ActionField.objects.get(slug="iko").merged_into is None
    seen = preview.context["form"]["seen"].value()
    coordination.post(path, {"merged_into": "schule", "reason": "Doppelt", "seen": seen})
    assert ActionField.objects.get(slug="iko").merged_into == ActionField.objects.get(slug="schule")
    assert MeasureVersion.objects.current().get(number=29).record.listings[1].action_field == "schule"
    assert "Interkulturelle Öffnung</a> in Schule" in html(coordination, "/handlungsfelder/")


# --- Dissolving


def test_dissolving_is_asked_again_if_something_changed_since_the_preview(coordination: Client) -> None:
    path, fields = "/stellen/FB-61/aufloesen/", {"successor": "FB 51", "valid_until": str(YESTERDAY)}
    preview = coordination.post(path, fields)
    assert "FB 51 Kinder, Jugend und Familie übernimmt <strong>2</strong>" in preview.content.decode()
    make_measure(80, lead="FB-61")
    again = coordination.post(path, {**fields, "seen": preview.context["form"]["seen"].value()})
    assert "Seit der Vorschau hat sich etwas geändert" in again.content.decode()
    assert "<strong>3</strong>" in again.content.decode()
    coordination.post(path, {**fields, "seen": again.context["form"]["seen"].value()})
    page = html(coordination, "/stellen/FB-61/")
    assert '<dt>Nachfolgestelle</dt><dd><a href="/stellen/FB-51/">' in page
    assert "/stellen/FB-61/aufloesen/" not in page
    assert MeasureVersion.objects.current().get(number=80).record.lead == "FB-51"


# --- Contacts


def test_contact_for_one_measure_stands_there_instead_of_the_units(coordination: Client) -> None:
    make_contact(Unit.objects.get(slug="51.3"), "Leitung 51.3")
    make_measure(80, units={"51.3": "beteiligt"})
    fields = {"function": "Sprechstunde", "measure": "28", "telephone": "470-1"}
    coordination.post("/stellen/51.3/ansprechpersonen/neu/", fields)
    own, other = html(coordination, "/massnahmen/28/"), html(coordination, "/massnahmen/80/")
    assert "Sprechstunde" in own
    assert "Leitung 51.3" not in own
    assert "Leitung 51.3" in other
    assert "Sprechstunde" not in other


def test_contact_ends_today(coordination: Client) -> None:
    contact = make_contact(Unit.objects.get(slug="51.3"))
    coordination.post(f"/stellen/51.3/ansprechpersonen/{contact.pk}/ende/")
    contact.refresh_from_db()
    assert contact.valid_until == timezone.localdate()
    assert coordination.post(f"/stellen/FB-61/ansprechpersonen/{contact.pk}/ende/").status_code == 404


def test_history_keeps_no_name_of_a_contact(coordination: Client) -> None:
    contact = make_contact(Unit.objects.get(slug="51.3"), name="Vorname Nachname")
    path = f"/stellen/51.3/ansprechpersonen/{contact.pk}/"
    coordination.post(path, {"function": "Leitung", "name": "Andere Person"})
    change = ChangeSet.objects.in_order()[0].reference_changes.get()
    assert change.after["name"] == "geändert"
    assert "Person" not in str(change.after) + str(change.before)
    assert Contact.objects.get().name == "Andere Person"


def test_administration_keeps_names_it_does_not_see(client: Client) -> None:
    client.force_login(make_user(Hat.ADMINISTRATION))
    contact = make_contact(Unit.objects.get(slug="51.3"), name="Vorname Nachname")
    path = f"/stellen/51.3/ansprechpersonen/{contact.pk}/"
    assert "Nachname" not in html(client, path) + html(client, "/stellen/51.3/")
    client.post(path, {"function": "Amtsleitung", "name": "Untergeschoben"})
    contact.refresh_from_db()
    assert (contact.function, contact.name) == ("Amtsleitung", "Vorname Nachname")


# --- Junk

FORMS = {
    "/stammdaten/zielgruppen/kinder/": ("name", "meaning", "valid_until", "reason", "seen"),
    "/stammdaten/konzepte/neu/": ("name", "slug", "year", "decided_on", "valid_until"),
    "/handlungsfelder/iko/": ("name", "parent", "position", "valid_until", "aliases", "reason", "seen"),
    "/handlungsfelder/iko/zusammenlegen/": ("merged_into", "reason", "seen"),
    "/stellen/51.3/bearbeiten/": ("code", "name", "kind", "parent", "valid_from", "valid_until", "aliases"),
    "/stellen/51.3/aufloesen/": ("successor", "valid_until", "reason", "seen"),
    "/stellen/51.3/ansprechpersonen/neu/": ("function", "email", "measure", "valid_from", "is_deputy"),
}
JUNK = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["iko", "zugang", "schule", "FB 51", "51.3", "28", "2020-02-30", "0001-01-01", "9" * 40, "ß" * 150]
    ),
    st.sampled_from(["<script>alert(1)</script>", "\x00", "\ud800", "a\u2028b", "’ OR 1=1", "﷽" * 12]),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_junk_never_breaks_a_form(coordination: Client, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(FORMS)))
    posted = {name: data.draw(JUNK, label=name).encode("utf-8", "replace") for name in FORMS[path]}
    assert coordination.post(path, posted).status_code in (200, 302, 422)
