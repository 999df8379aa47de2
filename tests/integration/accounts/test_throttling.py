import datetime as dt
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory

from integration.accounts.throttling import client_address
from tests.integration.people import PASSWORD, make_user

WRONG = "falsch"


def attempt(client: Client, username: str = "fb51", password: str = WRONG, **extra: Any) -> Any:
    return client.post("/anmelden/", {"username": username, "password": password}, **extra)


@pytest.fixture
def locked(client: Client, db: None) -> Client:
    make_user("fb51")
    for _ in range(5):
        attempt(client)
    return client


@pytest.mark.django_db
def test_fifth_wrong_password_locks(client: Client) -> None:
    make_user("fb51")
    assert [attempt(client).status_code for _ in range(5)] == [200, 200, 200, 200, 429]


def test_lock_says_when_to_try_again_and_whom_to_ask(locked: Client) -> None:
    answer = attempt(locked, password=PASSWORD)
    text = answer.content.decode()
    assert answer.status_code == 429
    assert 840 < int(answer.headers["Retry-After"]) <= 900
    assert "Uhr</strong> erneut versuchen" in text
    assert "in 15 Minuten" in text
    assert "Administration" in text


def test_lock_is_not_prolonged_by_trying(locked: Client) -> None:
    begun = AccessAttempt.objects.get().attempt_time
    attempt(locked)
    assert AccessAttempt.objects.get().attempt_time == begun


def test_lock_ends_by_itself(locked: Client) -> None:
    AccessAttempt.objects.update(
        attempt_time=AccessAttempt.objects.get().attempt_time - dt.timedelta(minutes=16)
    )
    assert attempt(locked, password=PASSWORD).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_lock_is_for_one_name_at_one_address(locked: Client) -> None:
    make_user("kita")
    assert attempt(locked, username="kita", password=PASSWORD).status_code == 302
    assert attempt(Client(), password=PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302


@pytest.mark.parametrize("username", ["FB51", " fb51 ", "ｆｂ５１"])
def test_lock_is_not_opened_by_another_spelling(locked: Client, username: str) -> None:
    assert attempt(locked, username=username, password=PASSWORD).status_code == 429


@pytest.mark.django_db
def test_success_forgets_earlier_mistakes(client: Client) -> None:
    make_user("fb51")
    attempt(client)
    assert AccessAttempt.objects.exists()
    attempt(client, password=PASSWORD)
    assert not AccessAttempt.objects.exists()


@pytest.mark.django_db
def test_password_is_not_kept(client: Client) -> None:
    attempt(client, password="versehentlich-richtig")
    assert "versehentlich" not in AccessAttempt.objects.get().post_data


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        pytest.param(0, "198.51.100.9", "192.0.2.1", id="no proxy: the header is forged"),
        pytest.param(1, "198.51.100.9", "198.51.100.9", id="one proxy"),
        pytest.param(1, "203.0.113.5, 198.51.100.9", "198.51.100.9", id="one proxy, forged entry before it"),
        pytest.param(2, "198.51.100.9, 10.0.0.1", "198.51.100.9", id="two proxies"),
        pytest.param(2, "198.51.100.9", "192.0.2.1", id="fewer entries than proxies"),
        pytest.param(1, "2001:db8::1", "2001:db8::1", id="IPv6"),
        pytest.param(1, "nicht-von-hier", None, id="not an address"),
    ],
)
def test_client_address_is_what_no_caller_can_forge(
    settings: Any, proxies: int, forwarded: str, address: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address


def test_client_address_is_unknown_behind_a_socket() -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) is None
