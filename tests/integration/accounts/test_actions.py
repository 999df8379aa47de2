from typing import Any

import pytest
from django.core.exceptions import ValidationError

from integration.accounts.actions import save_user
from integration.accounts.models import User
from integration.accounts.roles import Role
from integration.history.models import ChangeSet, ReferenceChange
from tests.integration.people import make_administration, make_user

pytestmark = pytest.mark.django_db


def test_new_person_is_stored_in_a_change_set() -> None:
    administration = make_administration()
    fields = {"username": "FB51", "function": " Fachbereich 51 ", "email": "fb51@stadt.example"}
    person = save_user(user=User(), fields=fields, by=administration, reason="Neu im Haus")
    change_set = ChangeSet.objects.get()
    assert (person.username, person.function, person.state) == ("fb51", "Fachbereich 51", "eingeladen")
    assert (change_set.by, change_set.way, change_set.reason) == (administration, "reference", "Neu im Haus")
    change = change_set.reference_changes.get()
    assert (change.model, change.key, change.before) == ("accounts.user", str(person.pk), None)
    assert change.after == {"function": "Fachbereich 51", "role": "", "is_active": True}


def test_change_tells_before_and_after() -> None:
    person = make_user("fb51", function="Fachbereich 51")
    save_user(user=person, fields={"role": Role.COORDINATION}, by=None)
    change = ReferenceChange.objects.get()
    assert change.before == {"function": "Fachbereich 51", "role": "", "is_active": True}
    assert change.after == {**change.before, "role": "koordination"}


def test_saving_what_is_stored_leaves_no_trace() -> None:
    person = make_user("fb51", function="Fachbereich 51")
    save_user(user=person, fields={"function": "Fachbereich 51"}, by=None)
    assert not ChangeSet.objects.exists()


def test_history_keeps_no_address_and_no_username() -> None:
    person = make_user("vorname.nachname", function="Fachbereich 51")
    save_user(user=person, fields={"email": "neu@stadt.example", "username": "fb51"}, by=None)
    change = ReferenceChange.objects.get()
    assert {"email": "geändert", "username": "geändert"}.items() <= dict(change.after or {}).items()
    assert "nachname" not in f"{change.key}{change.before}{change.after}"


@pytest.mark.parametrize(
    "fields",
    [pytest.param({"is_active": False}, id="deactivated"), pytest.param({"role": ""}, id="demoted")],
)
def test_last_administration_stays(fields: dict[str, Any]) -> None:
    last = make_administration()
    make_administration("ehemals", is_active=False)
    with pytest.raises(ValidationError, match="letzte aktive Administration"):
        save_user(user=last, fields=fields, by=last)
    assert User.objects.get(pk=last.pk).is_administrator
    assert not ChangeSet.objects.exists()


def test_one_of_two_administrations_may_go() -> None:
    first, _ = make_administration(), make_administration("zweite")
    save_user(user=first, fields={"is_active": False}, by=first)
    assert not User.objects.get(pk=first.pk).is_active


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"username": "fb51"}, "username", id="username taken"),
        pytest.param({"username": "fb 51"}, "username", id="username with space"),
        pytest.param({"email": "keine Adresse"}, "email", id="email"),
        pytest.param({"role": "chefin"}, "role", id="role"),
        pytest.param({"function": "x" * 151}, "function", id="function too long"),
    ],
)
def test_invalid_values_are_refused_and_nothing_is_written(fields: dict[str, str], field: str) -> None:
    make_user("fb51")
    person = make_user("kita")
    with pytest.raises(ValidationError) as refused:
        save_user(user=person, fields=fields, by=None)
    assert field in refused.value.message_dict
    assert not ChangeSet.objects.exists()


def test_functions_keep_every_letter() -> None:
    person = save_user(user=make_user(), fields={"function": "Büro Şişli\x00 Ǧ̌"}, by=None)
    assert User.objects.get(pk=person.pk).function == "Büro Şişli Ǧ̌"
