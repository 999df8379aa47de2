"""A real OpenID provider that plays the city's directory, on a port of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client
from oidc_provider_mock import run_server_in_thread

from integration.accounts.directory.configuration import directory, providers

ROLES = "ip-koordination=koordination,ip-administration=administration,ip-zugang="


class Provider(NamedTuple):
    issuer: str

    def knows(self, sub: str, **claims: Any) -> None:
        """Let the directory say this about a person from now on."""
        requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=10).raise_for_status()

    def consents(self, address: str, sub: str | None) -> str:
        """Be the person at the directory's page: sign in as `sub`, or refuse. Return the way back."""
        data = {"sub": sub} if sub else {"action": "deny"}
        answer = requests.post(address, data=data, allow_redirects=False, timeout=10)
        back = answer.headers["Location"]
        if sub:
            return back
        (state,) = parse_qs(urlsplit(address).query)["state"]
        return f"{back}&state={state}"  # which the standard demands of a refusal, too


@contextmanager
def running(port: int = 0) -> Iterator[Provider]:
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it speaks http, on loopback
    with run_server_in_thread(port, require_nonce=True) as server:
        yield Provider(f"http://localhost:{server.server_port}")


def configure(settings: Any, provider: Provider, **environment: str) -> None:
    """Let the installation use the directory."""
    said = {"OIDC_ISSUER": provider.issuer, "OIDC_CLIENT_ID": "ip", "OIDC_CLIENT_SECRET": "geheim"}
    settings.DIRECTORY = directory({**said, "OIDC_ROLES": ROLES, **environment})
    settings.SOCIALACCOUNT_PROVIDERS = providers(settings.DIRECTORY)


def way_back(client: Client, provider: Provider, sub: str | None, query: str = "") -> str:
    """Go to the directory and sign in there; return the address that leads back."""
    there = client.get(f"/anmelden/verzeichnis/{query}").headers["Location"]
    assert there.startswith(provider.issuer)
    back = urlsplit(provider.consents(there, sub))
    return f"{back.path}?{back.query}"


def sign_in(client: Client, provider: Provider, sub: str | None, query: str = "") -> Any:
    return client.get(way_back(client, provider, sub, query))


def is_inside(client: Client) -> bool:
    return client.get("/konto/").status_code == 200


def refused(client: Client, provider: Provider, sub: str) -> str:
    """Sign in in vain; return the page that says why."""
    answer = sign_in(client, provider, sub)
    assert answer.status_code == 403
    assert not is_inside(client)
    return str(answer.content.decode())
