import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from integration.accounts.models import User
from integration.accounts.roles import Hat, Role
from tests.integration.people import make_administration, make_user

pytestmark = pytest.mark.django_db


def test_user_is_shown_by_function_and_else_by_username() -> None:
    assert str(make_user("fb51", function="Fachbereich 51")) == "Fachbereich 51"
    assert str(make_user("ohne", function="")) == "ohne"


def test_user_is_found_however_the_username_is_typed() -> None:
    person = make_user("FB51")
    assert person.username == "fb51"
    assert User.objects.get_by_natural_key("Fb51") == person


def test_user_without_password_is_invited() -> None:
    assert make_user(password=None).state == "eingeladen"


@pytest.mark.parametrize(
    "fields",
    [pytest.param({"username": "FB51"}, id="capital letters"), pytest.param({"role": "chefin"}, id="role")],
)
def test_database_refuses_what_the_model_does_not_know(fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError):
        User.objects.filter(pk=make_user().pk).update(**fields)


def test_first_person_of_an_empty_installation_is_administration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "Ein-langes-Passwort")
    call_command("createsuperuser", "--noinput", "--username", "start", "--email", "start@stadt.example")
    person = User.objects.get()
    assert person.role == Role.ADMINISTRATION
    assert person.has_perm("accounts.add_user")


@pytest.mark.parametrize(
    ("password", "told"),
    [
        pytest.param("kurz", "mindestens 12 Zeichen", id="short"),
        pytest.param("123456789012", "numerisch", id="digits"),
        pytest.param("start@stadt.example", "zu ähnlich", id="address"),
    ],
)
def test_first_password_keeps_the_rules_that_all_keep(
    monkeypatch: pytest.MonkeyPatch, password: str, told: str
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError, match=told):
        call_command("createsuperuser", "--noinput", "--username", "start", "--email", "start@stadt.example")
    assert not User.objects.exists()


def test_account_that_is_there_is_told_how_to_get_a_new_password(monkeypatch: pytest.MonkeyPatch) -> None:
    make_administration("start")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "Ein-langes-Passwort")
    with pytest.raises(CommandError, match=r"„start“ gibt es schon\..*„changepassword start“"):
        call_command("createsuperuser", "--noinput", "--username", "Start", "--email", "start@stadt.example")


def test_administrators_are_active() -> None:
    present, _ = make_administration(), make_administration("ehemals", is_active=False)
    assert list(User.objects.administrators()) == [present]


def test_hats_follow_from_the_role() -> None:
    assert make_administration().hats() == [Hat.ADMINISTRATION]
    assert make_user().hats() == []
