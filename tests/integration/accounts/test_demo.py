import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from integration.accounts.demo import DEMO_PASSWORD, PEOPLE, create_demo_people
from integration.history.models import ChangeSet
from tests.integration.people import make_user

pytestmark = pytest.mark.django_db


def test_demo_people_can_sign_in(client: Client) -> None:
    people = create_demo_people(at=timezone.now())
    assert list(people) == [person.username for person in PEOPLE]
    for username in people:
        answer = client.post("/anmelden/", {"username": username, "password": DEMO_PASSWORD})
        assert answer.status_code == 302
        client.logout()


def test_demo_people_have_a_history() -> None:
    create_demo_people(at=timezone.now())
    assert ChangeSet.objects.count() == len(PEOPLE)


def test_demo_people_belong_to_units_of_the_reference_data() -> None:
    reference = json.loads((settings.BASE_DIR / "fixtures" / "reference.json").read_text())
    units = {entry["fields"]["slug"] for entry in reference if entry["model"] == "catalogue.unit"}
    assert {person.unit for person in PEOPLE if person.unit} <= units


def test_demo_accounts_are_listed_in_the_demo_only(client: Client, settings: Any) -> None:
    create_demo_people(at=timezone.now())
    assert DEMO_PASSWORD not in client.get("/anmelden/").content.decode()
    settings.DEBUG = True
    page = client.get("/anmelden/").content.decode()
    assert DEMO_PASSWORD in page
    assert all(person.username in page and person.function in page for person in PEOPLE)


def test_other_accounts_are_never_listed(client: Client, settings: Any) -> None:
    make_user("vorname.nachname")
    settings.DEBUG = True
    page = client.get("/anmelden/").content.decode()
    assert "vorname.nachname" not in page
    assert DEMO_PASSWORD not in page
