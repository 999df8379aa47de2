from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import MeasureEdit, apply, undo
from catalogue.editing.measure_form import next_number
from catalogue.models import Measure, MeasureVersion
from catalogue.records import Edits, Involvement, State, changes
from integration.accounts.models import User
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.catalogue.measure_forms import fields_of, opened
from tests.catalogue.workbooks import record
from tests.factories import make_measure, make_user

pytestmark = pytest.mark.usefixtures("city")

EDIT_7, EDIT_28, EDIT_29 = (f"/massnahmen/{number}/bearbeiten/" for number in (7, 28, 29))
NEW = "/massnahmen/neu/"
Fields = dict[str, str]


@pytest.fixture
def coordination(db: None) -> User:
    return make_user(Hat.COORDINATION)


@pytest.fixture
def office(client: Client, coordination: User) -> Client:
    """The browser of the Koordination."""
    client.force_login(coordination)
    return client


def save(client: Client, path: str, fields: Fields) -> str:
    """Send a form and return the page that follows."""
    return client.post(path, fields, follow=True).content.decode()


def edit(client: Client, path: str, **changed: str) -> str:
    return save(client, path, opened(client, path) | changed)


def elsewhere(number: int, edits: Edits, reason: str = "") -> None:
    """Save something from another desk."""
    apply([MeasureEdit(number, edits)], by=None, way=ChangeSet.Way.FORM, reason=reason)


def errors(html: str) -> list[str]:
    """Return the sentences of the summary above the form."""
    summary = re.search(r"error-summary.*?<ul>(.*?)</ul>", html, re.DOTALL)
    items = re.findall(r"<li>(.*?)</li>", summary[1] if summary else "", re.DOTALL)
    return [re.sub(r"<.*?>", "", item).strip() for item in items]


def change_sets() -> int:
    return ChangeSet.objects.count()


# --- The form and what it makes


@pytest.mark.parametrize("path", [EDIT_7, EDIT_28, EDIT_29])
def test_form_sent_back_as_it_is_changes_nothing(office: Client, path: str) -> None:
    before = change_sets()
    assert "Sie haben nichts geändert." in edit(office, path)
    assert change_sets() == before


def test_form_changes_what_was_typed_and_nothing_else(office: Client, coordination: User) -> None:
    before = record(7)
    html = edit(office, EDIT_7, goal="  Ein Büro\r\nfür alle  ", reason="Sitzung")
    assert "Maßnahme 7 ist gespeichert." in html
    assert record(7).goal == "Ein Büro\nfür alle"
    assert [change.path for change in changes(before, record(7))] == [("goal",)]
    last = ChangeSet.objects.in_order()[0]
    assert (last.way, last.reason, last.by) == ("form", "Sitzung", coordination)


def test_form_takes_texts_days_and_state(office: Client) -> None:
    edit(office, EDIT_28, status="zurueckgestellt", status_reason="Kein Geld", progress="Ruht",
         progress_date="2017-04-24", timeframe="2018", next_step="Antrag", next_step_date="2017-06-01",
         clarification="Wer zahlt?", lead="FB 51")  # fmt: skip
    now = record(28)
    assert now.status == State("zurueckgestellt", "Kein Geld")
    assert (now.progress, now.progress_date, now.timeframe) == ("Ruht", "2017-04-24", "2018")
    assert (now.next_step, now.next_step_date) == ("Antrag", "2017-06-01")
    assert (now.clarification, now.lead) == ("Wer zahlt?", "FB-51")


def test_form_takes_marks_with_and_without_a_text(office: Client) -> None:
    fields = opened(office, EDIT_7)
    del fields["target_groups:erwachsene"]
    fields |= {"target_groups:kinder": "on", "target_groups:kinder:text": "ab 3 Jahren", "hat:stadt": "on"}
    save(office, EDIT_7, fields)
    assert record(7).target_groups == {"kinder": "ab 3 Jahren"}
    assert record(7).hat == {"stadt": "x"}


def test_form_finds_units_by_code_name_and_part_of_it(office: Client) -> None:
    fields = opened(office, EDIT_7)
    fields |= {"units-TOTAL_FORMS": "3", "units-0-DELETE": "on"}
    fields |= {"units-1-unit": "51.3", "units-1-role": "beteiligt", "units-1-mark": "nur Kitas"}
    fields |= {"units-2-unit": "stadtplan", "units-2-role": "kooperation", "units-2-mark": ""}
    save(office, EDIT_7, fields)
    assert record(7).units == {
        "51.3": Involvement("beteiligt", "nur Kitas"),
        "FB-61": Involvement("kooperation", "x"),
    }


