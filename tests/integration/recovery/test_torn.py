"""A database from which somebody dropped a table: every command says so, and which way leads out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from integration import health
from integration.recovery.verifying import broken_rules

TABLE = "catalogue_confirmation"
pytestmark = pytest.mark.django_db


@pytest.fixture
def torn() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}{' CASCADE' if connection.vendor == 'postgresql' else ''}")


def test_whole_database_keeps_all_its_rules() -> None:
    assert list(broken_rules()) == []


@pytest.mark.usefixtures("torn")
def test_verify_names_the_table_that_is_missing() -> None:
    assert [tuple(problem) for problem in broken_rules()] == [(TABLE, "Die Tabelle fehlt.")]


@pytest.mark.usefixtures("torn")
def test_health_is_not_good(client: Client) -> None:
    answer = client.get("/healthz?ready")
    assert answer.status_code == 503
    assert "Datenbankstand: failed" in answer.content.decode()
    assert TABLE in health.migrations().sentence


@pytest.mark.usefixtures("torn")
@pytest.mark.parametrize(
    "command", [["backup"], ["restore", "--replace", "--no-input"]], ids=lambda one: one[0]
)
def test_neither_backup_nor_replacing_takes_a_torn_database(
    tmp_path: Path, command: list[str], backup: Path
) -> None:
    path = tmp_path / "neu.zip" if command == ["backup"] else backup
    with pytest.raises(CommandError) as refused:
        call_command(command[0], str(path), *command[1:])
    assert f"fehlen Tabellen: {TABLE}." in str(refused.value)
    assert "in eine neue, leere Datenbank" in str(refused.value)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite drops no rule by itself")
def test_verify_names_the_reference_that_nothing_holds_any_more() -> None:
    with connection.cursor() as cursor:
        rules = connection.introspection.get_constraints(cursor, TABLE)
        name = next(
            name for name, rule in rules.items() if rule["foreign_key"] == ("catalogue_measure", "id")
        )
        cursor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {name}")
    (problem,) = broken_rules()
    assert problem.place == TABLE
    assert "measure_id" in problem.what
