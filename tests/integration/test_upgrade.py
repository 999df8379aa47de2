"""From the release before to this one and back, with the demo city in it: nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import ConnectionHandler

from integration.children import database_url

# The migrations of the release before. Once a release is out, its last migrations stand here.
BEFORE = {
    "accounts": "0001_initial",
    "auth": "0012_alter_user_first_name_max_length",
    "axes": "0010_accessattemptexpiration",
    "catalogue": "0016_mailing",
    "contenttypes": "0002_remove_content_type_name",
    "files": "0001_initial",
    "history": "0001_initial",
    "sessions": "0001_initial",
    "steering": "0014_agreed_due",
}
# Django fills these anew after every migration.
BOOKKEEPING = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
# One process for all apps, where `migrate` takes one for each.
GO_BACK = (
    "from django.db import connection; from django.db.migrations.executor import MigrationExecutor; "
    "MigrationExecutor(connection).migrate"
)
# What bears another name today, by table.
RENAMED = {
    "steering_annualgoal": {
        "evaluated_at": "done_at",
        "evaluated_by_id": "done_by_id",
        "evaluated_by_function": "done_by_function",
    }
}
# What the demo city has none of: attempts and drafts that end, pages nobody has used yet.
EMPTY = {
    *("auth_group", "auth_group_permissions", "django_session", "recovery_backup"),
    *("axes_accessattempt", "axes_accessattemptexpiration", "axes_accessfailurelog", "axes_accesslog"),
    *("catalogue_draftfinding", "catalogue_draftmeasure", "catalogue_importdraft", "catalogue_mailing"),
    *("catalogue_unitname", "steering_minutescomment", "steering_minuteshandover"),
    *("steering_reminderchoice",),
}
Contents = dict[str, tuple[list[str], list[str]]]  # by table: its columns, its rows

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A database of its own, of the same kind as the test's."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'upgrade.sqlite3'}"
        return
    name = f"{connection.settings_dict['NAME']}_upgrade"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield database_url({**connection.settings_dict, "NAME": name})
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(url: str, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "DEBUG": "1"},  # a demo is for trying out
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def go_back(url: str) -> None:
    """Take away what the release before did not have."""
    labels = {config.label for config in apps.get_app_configs()}
    with_migrations = MigrationLoader(None, ignore_no_migrations=True).migrated_apps & labels
    targets = [*BEFORE.items(), *((label, None) for label in sorted(with_migrations - set(BEFORE)))]
    manage(url, "shell", "--verbosity", "0", "--command", f"{GO_BACK}({targets})")


def contents(url: str, columns: Contents | None = None) -> Contents:
    """Return what stands in the tables, or in those tables and columns that `columns` had."""
    handler: Any = ConnectionHandler({"default": dj_database_url.parse(url)})
    found: Contents = {}
    with handler["default"].cursor() as cursor:
        introspection = handler["default"].introspection
        tables = columns or set(introspection.table_names(cursor)) - BOOKKEEPING
        for table in sorted(tables):
            names = (
                columns[table][0]
                if columns
                else sorted(field.name for field in introspection.get_table_description(cursor, table))
            )
            todays = RENAMED.get(table, {}) if columns else {}
            there = {field.name for field in introspection.get_table_description(cursor, table)}
            listed = ", ".join(f'"{name if name in there else todays[name]}"' for name in names)
            cursor.execute(f'SELECT {listed} FROM "{table}"')  # noqa: S608
            found[table] = names, sorted(repr([_plain(value) for value in row]) for row in cursor.fetchall())
    handler["default"].close()
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def assert_same(now: Contents, before: Contents) -> None:
    assert [table for table in before if now[table] != before[table]] == []


def test_nothing_is_lost_on_the_way_here_and_back(url: str) -> None:
    manage(url, "migrate")
    manage(url, "demo")
    go_back(url)
    before = contents(url)
    assert {table for table, (_, rows) in before.items() if not rows} <= EMPTY
    assert len(before["catalogue_measure"][1]) > 20
    assert sum(len(rows) for _, rows in before.values()) > 2000
    manage(url, "migrate")
    assert_same(contents(url, before), before)
    manage(url, "verify")  # what migrations fill in fits what was there
    go_back(url)
    assert_same(contents(url), before)
    manage(url, "migrate")
    assert_same(contents(url, before), before)
