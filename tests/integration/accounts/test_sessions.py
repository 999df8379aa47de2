import datetime as dt

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from integration.accounts.models import Session, User
from integration.accounts.sessions import device_of, idle_time, late, lifetime
from tests.integration.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)


@pytest.fixture
def person() -> User:
    return make_user()


@pytest.fixture
def inside(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def used(before: dt.timedelta) -> None:
    """Let every session have been used last so long ago."""
    Session.objects.update(last_used=timezone.now() - before)


def is_inside(client: Client) -> bool:
    return client.get("/konto/").status_code == 200


def test_session_ends_when_nothing_is_asked_for(inside: Client) -> None:
    used(idle_time() - MINUTE)
    assert is_inside(inside)
    used(idle_time() + MINUTE)
    assert not is_inside(inside)


def test_use_is_noted_but_not_at_every_request(
    inside: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    used(2 * MINUTE)
    inside.get("/konto/")
    noted = Session.objects.get().last_used
    assert timezone.now() - noted < MINUTE
    inside.get("/konto/")
    assert Session.objects.get().last_used == noted


def test_session_ends_after_ten_hours_however_much_it_is_used(inside: Client) -> None:
    Session.objects.update(expire_date=timezone.now() + MINUTE, since=timezone.now() - lifetime() + MINUTE)
    session = inside.session
    session["something"] = "new"
    session.save()
    assert Session.objects.get().ends_at < timezone.now() + 2 * MINUTE
    Session.objects.update(expire_date=timezone.now() - MINUTE)
    assert not is_inside(inside)


def test_row_holds_little_about_a_person(client: Client, person: User) -> None:
    data = {"username": person.username, "password": PASSWORD}
    client.post("/anmelden/", data, headers={"user-agent": EDGE}, REMOTE_ADDR="192.0.2.7")
    row = Session.objects.get()
    assert (row.user, row.device) == (person, "Edge, Windows")
    assert "192.0.2" not in str(row.__dict__) + str(row.get_decoded())


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [(FIREFOX, "Firefox, Linux"), (EDGE, "Edge, Windows"), ("", "anderer Browser, anderes Gerät")],
)
def test_device_is_coarse(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


def test_cookie_ends_with_the_browser_and_not_before(client: Client, person: User) -> None:
    client.post("/anmelden/", {"username": person.username, "password": PASSWORD})
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


def test_ended_sessions_are_cleared_when_nothing_can_come_from_them_any_more(inside: Client) -> None:
    for ended, left in ((late() - MINUTE, 1), (late() + MINUTE, 0)):
        Session.objects.update(expire_date=timezone.now() - ended)
        call_command("clearsessions")
        assert Session.objects.count() == left


def test_stranger_with_a_made_up_session_leaves_no_trace(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert client.post("/konto/daten.zip", {"text": "Etwas"}).status_code == 302
    assert not Session.objects.exists()
