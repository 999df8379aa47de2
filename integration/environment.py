"""How the settings read the environment."""

from __future__ import annotations

import os


def flag(name: str, default: bool = False) -> bool:
    """Return the environment variable `name` as a truth value."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "ja", "on"}


def words(name: str, default: str = "") -> list[str]:
    """Return the environment variable `name` as a list, split on commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]
