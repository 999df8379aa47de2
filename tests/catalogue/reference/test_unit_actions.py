from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Unit
from catalogue.reference.unit_actions import save_membership, save_unit
from integration.history.models import ChangeSet
from tests.factories import LONG_AGO, make_unit, make_user

pytestmark = pytest.mark.django_db


def save(unit: Unit, **fields: Any) -> Unit:
    return save_unit(unit=unit, fields=fields, by=None, reason="Probe", day=LONG_AGO)


def test_new_unit_gets_slug_from_code_else_from_name() -> None:
    assert save(Unit(), code="FB 51", name="Jugend", kind="fachbereich").slug == "FB-51"
    assert save(Unit(), name="Der Paritätische", kind="partner").slug == "der-paritaetische"


def test_history_keeps_what_changed() -> None:
    above = make_unit("FB 51", "Jugend")
    save(make_unit("51.3", "Kitas", kind="stelle"), parent=above, aliases=["Kita", "KiTa"])
    change = ChangeSet.objects.in_order()[0].reference_changes.get()
    assert (change.model, change.key) == ("catalogue.unit", "51.3")
    assert (change.before["parent"], change.after["parent"]) == (None, "FB-51")
    assert change.after["aliases"] == ["KiTa"]  # two spellings that are one to the import


def test_alias_of_another_unit_is_refused_and_nothing_saved() -> None:
    save(make_unit("FB 50"), aliases=["Sozialamt"])
    unit = make_unit("FB 51", "Jugend")
    with pytest.raises(ValidationError, match="„Sozialamt“ gehört schon zu FB 50"):
        save(unit, name="Anders", aliases=["sozial-amt"])
    assert Unit.objects.get(slug="FB-51").name == "Jugend"


def test_alias_not_named_any_more_is_gone() -> None:
    unit = save(make_unit("FB 50"), aliases=["Sozialamt", "Amt 50"])
    save(unit, aliases=["Amt 50"])
    assert [str(alias) for alias in unit.aliases.all()] == ["Amt 50"]


def test_text_is_stored_clean() -> None:
    assert save(Unit(), name="  Bu\u0308ro\x07 ", kind="stelle").name == "Büro"


def test_membership_can_begin_again() -> None:
    user, unit = make_user(""), make_unit("51.3")
    first = save_membership(user=user, unit=unit, valid_from=LONG_AGO, by=None)
    save_membership(user=user, unit=unit, valid_from=LONG_AGO, valid_until=LONG_AGO, by=None)
    again = save_membership(user=user, unit=unit, valid_from=LONG_AGO, by=None)
    assert (again.pk, again.valid_until) == (first.pk, None)
    assert ChangeSet.objects.count() == 3
