from __future__ import annotations

import datetime as dt

import pytest

from catalogue.handover import dissolve_unit, merge_action_field
from catalogue.models import ActionField, Unit
from catalogue.reference_changes import shown_references, state_of
from catalogue.reference_undo import revert, revertible
from catalogue.unit_actions import save_unit
from integration.history.models import ChangeSet
from tests.factories import make_action_field

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
