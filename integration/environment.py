"""How the settings read the environment."""

from __future__ import annotations

import os
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def flag(name: str, default: bool = False) -> bool:
    """Return the environment variable `name` as a truth value."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "ja", "on"}


def words(name: str, default: str = "") -> list[str]:
    """Return the environment variable `name` as a list, split on commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(default: str, **options: Any) -> Any:
    """Return the database that DATABASE_URL names. Raises ImproperlyConfigured with a sentence."""
    try:
        return dj_database_url.config(default=default, **options)
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL ist keine Adresse einer Datenbank (postgres://benutzer:passwort@rechner/name). "
            "Stehen im Passwort andere Zeichen als Buchstaben und Ziffern, schreiben Sie sie als %XX, zum "
            "Beispiel „/“ als %2F."
        ) from error
