"""An app for one-time codes, as a person has it on their telephone."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

PERIOD = 30  # seconds


def code(secret: str, later: int = 0) -> str:
    """Return what the app shows; `later` is the code so many periods from now."""
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // PERIOD + later))


def secret_on(page: str) -> str:
    found = re.search(r"Schlüssel: <code>([A-Z2-7 ]+)</code>", page)
    assert found
    return found.group(1)


def set_up(client: Client, password: str) -> tuple[str, list[str]]:
    """Set the second factor up for who is signed in; return its secret and the codes for paper."""
    secret = secret_on(client.get("/konto/zweiter-faktor/").content.decode())
    data = {"code": code(secret), "password": password}
    page = client.post("/konto/zweiter-faktor/", data).content.decode()
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", page)
    assert len(codes) == 10
    return secret, codes
