"""What every test stands on: the environment, the choice of tests, Chromium, quick passwords."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest

# The settings read the environment once, so it is set before Django is imported for the first time.
# That is also why pyproject.toml does not name the settings: pytest-django would read them earlier.
os.environ.update(
    DEBUG="0", HTTPS="0", SECRET_KEY="for-tests-only", DJANGO_SETTINGS_MODULE="integration.settings"
)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the thread of the test
os.environ.pop("EMAIL_HOST", None)

import django
import hypothesis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

# A file, not memory: the children of an import work on the same database.
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _DATABASE = tempfile.TemporaryDirectory(prefix="test-database-")
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"{_DATABASE.name}/test.sqlite3"

django.setup()

# A busy machine breaks no property: time is measured in benchmarks, never in tests.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")

# The first is the same engine without a window around it: half the work, and nothing to see is lost.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in BROWSERS if (found := shutil.which(name))), None)
NO_CHROMIUM = (
    "Chromium fehlt: Die Tests im Browser wurden NICHT ausgeführt (apt install chromium-headless-shell)."
)


# --- Which tests run ------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests that take minutes, too")


def pytest_configure() -> None:
    if CHROMIUM is None and os.environ.get("CI") == "true":
        raise pytest.UsageError(NO_CHROMIUM)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    left_out = {"long": not config.getoption("--long"), "browser": CHROMIUM is None}
    deselected = [
        item for item in items if any(out and item.get_closest_marker(name) for name, out in left_out.items())
    ]
    config.hook.pytest_deselected(items=deselected)
    items[:] = [item for item in items if item not in deselected]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if CHROMIUM is None:
        terminalreporter.section(NO_CHROMIUM, red=True)


# --- Chromium -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium that is installed; it may run as root in a container and calls nobody."""
    quiet = [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    desk = {"width": 1280, "height": 900}
    return {**browser_context_args, "locale": "de-DE", "timezone_id": "Europe/Berlin", "viewport": desk}


# --- Passwords ------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; tests sign in by the hundred."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


# --- The database ---------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _quick_emptying() -> Iterator[None]:
    """Delete the few rows of a test: TRUNCATE gives each of a hundred tables new files, and takes longer."""
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "postgresql":
            patch.setattr(connection.ops, "sql_flush", _deletions)
        yield


def _deletions(_style: Any, tables: list[str], **_sequences: bool) -> list[str]:
    return [";".join(" ".join(("DELETE FROM", connection.ops.quote_name(table))) for table in tables)]


# --- The cache ------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _nothing_remembered(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """The cache's table belongs to no model, so what a test commits to it is not emptied with the others."""
    yield
    mark = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if commits or (mark and mark.kwargs.get("transaction")):
        with django_db_blocker.unblock():
            cache.clear()
