from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from integration.accounts import second_factor
from integration.accounts.models import Session, User
from integration.accounts.roles import hats
from integration.history.models import ReferenceChange
from tests.integration.people import PASSWORD, make_administration, make_coordination, make_user
from tests.totp import code, secret_on, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_code_was_used_before() -> None:
    cache.clear()


@pytest.fixture
def person() -> User:
    return make_user("fb51")


@pytest.fixture
def inside(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def give_password(client: Client, way: str = "/konto/") -> str:
    data = {"username": "fb51", "password": PASSWORD, "next": way}
    return client.post("/anmelden/", data).headers["Location"]


def give_code(client: Client, said: str) -> Any:
    return client.post("/anmelden/code/", {"code": said})


def is_inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_password_alone_is_not_enough_any_more(inside: Client) -> None:
    secret, _ = set_up(inside, PASSWORD)
    new = Client()
    assert give_password(new) == "/anmelden/code/"
    assert not is_inside(new)
    assert new.get("/konto/").status_code == 302
    assert "gilt nicht oder nicht mehr" in give_code(new, "000000").content.decode()
    assert give_code(new, code(secret, 1)).headers["Location"] == "/konto/"
    assert is_inside(new)


def test_code_is_right_once(inside: Client) -> None:
    secret, _ = set_up(inside, PASSWORD)
    for inside_at_last in (True, False):
        new = Client()
        give_password(new)
        give_code(new, code(secret, 1))
        assert is_inside(new) is inside_at_last


def test_paper_replaces_the_device_once_for_each_code(inside: Client) -> None:
    _, codes = set_up(inside, PASSWORD)
    for inside_at_last in (True, False):
        new = Client()
        give_password(new)
        give_code(new, codes[3])
        assert is_inside(new) is inside_at_last
    assert "noch <strong>9</strong> Ersatzcodes" in inside.get("/konto/zweiter-faktor/").content.decode()


def test_wrong_codes_and_wrong_passwords_count_together(inside: Client) -> None:
    secret, _ = set_up(inside, PASSWORD)
    new = Client()
    for _ in range(2):
        new.post("/anmelden/", {"username": "fb51", "password": "falsch"})
    give_password(new)
    answers = [give_code(new, "000000").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert give_code(new, code(secret, 1)).status_code == 429
    assert not is_inside(new)
    assert "000000" not in AccessAttempt.objects.get().post_data


def test_code_is_asked_for_only_soon_after_the_password(
    inside: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, _ = set_up(inside, PASSWORD)
    new = Client()
    give_password(new)
    monkeypatch.setattr(second_factor, "PATIENCE", -second_factor.PATIENCE)
    assert give_code(new, code(secret, 1)).headers["Location"] == "/anmelden/"
    assert not is_inside(new)


def test_setting_up_needs_the_password_and_a_right_code(inside: Client, person: User) -> None:
    secret = secret_on(inside.get("/konto/zweiter-faktor/").content.decode())
    for data in ({"code": "000000", "password": PASSWORD}, {"code": code(secret), "password": "falsch"}):
        page = inside.post("/konto/zweiter-faktor/", data)
        assert page.status_code == 422
        assert secret_on(page.content.decode()) == secret
    assert not second_factor.is_on(person)


def test_secrets_are_stored_encrypted(inside: Client, settings: Any) -> None:
    secret, _ = set_up(inside, PASSWORD)
    assert secret.replace(" ", "") not in str(list(Authenticator.objects.values()))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    new = Client()
    give_password(new)
    give_code(new, code(secret, 1))
    assert is_inside(new)
    settings.SECRET_KEY_FALLBACKS = []
    new = Client()
    give_password(new)
    assert "gilt nicht" in give_code(new, code(secret)).content.decode()


def test_switching_on_and_off_signs_out_other_devices(inside: Client, person: User) -> None:
    other = Client()
    other.force_login(person)
    set_up(inside, PASSWORD)
    assert other.get("/konto/").status_code == 302
    assert inside.post("/konto/zweiter-faktor/aus/", {"password": "falsch"}).status_code == 422
    inside.post("/konto/zweiter-faktor/aus/", {"password": PASSWORD})
    assert give_password(Client()) == "/konto/"
    assert not Authenticator.objects.exists()


def test_new_codes_void_the_old_ones(inside: Client) -> None:
    _, old = set_up(inside, PASSWORD)
    page = inside.post("/konto/zweiter-faktor/codes/", {"password": PASSWORD}).content.decode()
    assert not any(one in page for one in old)
    new = Client()
    give_password(new)
    give_code(new, old[0])
    assert not is_inside(new)


def test_administration_helps_whoever_lost_everything(inside: Client, person: User) -> None:
    set_up(inside, PASSWORD)
    office = Client()
    office.force_login(make_administration())
    path = f"/personen/{person.pk}/"
    assert "Zweiten Faktor zurücksetzen" in office.get(path).content.decode()
    page = office.post(f"{path}zweiter-faktor/", follow=True).content.decode()
    assert "ist zurückgesetzt" in page
    assert not Session.objects.of(person).exists()
    assert give_password(Client()) == "/konto/"
    letter = mail.outbox[-1]
    assert "von der Administration zurückgesetzt" in letter.body
    assert letter.to == [person.email]
    change = ReferenceChange.objects.latest("pk")
    assert (change.key, change.after["Zweiter Faktor"]) == (str(person.pk), "zurückgesetzt")
    again = office.post(f"{path}zweiter-faktor/", follow=True).content.decode()
    assert "keinen zweiten Faktor eingerichtet" in again


def test_hat_that_demands_it_leads_to_its_page_until_it_is_there(client: Client, settings: Any) -> None:
    settings.REQUIRE_TOTP_FOR = ["koordination"]
    client.force_login(make_coordination("fb51"))
    for path in ("/", "/massnahmen/", "/konto/", "/konto/passwort/"):
        assert client.get(path).headers["Location"] == "/konto/zweiter-faktor/"
    assert client.post("/bedarfe/neu/").headers["Location"] == "/konto/zweiter-faktor/"
    assert client.get("/datenschutz/").status_code == 200
    assert client.post("/abmelden/").status_code == 302
    give_password(client)
    assert "vorgeschrieben" in client.get("/konto/zweiter-faktor/").content.decode()
    set_up(client, PASSWORD)
    assert client.get("/massnahmen/").status_code == 200
    assert client.get("/konto/zweiter-faktor/aus/").headers["Location"] == "/konto/zweiter-faktor/"
    other = Client()
    other.force_login(make_user("ohne"))
    assert other.get("/konto/").status_code == 200


def test_hat_that_does_not_exist_stops_with_a_sentence() -> None:
    with pytest.raises(ImproperlyConfigured, match="nennt „chefin“"):
        hats("REQUIRE_TOTP_FOR", ["koordination", "chefin"])


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/2fa/", "/signup/"])
def test_pages_of_allauth_are_nowhere(inside: Client, path: str) -> None:
    assert inside.get(path).status_code == 404