def test_unit_is_named_once(office: Client) -> None:
    fields = opened(office, EDIT_7) | {"units-TOTAL_FORMS": "2"}
    fields |= {"units-1-unit": "FB 61", "units-1-role": "kooperation", "units-1-mark": ""}
    html = save(office, EDIT_7, fields)
    assert errors(html) == ["Zuständigkeit 2: Stelle: Diese Stelle steht schon in einer anderen Zeile."]


def test_form_takes_listings(office: Client) -> None:
    fields = opened(office, EDIT_29)
    fields |= {"listings-TOTAL_FORMS": "3", "listings-0-DELETE": "on", "main": "2"}
    fields |= {"listings-2-sub_number": "5", "listings-2-action_field": "zugang", "listings-2-page": "S. 15"}
    fields |= {"listings-2-new_heading": "Kosten", "listings-2-new_cell": "500 Euro"}
    save(office, EDIT_29, fields)
    now = record(29)
    assert (list(now.listings), now.main) == ([2, 5], 5)
    five = now.listings[5]
    assert (five.label, five.page) == ("Interkulturelle Öffnung - Zugangsbarrieren", "15")
    assert five.extra == {"Kosten": "500 Euro"}


def test_new_row_without_content_is_no_listing(office: Client) -> None:
    fields = opened(office, EDIT_29) | {"listings-TOTAL_FORMS": "3", "listings-2-sub_number": "3"}
    assert "Sie haben nichts geändert." in save(office, EDIT_29, fields)


def test_lost_cell_can_count(office: Client) -> None:
    edit(office, EDIT_29, **{"listings-1-lost-0": "uebernehmen"})
    assert record(29).goal == "Ein anderes Ziel"
    assert record(29).listings[2].lost == {}


def test_lost_cell_can_be_discarded(office: Client) -> None:
    edit(office, EDIT_29, **{"listings-1-lost-0": "verwerfen"})
    assert record(29).goal == ""
    assert record(29).listings[2].lost == {}


def test_lost_cell_does_not_overwrite_what_was_typed(office: Client) -> None:
    html = edit(office, EDIT_29, **{"listings-1-lost-0": "uebernehmen", "goal": "Meins"})
    assert "auch oben im Formular geändert" in errors(html)[0]
    assert record(29).goal == ""


def test_rows_are_added_without_scripts_and_keep_what_was_typed(office: Client) -> None:
    fields = opened(office, EDIT_29) | {"goal": "Noch nicht fertig", "status": "zurueckgestellt"}
    html = office.post(EDIT_29, fields | {"zeile": "units"}).content.decode()
    html = office.post(EDIT_29, fields_of(html) | {"zeile": "listings"}).content.decode()
    again = fields_of(html)
    assert again["goal"] == "Noch nicht fertig"
    assert (again["units-TOTAL_FORMS"], again["listings-TOTAL_FORMS"]) == ("2", "3")
    assert again["listings-2-sub_number"] == "3"
    assert errors(html) == []
    assert record(29).goal == ""


# --- New measures


def test_new_measure_gets_the_number_after_the_highest_ever_used(office: Client) -> None:
    made = make_measure(40)
    undo(made.change_set, by=None)
    fields = opened(office, NEW)
    assert (fields["number"], next_number()) == ("41", 41)
    save(office, NEW, fields | {"goal": "Neu", "listings-0-action_field": "schule"})
    assert record(41).goal == "Neu"
    assert record(41).listings[0].label == "Schule"


@pytest.mark.parametrize("number", ["7", "40"])
def test_number_is_not_used_twice(office: Client, number: str) -> None:
    undo(make_measure(40).change_set, by=None)
    html = edit(office, NEW, number=number, goal="Neu")
    assert errors(html) == [f"Nummer: Die Nummer {number} ist vergeben. Die nächste freie Nummer ist 41."]
    assert record(7).goal == "Ein Büro für alle Fragen"


def test_new_measure_says_something(office: Client) -> None:
    html = edit(office, NEW)
    assert errors(html) == ["Ziel: Eine neue Maßnahme braucht ein Ziel oder einen Text."]
    assert not Measure.objects.filter(number=30).exists()


