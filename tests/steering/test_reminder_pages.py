"""The pages of reminders: what would go out, what went out, and each person's choice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from steering.models import ReminderChoice, ReminderLetter
from tests import factories as make
from tests.city import build_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def kita() -> User:
    build_city()
    kita = Unit.objects.get(slug="51.3")
    make.make_assignment(kita, "Bedarf prüfen", due=timezone.localdate())
    return make.make_user(Hat.DEPARTMENT, unit=kita, function="Stelle 51.3")


def page(client: Client, person: User, path: str) -> str:
    client.force_login(person)
    return client.get(path).content.decode()


def undelivered(recipient: User) -> ReminderLetter:
    return ReminderLetter.objects.create(
        recipient=recipient,
        function="Stelle 51.3",
        subject="Erinnerung",
        text="Geheimes",
        tried_at=timezone.now(),
        failed="Der Mailserver war nicht zu erreichen.",
    )


def test_preview_shows_the_office_what_goes_to_whom_and_sends_nothing(client: Client, kita: User) -> None:
    html = page(client, make.make_user(Hat.COORDINATION), "/erinnerungen/")
    assert "Stelle 51.3" in html
    assert "Bedarf prüfen" in html
    assert kita.email not in html
    assert not ReminderLetter.objects.exists()


def test_administration_sees_that_it_goes_wrong_but_no_text(client: Client, kita: User) -> None:
    undelivered(kita)
    administration = make.make_user(Hat.ADMINISTRATION)
    html = page(client, administration, "/erinnerungen/")
    assert "Der Mailserver war nicht zu erreichen." in html
    assert "Geheimes" not in html
    assert "Bedarf prüfen" not in html
    assert "nicht zugestellte Erinnerungen: 1" in page(client, administration, "/")
    assert "nicht zugestellt" not in page(client, kita, "/")


def test_what_reaches_nobody_is_said(client: Client, kita: User) -> None:
    User.objects.update(email="")
    html = page(client, make.make_user(Hat.ADMINISTRATION), "/erinnerungen/")
    assert "erreichen niemanden" in html


def test_person_chooses_and_reads_what_was_sent(client: Client, kita: User) -> None:
    letter = undelivered(kita)
    letter.failed, letter.sent_at = "", timezone.now()
    letter.save()
    html = page(client, kita, "/konto/erinnerungen/")
    assert "Geheimes" in html
    assert "Geheimes" not in page(client, make.make_user(Hat.COORDINATION), "/konto/erinnerungen/")
    client.force_login(kita)
    assert client.post("/konto/erinnerungen/", {"pace": "stündlich"}).status_code == 422
    client.post("/konto/erinnerungen/", {"pace": "keine"})
    client.post("/konto/erinnerungen/", {"pace": "taeglich"})
    assert ReminderChoice.objects.get(user=kita).pace == "taeglich"


def test_log_costs_the_same_for_one_letter_and_for_many(
    client: Client, kita: User, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client.force_login(make.make_user(Hat.COORDINATION))
    undelivered(kita)
    with django_assert_max_num_queries(40) as before:
        client.get("/erinnerungen/")
    for number in range(5):
        undelivered(make.make_user("", username=f"mehr{number}", unit=Unit.objects.get(slug="FB-61")))
    with django_assert_num_queries(len(before)):
        client.get("/erinnerungen/")
