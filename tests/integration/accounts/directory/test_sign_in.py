import datetime as dt
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from catalogue.models import Unit, UnitMembership
from integration.accounts.models import Session, User
from integration.accounts.roles import Hat, Role
from integration.history.models import ChangeSet
from tests.directory import Provider, configure, is_inside, refused, sign_in, way_back
from tests.factories import make_membership
from tests.integration.people import PASSWORD, make_administration, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("configured")]


def test_new_person_gets_account_role_and_unit_and_no_name(client: Client, provider: Provider) -> None:
    provider.knows(
        "a-1",
        name="Vorname Nachname",
        given_name="Vorname",
        family_name="Nachname",
        preferred_username="KITA1",
        email="kita1@stadt.example",
        roles=["andere", "ip-koordination"],
        units=["51.3"],
    )
    assert sign_in(client, provider, "a-1").headers["Location"] == "/"
    person = User.objects.get()
    assert (person.username, person.email, person.role) == ("kita1", "kita1@stadt.example", "koordination")
    assert person.function == str(Unit.objects.get(code="51.3"))
    assert person.hats() == [Hat.COORDINATION, Hat.DEPARTMENT]
    assert not person.has_usable_password()
    assert is_inside(client)
    assert "Nachname" not in str([SocialAccount.objects.values().get(), *User.objects.values()])
    assert {change.reason for change in ChangeSet.objects.all()} == {
        "Angabe des Verzeichnisses bei der Anmeldung"
    }


def test_directory_is_asked_as_its_client_is_set_up_there(client: Client, provider: Provider) -> None:
    there = client.get("/anmelden/verzeichnis/").headers["Location"]
    asked = {name: value for name, (value,) in parse_qs(urlsplit(there).query).items()}
    assert asked["redirect_uri"] == "http://testserver/anmelden/verzeichnis/zurueck/"
    assert (asked["response_type"], asked["client_id"]) == ("code", "ip")
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["state"]
    assert asked["nonce"]


def test_page_asked_for_is_reached_and_no_other_site(client: Client, provider: Provider) -> None:
    provider.knows("a-2", roles=["ip-zugang"])
    assert sign_in(client, provider, "a-2", "?next=/konto/").headers["Location"] == "/konto/"
    assert sign_in(client, provider, "a-2", "?next=//x.example/").headers["Location"] == "/"


def test_unknown_person_is_refused_and_leaves_nothing(client: Client, provider: Provider) -> None:
    provider.knows("b-1", roles=["andere"], units=["99.9"])
    assert "weder eine Rolle noch eine Stelle" in refused(client, provider, "b-1")
    assert not User.objects.exists()


def test_leaver_loses_access_units_and_sessions_and_may_come_back(client: Client, provider: Provider) -> None:
    provider.knows("c-1", preferred_username="c1", units=["51.3"])
    sign_in(client, provider, "c-1")
    UnitMembership.objects.update(valid_from=timezone.localdate() - dt.timedelta(days=9))
    provider.knows("c-1", preferred_username="c1")
    other = Client()
    other.force_login(User.objects.get())
    assert "keine Aufgabe in der Integrationsplanung mehr" in refused(client, provider, "c-1")
    assert not is_inside(other)
    person = User.objects.get()
    assert (person.is_active, person.directory) == (False, User.Directory.LEFT)
    assert not Session.objects.of(person).exists()
    assert not UnitMembership.objects.held_by(person, on=timezone.localdate()).exists()
    provider.knows("c-1", preferred_username="c1", units=["FB 61"])
    sign_in(client, provider, "c-1")
    assert is_inside(client)
    assert [str(unit.code) for unit in Unit.objects.of_member(person, on=timezone.localdate())] == ["FB 61"]


def test_whom_the_administration_deactivated_the_directory_does_not_let_in(
    client: Client, provider: Provider
) -> None:
    provider.knows("c-2", roles=["ip-zugang"])
    sign_in(client, provider, "c-2")
    User.objects.update(is_active=False)
    assert "von der Administration deaktiviert" in refused(Client(), provider, "c-2")


def test_units_given_by_hand_stay(client: Client, provider: Provider) -> None:
    provider.knows("d-1", units=["51.3"])
    sign_in(client, provider, "d-1")
    by_hand = make_membership(User.objects.get(), Unit.objects.get(code="FB 61"))
    provider.knows("d-1", roles=["ip-zugang"], units=[])
    sign_in(client, provider, "d-1")
    today = timezone.localdate()
    assert list(UnitMembership.objects.held_by(User.objects.get(), on=today)) == [by_hand]


def test_last_administration_is_refused_but_stays(client: Client, provider: Provider) -> None:
    provider.knows("e-1", roles=["ip-administration"])
    sign_in(client, provider, "e-1")
    provider.knows("e-1", roles=["ip-koordination"])
    assert "die letzte aktive Administration" in refused(Client(), provider, "e-1")
    provider.knows("e-1", roles=[])
    refused(Client(), provider, "e-1")
    assert User.objects.administrators().count() == 1
    make_administration("zweite")
    refused(Client(), provider, "e-1")
    assert User.objects.administrators().get().username == "zweite"


