"""People for tests, told by what they do."""

from __future__ import annotations

from threading import enumerate as threads
from typing import Any

from django.test import Client

from integration.accounts.forms import PasswordResetForm
from integration.accounts.models import User
from integration.accounts.roles import Role

PASSWORD = "Ein-langes-Passwort"


def make_user(username: str = "stelle", **fields: Any) -> User:
    """Store a person with PASSWORD; give `password=None` for one who has yet to accept an invitation."""
    fields = {
        "password": PASSWORD,
        "function": username.title(),
        "email": f"{username}@stadt.example",
        **fields,
    }
    return User.objects.create_user(username, **fields)


def make_administration(username: str = "administration", **fields: Any) -> User:
    return make_user(username, role=Role.ADMINISTRATION, **fields)


def make_coordination(username: str = "koordination", **fields: Any) -> User:
    return make_user(username, role=Role.COORDINATION, **fields)


def signed_in(person: User) -> Client:
    """Return a client of a person's own, beside those of others in the same test."""
    client = Client()
    client.force_login(person, backend="integration.accounts.backends.PasswordBackend")
    return client


def mailed() -> None:
    """Wait until the links for new passwords have left: they are mailed beside the answer."""
    for thread in threads():
        if thread.name == PasswordResetForm.MAILING:
            thread.join(10)
