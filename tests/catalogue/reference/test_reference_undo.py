from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from catalogue.actions import undo
from catalogue.models import ActionField, Clarification, Location, MeasureVersion, Unit
from catalogue.past.undo import plan_undo
from catalogue.reference.handover import dissolve_unit, merge_action_field
from catalogue.reference.reference_changes import shown_references, state_of
from catalogue.reference.reference_undo import revert, revertible
from catalogue.reference.unit_actions import save_unit
from catalogue.upkeep.clarification_actions import address, answer
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.factories import make_action_field, make_clarification, make_user

pytestmark = pytest.mark.usefixtures("city")
TODAY = dt.date(2026, 11, 20)


def unit(slug: str) -> Unit:
    found: Unit = Unit.objects.get(slug=slug)
    return found


def field(slug: str) -> ActionField:
    found: ActionField = ActionField.objects.get(slug=slug)
    return found


def take_back(change_set: ChangeSet) -> list[bool]:
    opened = ChangeSet.objects.open(by=None, way="undo", undoes=change_set)
    return [revert(one, opened) for one in revertible(change_set.reference_changes.all())]


def dissolve() -> ChangeSet:
    return dissolve_unit(
        unit("FB-51"), successor=unit("FB-61"), last_day=dt.date(2026, 3, 31), by=None, today=TODAY
    )


def test_dissolved_unit_is_back_with_what_lay_below_it() -> None:
    before = state_of(unit("FB-51")), state_of(unit("51.3"))
    assert take_back(dissolve()) == [True, True]
    assert (state_of(unit("FB-51")), state_of(unit("51.3"))) == before


def test_merged_fields_are_apart_again_with_their_names() -> None:
    field("iko").aliases.create(alias="IKO")
    slugs = ("iko", "schule", "zugang")
    before = [state_of(field(slug)) for slug in slugs]
    assert all(take_back(merge_action_field(field("iko"), into=field("schule"), by=None, today=TODAY)))
    assert [state_of(field(slug)) for slug in slugs] == before


def test_what_was_changed_since_stays() -> None:
    change_set = dissolve()
    save_unit(unit=unit("51.3"), fields={"name": "Kitas"}, by=None, day=TODAY)
    assert [one.key for one in revertible(change_set.reference_changes.all())] == ["FB-51"]


def test_what_another_has_taken_since_stays() -> None:
    change_set = merge_action_field(field("iko"), into=field("schule"), by=None, today=TODAY)
    make_action_field("Interkulturelle Öffnung", slug="neu")
    assert take_back(change_set).count(False) == 1
    assert field("iko").merged_into == field("schule")


def test_change_of_a_unit_reads_in_words() -> None:
    done = dissolve().reference_changes.all()
    shown = {one.name: one.changes for one in shown_references(done)}
    told = [
        (one.label, one.before, one.after)
        for one in shown["Stelle FB 51 Kinder, Jugend und Familie, geändert"]
    ]
    assert told == [("Gültig bis", "", "31.03.2026"), ("Nachfolgestelle", "", "FB 61 Stadtplanung")]
    (moved,) = shown["Stelle 51.3 Kindertagesstätten, geändert"]
    assert (moved.label, moved.before) == ("Gehört zu", "FB 51 Kinder, Jugend und Familie")


def test_undo_gives_back_measures_and_unit_and_can_be_undone_itself() -> None:
    change_set = dissolve()
    applied = undo(change_set, by=None)
    assert (applied.changed, sorted(applied.reverted)) == ([7], ["51.3", "FB-51"])
    assert (unit("FB-51").successor, lead(7)) == (None, "FB-51")
    assert undo(change_set, by=None).change_set is None
    assert applied.change_set
    undo(applied.change_set, by=None)
    assert (unit("FB-51").successor, lead(7)) == (unit("FB-61"), "FB-61")


def test_undo_of_a_merge_lists_measures_under_the_field_of_before() -> None:
    undo(merge_action_field(field("iko"), into=field("schule"), by=None, today=TODAY), by=None)
    assert MeasureVersion.objects.current().get(number=29).record.listings[1].action_field == "iko"
    assert not field("iko").merged_into


def test_undone_dissolution_gives_open_questions_back() -> None:
    asked = make_clarification(7, "Wer?", unit=unit("FB-51"))
    change_set = dissolve()
    assert Clarification.objects.get().unit == unit("FB-61")
    applied = undo(change_set, by=None)
    asked.refresh_from_db()
    assert (asked.unit, asked.is_open) == (unit("FB-51"), True)
    assert "zu Maßnahme 7: Wer?" in applied.reverted
    assert applied.change_set
    kept = applied.change_set.reference_changes.get(model="catalogue.clarification")
    assert (kept.before["unit"], kept.after["unit"]) == ("FB-61", "FB-51")
    undo(applied.change_set, by=None)
    asked.refresh_from_db()
    assert asked.unit == unit("FB-61")


def test_question_answered_or_addressed_since_stays() -> None:
    answered, addressed = (make_clarification(7, text, unit=unit("FB-51")) for text in ("Wer?", "Was?"))
    change_set = dissolve()
    answer(answered, "Das Land", by=None)
    address(addressed, unit=unit("51.3"), due=None, by=None)
    plan = plan_undo(change_set)
    assert [one.key for one in plan.references] == ["zu Maßnahme 7: Was?", "zu Maßnahme 7: Wer?"]
    undo(change_set, by=None)
    assert [one.unit for one in Clarification.objects.order_by("pk")] == [unit("FB-61"), unit("51.3")]


def test_new_address_of_a_question_is_taken_back() -> None:
    asked = make_clarification(7, "Wer?", unit=unit("FB-51"))
    address(asked, unit=unit("51.3"), due=TODAY, by=None)
    undo(ChangeSet.objects.in_order()[0], by=None)
    asked.refresh_from_db()
    assert (asked.unit, asked.due) == (unit("FB-51"), None)


def test_administration_takes_back_what_it_did_to_reference_data(client: Client) -> None:
    client.force_login(make_user(Hat.ADMINISTRATION))
    client.post("/stammdaten/orte/wohnung/", {"name": "Wohnungen"})
    change_set = ChangeSet.objects.in_order()[0]
    page = client.get(f"/aenderungen/{change_set.pk}/ruecknahme/").content.decode()
    assert "Auch wieder wie vorher" in page
    client.post(f"/aenderungen/{change_set.pk}/ruecknahme/")
    assert Location.objects.get(slug="wohnung").name == "Wohnung"


def lead(number: int) -> str:
    return MeasureVersion.objects.current().get(number=number).record.lead