def test_account_with_the_same_name_is_not_taken_over(client: Client, provider: Provider) -> None:
    make_administration("chef")
    provider.knows(
        "f-1", preferred_username="Chef", email="administration@stadt.example", roles=["ip-zugang"]
    )
    assert "ein Konto mit Ihrem Anmeldenamen" in refused(client, provider, "f-1")


@pytest.mark.parametrize(
    ("trusts", "verified", "joined"), [("1", True, True), ("1", False, False), ("0", True, False)]
)
def test_address_joins_accounts_only_where_both_sides_vouch_for_it(
    client: Client, provider: Provider, settings: Any, trusts: str, verified: bool, joined: bool
) -> None:
    configure(settings, provider, OIDC_LINK_BY_EMAIL=trusts)
    person = make_user("fb51", email="fb51@stadt.example")
    claims = {"email": "FB51@stadt.example", "email_verified": verified, "roles": ["ip-zugang"]}
    provider.knows("g-1", preferred_username="anders", **claims)
    sign_in(client, provider, "g-1")
    person.refresh_from_db()
    assert (User.objects.count(), person.directory) == ((1, "verbunden") if joined else (2, ""))
    assert person.has_usable_password() is not joined


def test_person_connects_their_own_account_with_their_password(client: Client, provider: Provider) -> None:
    person = make_user("fb51", role=Role.COORDINATION)
    provider.knows("h-1", preferred_username="fb51", roles=["ip-koordination"])
    client.post("/anmelden/", {"username": "fb51", "password": PASSWORD})
    assert client.post("/konto/verzeichnis/", {"password": "falsch"}).status_code == 422
    page = client.post("/konto/verzeichnis/", {"password": PASSWORD}).content.decode()
    assert 'href="/anmelden/verzeichnis/"' in page
    assert sign_in(client, provider, "h-1").headers["Location"] == "/konto/"
    person.refresh_from_db()
    assert person.directory == User.Directory.LINKED
    assert not person.has_usable_password()
    other = Client()
    sign_in(other, provider, "h-1")
    assert is_inside(other)


def test_nobody_connects_by_a_link_alone(client: Client, provider: Provider) -> None:
    victim = make_user("fb51")
    provider.knows("h-2", preferred_username="boese", roles=["ip-zugang"])
    client.force_login(victim)
    sign_in(client, provider, "h-2")  # signs in as the other person, and joins nothing
    victim.refresh_from_db()
    assert victim.directory == ""
    assert client.session["_auth_user_id"] != str(victim.pk)


def test_answer_of_another_browser_or_another_time_is_refused(client: Client, provider: Provider) -> None:
    provider.knows("i-1", roles=["ip-zugang"])
    back = way_back(client, provider, "i-1")
    assert "nicht gültig oder zu alt" in Client().get(back).content.decode()
    assert client.get(re.sub("state=[^&]+", "state=anders", back)).status_code == 403
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403  # once


def test_answer_to_another_question_is_refused(client: Client, provider: Provider) -> None:
    provider.knows("i-2", roles=["ip-zugang"])
    for nonce, status in (("nonce=anders", 403), (r"\g<0>", 302)):
        there = client.get("/anmelden/verzeichnis/").headers["Location"]
        back = provider.consents(re.sub("nonce=[^&]+", nonce, there), "i-2")
        assert client.get("/" + back.split("/", 3)[3]).status_code == status
        assert is_inside(client) is (status == 302)


def test_refusal_of_the_directory_is_explained(client: Client, provider: Provider) -> None:
    answer = sign_in(client, provider, None)
    assert answer.status_code == 403
    assert "abgelehnt" in answer.content.decode()


def test_directory_that_is_away_is_explained(client: Client, settings: Any) -> None:
    configure(settings, Provider("http://localhost:1"))
    answer = client.get("/anmelden/verzeichnis/")
    assert answer.status_code == 503
    assert "antwortet gerade nicht" in answer.content.decode()


def test_without_a_directory_there_is_no_way(client: Client, settings: Any) -> None:
    settings.DIRECTORY = None
    assert "Verzeichnis" not in client.get("/anmelden/").content.decode()
    client.force_login(make_user())
    for path in ("/anmelden/verzeichnis/", "/anmelden/verzeichnis/zurueck/", "/konto/verzeichnis/"):
        assert client.get(path).status_code == 404


def test_directory_person_has_no_password_to_change_and_no_role_to_give(
    client: Client, provider: Provider
) -> None:
    provider.knows("j-1", roles=["ip-koordination"])
    sign_in(client, provider, "j-1")
    assert "haben hier kein Passwort" in client.get("/konto/passwort/", follow=True).content.decode()
    person = User.objects.get()
    client.force_login(make_administration())
    fields = {"username": person.username, "function": "Neu", "email": "x@stadt.example", "is_active": "on"}
    page = client.get(f"/personen/{person.pk}/").content.decode()
    assert "folgt bei jeder Anmeldung dem Verzeichnis" in page
    client.post(f"/personen/{person.pk}/", {**fields, "role": "administration"})
    person.refresh_from_db()
    assert person.role == "koordination"
    client.post(f"/personen/{person.pk}/einladung/")
    assert "braucht kein Passwort" in client.get(f"/personen/{person.pk}/").content.decode()