def test_superseded_measure_keeps_the_trace_both_ways(office: Client) -> None:
    edit(office, EDIT_7, status="entfallen", status_reason="Aufgegangen in 29", superseded_by="29")
    html = office.get("/massnahmen/7/").content.decode()
    assert '<dt>Ersetzt durch</dt><dd><a href="/massnahmen/29/">' in html
    html = office.get("/massnahmen/29/").content.decode()
    assert '<dt>Ersetzt</dt><dd><a href="/massnahmen/7/">' in html


# --- Bad input


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"status": "entfallen"}, "„entfallen“ braucht eine Begründung."),
        ({"status": "quatsch"}, "quatsch"),
        ({"goal": "x" * 40_000}, "höchstens 32767"),
        ({"reason": "x" * 600}, "höchstens 500"),
        ({"progress_date": "gestern"}, "gültiges Datum"),
        ({"progress_date": "0001-01-01"}, "1900"),
        ({"lead": "Raumschiff"}, "Eine Stelle „Raumschiff“ gibt es nicht."),
        ({"superseded_by": "7"}, "nicht selbst ersetzen"),
        ({"superseded_by": "99"}, "Eine Maßnahme 99 gibt es nicht."),
        ({"superseded_by": "-1"}, "größer"),
        ({"units-0-role": "federfuehrend"}, "Federführend ist höchstens eine Stelle."),
        ({"units-0-role": "chef"}, "chef"),
        ({"units-0-unit": "", "units-0-mark": "nur mittags"}, "Welche Stelle ist gemeint?"),
        ({"listings-0-sub_number": ""}, "zwingend erforderlich"),
        ({"listings-0-sub_number": "-1"}, "größer"),
        ({"listings-0-action_field": "unbekannt"}, "unbekannt"),
        ({"listings-0-concept": "ohne"}, "ohne"),
        ({"listings-0-page": "gegen Ende"}, "Bitte nur Seitenzahlen"),
        ({"listings-0-new_heading": "ziel", "listings-0-new_cell": "x"}, "ein eigenes Feld"),
        ({"listings-0-new_cell": "x"}, "Welche Überschrift"),
        ({"listings-0-DELETE": "on"}, "mindestens einer Katalogzeile"),
        ({"units-TOTAL_FORMS": "quatsch"}, "Laden Sie die Seite neu."),
        ({"units-TOTAL_FORMS": "999999999"}, "Mehr als 200 Zeilen"),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_field_and_changes_nothing(
    office: Client, changed: Fields, sentence: str
) -> None:
    before = change_sets()
    html = edit(office, EDIT_7, **changed)
    assert len(errors(html)) == 1, errors(html)
    assert sentence in errors(html)[0]
    assert change_sets() == before


def test_listing_number_is_used_once(office: Client) -> None:
    html = edit(office, EDIT_29, **{"listings-1-sub_number": "1"})
    assert errors(html) == [
        "Katalogzeile 2: Nummer: Diese Nummer hat schon eine andere Katalogzeile der Maßnahme."
    ]


def test_markup_is_shown_as_text_and_control_characters_go(office: Client) -> None:
    html = edit(
        office, EDIT_7, goal="<script>alert(1)</script>\x00\x07 & mehr", **{"listings-0-label": "<b>"}
    )
    assert record(7).goal == "<script>alert(1)</script> & mehr"
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


@pytest.mark.parametrize("version", ["", "0", "99", "-1", "quatsch", "9" * 30, "1 or 1"])
def test_form_of_no_version_is_refused(office: Client, version: str) -> None:
    fields = opened(office, EDIT_7) | {"goal": "Neu", "version": version}
    assert office.post(EDIT_7, fields).status_code == 400
    assert record(7).goal == "Ein Büro für alle Fragen"


