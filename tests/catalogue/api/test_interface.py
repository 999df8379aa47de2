"""Who is let in, how often, and how the interface answers what it cannot."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pydantic import BaseModel

from catalogue.api import shapes
from catalogue.api.interface import interface
from catalogue.api.token_actions import revoke_token
from catalogue.models import SystemToken, Unit
from catalogue.models.version import MeasureVersionQuerySet
from tests.catalogue.api.conftest import Ask
from tests.factories import make_token, make_user

pytestmark = pytest.mark.usefixtures("city")
ADDRESSES = ["massnahmen", "massnahmen/28", "massnahmen/28/verlauf", "stellen/FB-61/auszug", "auswertung"]
ADDRESSES += ["stammdaten"]


def told(answer: Any) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert body["status"] == answer.status_code
    return body


# --- Who is let in


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_token_opens_every_address(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer falsch", "Basic YTpi", "Bearer \N{BULLET}"]
)
def test_without_its_token_a_system_is_not_let_in(header: str) -> None:
    make_token()
    answer = Client(headers={"Authorization": header}).get("/api/v1/massnahmen")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Token" in told(answer)["detail"]


def test_token_ends_on_its_day_and_when_it_is_revoked(ask: Ask) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    late = make_token("Alt", valid_until=yesterday).secret
    issued = make_token("Neu", valid_until=timezone.localdate())
    assert ask("stammdaten", late).status_code == 401
    assert ask("stammdaten", issued.secret).status_code == 200
    assert revoke_token(issued.token, by=None)
    assert not revoke_token(issued.token, by=None)
    assert ask("stammdaten", issued.secret).status_code == 401


def test_a_session_lets_nobody_in(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/api/v1/massnahmen").status_code == 401


def test_only_a_digest_and_the_day_of_the_last_use_are_stored(ask: Ask) -> None:
    issued = make_token("Statistik")
    row = SystemToken.objects.filter(pk=issued.token.pk)
    assert issued.secret not in json.dumps(list(row.values()), default=str)
    assert row.get().last_used is None
    ask("stammdaten", issued.secret)
    assert row.get().last_used == timezone.localdate()


# --- How often


def test_token_waits_after_too_many_requests_and_others_do_not(ask: Ask, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "interface": (2, 60)}
    answers = [ask("stammdaten") for _ in range(5)]  # at most one change of the minute lies between
    refused = [one for one in answers if one.status_code == 429]
    assert refused
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 60
    assert refused[0].headers["Retry-After"] == refused[0].headers["RateLimit-Reset"]
    told_left = [(one.headers["RateLimit-Limit"], one.headers["RateLimit-Remaining"]) for one in answers[:3]]
    assert told_left[:2] == [("2", "1"), ("2", "0")] or told_left[1:] == [("2", "1"), ("2", "0")]
    assert told(refused[0])["title"] == "Zu viele Anfragen"
    assert ask("stammdaten", make_token("Andere").secret).status_code == 200


# --- What it cannot answer


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("massnahmen?stand=gestern", 422, "stand"),
        ("massnahmen?limit=0", 422, "limit"),
        ("massnahmen?limit=201", 422, "limit"),
        ("massnahmen?status=fertig", 422, "status"),
        ("massnahmen?q=" + "a" * 201, 422, "q"),
        ("massnahmen?q=%00", 422, "q"),
        ("massnahmen?statuss=geplant", 422, "statuss"),
        ("massnahmen?page=2", 422, "page"),
        ("massnahmen/abc", 422, "number"),
        ("massnahmen/99999999999", 422, "number"),
        ("stellen/FB%2051/auszug", 422, "slug"),
        ("auswertung?zeilen=farbe", 422, "zeilen"),
        ("auswertung?zeilen=status", 404, "spalten"),
        ("massnahmen?stand=2199-12-31", 404, "stand"),
        ("massnahmen?handlungsfeld=raumfahrt", 404, "handlungsfeld"),
        ("massnahmen?stelle=Raumfahrtamt", 404, "stelle"),
        ("massnahmen?seit=99999", 404, "seit"),
    ],
)
def test_refusal_names_the_parameter(ask: Ask, path: str, status: int, parameter: str) -> None:
    answer = ask(path)
    assert (answer.status_code, list(told(answer)["parameter"])) == (status, [parameter])


@pytest.mark.parametrize("path", ["", "massnahmen/", "massnahmen/4711", "stellen/FB-99/auszug", "nirgends/x"])
def test_what_is_not_there_is_said_in_json(ask: Ask, path: str) -> None:
    assert ask(path).status_code == 404
    assert "<" not in told(ask(path))["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_interface_is_only_read(method: str) -> None:
    answer = getattr(Client(), method)("/api/v1/massnahmen")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    told(answer)


def test_error_of_ours_says_nothing_inside(ask: Ask, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def breaks(*_: Any) -> None:
        raise RuntimeError("Kennwort der Datenbank")

    settings.DEBUG = True
    monkeypatch.setattr(MeasureVersionQuerySet, "order_by", breaks)
    answer = ask("massnahmen")
    assert answer.status_code == 500
    assert "Kennwort" not in answer.content.decode()
    told(answer)


# --- Asking again


def test_answer_that_has_not_changed_is_not_sent_again(ask: Ask) -> None:
    first = ask("massnahmen/28")
    again = ask("massnahmen/28", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert ask("massnahmen/7", **{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_head_tells_the_same_without_the_body(ask: Ask) -> None:
    secret = make_token().secret
    answer = Client(headers={"Authorization": f"Bearer {secret}"}).head("/api/v1/massnahmen/28")
    assert answer.status_code == 200
    assert answer.headers["ETag"] == ask("massnahmen/28", secret).headers["ETag"]


def test_pages_and_description_are_linked_in_the_head(ask: Ask, settings: Any) -> None:
    settings.SITE_URL = "https://stadt.example"
    first = ask("massnahmen?limit=2")
    following, description = first.headers["Link"].split(", ")
    assert following == f'<{first.json()["weiter"]}>; rel="next"'
    assert description == '</api/v1/openapi.json>; rel="service-desc"'
    assert ask("massnahmen").headers["Link"] == description
    again = ask("massnahmen?limit=2", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["RateLimit-Limit"]) == (304, "120")
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "interface": (0, 60)}
    assert "RateLimit-Limit" not in ask("stammdaten").headers
    assert "Link" not in ask("stammdaten", "falsch").headers  # strangers learn nothing


# --- How it describes itself


def test_description_is_open_and_names_every_address(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.json() == json.loads(json.dumps(interface.get_openapi_schema()))
    described = answer.json()
    assert len(described["paths"]) == len(ADDRESSES)
    for methods in described["paths"].values():
        assert list(methods) == ["get"]
        assert {"200", "401", "404", "422", "429"} == set(methods["get"]["responses"])
        assert methods["get"]["security"] == [{"SystemAuth": []}]


def test_every_key_is_a_german_word_that_is_used() -> None:
    kinds = [one for one in vars(shapes).values() if isinstance(one, type) and issubclass(one, BaseModel)]
    used = {name for kind in kinds for name in kind.model_fields}
    assert used == set(shapes.WORDS)
    assert all(word.isascii() and word == word.lower() for word in shapes.WORDS.values())


def test_unit_token_opens_its_own_only(ask: Ask) -> None:
    secret = make_token("Kita-Portal", unit=Unit.objects.get(slug="51.3")).secret
    assert [one["nummer"] for one in ask("massnahmen", secret).json()["massnahmen"]] == [28]
    assert ask("massnahmen/28", secret).status_code == 200
    assert ask("stellen/51.3/auszug", secret).json()["anzahl"] == 1
    assert ask("auswertung", secret).json()["anzahl"] == 1
    for other in ("massnahmen/7", "massnahmen/7/verlauf", "stellen/FB-51/auszug", "stellen/FB-61/auszug"):
        assert ask(other, secret).status_code == 404
