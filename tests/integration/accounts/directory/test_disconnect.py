"""Parting a person from the directory: somebody has two accounts, or the city changes its directory."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from catalogue.models import UnitMembership
from integration.accounts.models import Session, User
from integration.history.models import ChangeSet
from tests.directory import Provider, is_inside, sign_in
from tests.integration.people import PASSWORD, make_administration, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("configured")]


@pytest.fixture
def office(client: Client) -> Client:
    inside = Client()
    inside.force_login(make_administration())
    return inside


def part(office: Client, person: User) -> str:
    return office.post(f"/personen/{person.pk}/verzeichnis/", follow=True).content.decode()


def test_second_account_gives_its_place_to_the_first(
    client: Client, office: Client, provider: Provider, mailoutbox: list[Any]
) -> None:
    first = make_user("fb51")
    claims = {"preferred_username": "zweites", "email": "zweites@stadt.example", "units": ["51.3"]}
    provider.knows("p-1", **claims)
    sign_in(client, provider, "p-1")
    second = User.objects.get(username="zweites")
    assert "Verbindung lösen" in office.get(f"/personen/{second.pk}/").content.decode()

    page = part(office, second)
    assert "ist nicht mehr mit dem Verzeichnis verbunden" in page
    assert "Noch einmal einladen" in page
    second.refresh_from_db()
    assert (second.directory, second.is_active) == ("", True)
    assert not is_inside(client)
    assert not Session.objects.of(second).exists()
    assert not UnitMembership.objects.held_by(second, on=timezone.localdate()).exists()
    assert ChangeSet.objects.filter(reason="Verbindung mit dem Verzeichnis gelöst").count() == 1
    assert ["zweites@stadt.example"] in [mail.to for mail in mailoutbox]

    browser = Client()
    browser.post("/anmelden/", {"username": "fb51", "password": PASSWORD})
    browser.post("/konto/verzeichnis/", {"password": PASSWORD})
    assert sign_in(browser, provider, "p-1").headers["Location"] == "/konto/"
    assert SocialAccount.objects.get().user == first


def test_nobody_parts_themselves(client: Client, provider: Provider) -> None:
    provider.knows("p-2", preferred_username="p2", roles=["ip-administration"])
    sign_in(client, provider, "p-2")
    person = User.objects.get()
    assert "Verbindung lösen" not in client.get(f"/personen/{person.pk}/").content.decode()
    assert "lösen Sie nicht selbst" in part(client, person)
    assert SocialAccount.objects.get().user == person


def test_who_is_not_joined_cannot_be_parted(office: Client) -> None:
    person = make_user("fb61")
    assert "nicht mit dem Verzeichnis verbunden" in part(office, person)
    assert person.has_usable_password()