def test_forged_token_is_refused(coordination: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(coordination)
    fields = opened(strict, EDIT_7) | {"goal": "Neu", "csrfmiddlewaretoken": "a" * 64}
    assert strict.post(EDIT_7, fields).status_code == 403
    assert record(7).goal == "Ein Büro für alle Fragen"


def test_replayed_form_writes_once(office: Client) -> None:
    fields = opened(office, EDIT_7) | {"goal": "Neu"}
    save(office, EDIT_7, fields)
    before = change_sets()
    assert "stehen schon so im Katalog" in save(office, EDIT_7, fields)
    assert change_sets() == before


def test_save_after_the_right_was_withdrawn_is_refused(office: Client, coordination: User) -> None:
    fields = opened(office, EDIT_7) | {"goal": "Neu"}
    User.objects.filter(pk=coordination.pk).update(role="")
    assert office.post(EDIT_7, fields).status_code == 403
    assert record(7).goal == "Ein Büro für alle Fragen"


def test_expired_session_leads_back_to_the_form(office: Client) -> None:
    fields = opened(office, EDIT_7) | {"goal": "Neu"}
    office.logout()
    assert office.post(EDIT_7, fields).headers["Location"] == f"/anmelden/?next={EDIT_7}"


NAMES = st.sampled_from(
    ["goal", "status", "status_reason", "lead", "main", "superseded_by", "progress_date", "hat:stadt",
     "hat:stadt:text", "units-TOTAL_FORMS", "units-0-unit", "units-0-role", "units-0-mark", "units-0-DELETE",
     "listings-TOTAL_FORMS", "listings-0-sub_number", "listings-0-action_field", "listings-0-page",
     "listings-1-lost-0", "listings-0-new_heading", "listings-0-new_cell", "version", "zeile", "reason"]
)  # fmt: skip
JUNK = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.integers().map(str),
    st.sampled_from(["x" * 50_000, "\x00", "on", "listings", "units", "1", "2", "٣", "²", "-0", "1e9"]),
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(junk=st.dictionaries(NAMES, JUNK, max_size=8), dropped=st.sets(NAMES, max_size=4))
def test_junk_never_breaks_the_form(office: Client, junk: Fields, dropped: set[str]) -> None:
    fields = {name: value for name, value in opened(office, EDIT_29).items() if name not in dropped}
    for path in (EDIT_29, NEW, f"{EDIT_29}konflikt/"):
        response = office.post(path, fields | junk)
        assert response.status_code in (200, 302, 400, 409, 422)


# --- Two at once


def test_changes_that_do_not_collide_are_merged_and_told(office: Client) -> None:
    fields = opened(office, EDIT_7) | {"goal": "Mein Ziel"}
    elsewhere(7, {("text",): "Ihr Text", ("locations", "wohnung"): None})
    html = save(office, EDIT_7, fields)
    assert "Systembetreuung hat inzwischen geändert: Maßnahme und Ort. Beides ist übernommen." in html
    assert (record(7).goal, record(7).text, record(7).locations) == ("Mein Ziel", "Ihr Text", {})


def collide(office: Client, mine: Fields, theirs: Edits, path: str = EDIT_7) -> str:
    fields = opened(office, path) | mine
    elsewhere(int(path.split("/")[2]), theirs, reason="Beschluss")
    response = office.post(path, fields)
    assert response.status_code == 409
    return response.content.decode()


def hidden(html: str) -> Fields:
    return dict(re.findall(r'<input type="hidden" name="(eigene|gegen)" value="([^"]*)">', html))


def test_collision_shows_both_sides_word_by_word(office: Client) -> None:
    html = collide(
        office, {"goal": "Ein Büro für viele Fragen"}, {("goal",): "Ein Haus für alle Fragen", ("text",): "T"}
    )
    assert '<del><span class="visually-hidden">entfernt: </span>Büro</del>' in html
    assert '<ins><span class="visually-hidden">neu: </span>viele</ins>' in html
    assert "Systembetreuung" in html
    assert "Beschluss" in html
    assert record(7).goal == "Ein Haus für alle Fragen"


@pytest.mark.parametrize(("choice", "goal"), [("eigene", "Mein Ziel"), ("andere", "Ihr Ziel")])
def test_choice_decides_and_keeps_the_rest_of_both(office: Client, choice: str, goal: str) -> None:
    html = collide(
        office,
        {"goal": "Mein Ziel", "timeframe": "2018"},
        {("goal",): "Ihr Ziel", ("text",): "Ihr Text"},
    )
    html = save(office, f"{EDIT_7}konflikt/", hidden(html) | {"wahl-0": choice})
    assert "Maßnahme 7 ist gespeichert." in html
    assert (record(7).goal, record(7).text, record(7).timeframe) == (goal, "Ihr Text", "2018")


def test_choice_left_open_is_asked_for_again(office: Client) -> None:
    html = collide(office, {"goal": "Mein Ziel"}, {("goal",): "Ihr Ziel"})
    response = office.post(f"{EDIT_7}konflikt/", hidden(html))
    assert "Bitte entscheiden Sie, was gelten soll." in response.content.decode()
    assert record(7).goal == "Ihr Ziel"


def test_third_save_in_between_is_not_overwritten_either(office: Client) -> None:
    html = collide(office, {"goal": "Mein Ziel"}, {("goal",): "Ihr Ziel"})
    elsewhere(7, {("goal",): "Drittes Ziel"})
    response = office.post(f"{EDIT_7}konflikt/", hidden(html) | {"wahl-0": "eigene"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Drittes" in html
    save(office, f"{EDIT_7}konflikt/", hidden(html) | {"wahl-0": "eigene"})
    assert record(7).goal == "Mein Ziel"


def test_listing_removed_by_one_and_changed_by_the_other(office: Client) -> None:
    html = collide(
        office,
        {"listings-1-remark": "Wichtig"},
        {("listings", 2, "label"): None},
        path=EDIT_29,
    )
    assert "Katalogzeile 29,2" in html
    save(office, f"{EDIT_29}konflikt/", hidden(html) | {"wahl-0": "eigene"})
    assert record(29).listings[2].remark == "Wichtig"
    assert record(29).listings[2].action_field == "schule"


def test_measure_dropped_meanwhile_is_merged_or_asked(office: Client) -> None:
    fields = opened(office, EDIT_7) | {"goal": "Mein Ziel"}
    elsewhere(7, {("status",): State("entfallen", "Erledigt")})
    save(office, EDIT_7, fields)
    assert (record(7).goal, record(7).status.value) == ("Mein Ziel", "entfallen")
    html = collide(office, {"status": "umgesetzt"}, {("status",): State("geplant")})
    assert "geplant" in html


def test_measure_withdrawn_meanwhile_is_brought_back_only_on_purpose(office: Client) -> None:
    fields = opened(office, EDIT_7) | {"goal": "Mein Ziel"}
    undo(MeasureVersion.objects.get(number=7).change_set, by=None)
    response = office.post(EDIT_7, fields)
    assert response.status_code == 409
    html = response.content.decode()
    assert "ist nicht mehr im Katalog" in html
    assert not MeasureVersion.objects.current().filter(number=7).exists()
    save(office, f"{EDIT_7}konflikt/", hidden(html) | {"wieder-anlegen": "ja"})
    assert (record(7).goal, record(7).text) == ("Mein Ziel", "Anlaufstelle im Erdgeschoss")


def test_own_edits_are_bound_to_person_and_measure(office: Client, client: Client) -> None:
    html = collide(office, {"goal": "Mein Ziel"}, {("goal",): "Ihr Ziel"})
    sent = hidden(html) | {"wahl-0": "eigene"}
    assert office.post(f"{EDIT_29}konflikt/", sent).status_code == 400
    assert office.post(f"{EDIT_7}konflikt/", sent | {"eigene": sent["eigene"][:-3]}).status_code == 400
    assert office.post(f"{EDIT_7}konflikt/", sent | {"gegen": "99"}).status_code == 400
    client.force_login(make_user(Hat.COORDINATION, username="zweite"))
    assert client.post(f"{EDIT_7}konflikt/", sent).status_code == 400
    assert record(7).goal == "Ihr Ziel"


def test_form_opens_at_the_version_that_the_browser_kept(office: Client) -> None:
    elsewhere(7, {("goal",): "Zweite Fassung"})
    fields = opened(office, f"{EDIT_7}?fassung=1")
    assert (fields["goal"], fields["version"]) == ("Ein Büro für alle Fragen", "1")
    assert office.get(f"{EDIT_7}?fassung=9").status_code == 400


# --- Cost


def test_form_and_save_cost_a_constant_number_of_queries(
    office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(100, 120):
        make_measure(number, superseded_by="7")
    with django_assert_max_num_queries(12):
        fields = opened(office, EDIT_7)
    fields |= {f"listings-{row}-sub_number": str(row) for row in range(12)}
    fields |= {f"listings-{row}-remark": "r" for row in range(12)} | {"listings-TOTAL_FORMS": "12"}
    fields |= {"goal": "Neu", "superseded_by": "29", "lead": "51.3"}
    elsewhere(7, {("text",): "Anders"})
    with django_assert_max_num_queries(30):
        assert office.post(EDIT_7, fields).status_code == 302
    with django_assert_max_num_queries(20):
        office.get("/massnahmen/7/")
