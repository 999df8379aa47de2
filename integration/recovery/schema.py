"""At which migrations a database is, and bringing an empty one to those of a backup."""

from __future__ import annotations

from typing import Any

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from integration.recovery.refusal import Refused
from integration.recovery.tables import LEFT_OUT, tables

Migration = tuple[str, str]


def applied() -> set[Migration]:
    """Return the migrations of what a backup holds that were applied to this database."""
    return _of_backups(MigrationRecorder(connection).applied_migrations())


def known() -> set[Migration]:
    """Return those that this release of the software has."""
    return _of_backups(MigrationExecutor(connection).loader.disk_migrations)


def missing() -> list[str]:
    """Return the tables that a hand or a disk has taken from a database that has been set up."""
    there = set(connection.introspection.table_names())
    return sorted(table.name for table in tables() if table.name not in there)


def refuse_if_torn() -> None:
    """Refuse a database in which tables are missing: what held them together went with them."""
    if torn := missing():
        raise Refused(
            f"In der Datenbank fehlen Tabellen: {', '.join(torn)}. Lassen Sie sie so und spielen Sie die "
            "jüngste Sicherung in eine neue, leere Datenbank zurück (docs/betrieb.md, „Im Ernstfall“)."
        )


def has_tables() -> bool:
    return bool(connection.introspection.django_table_names(only_existing=True))


def build(migrations: set[Migration]) -> Any:
    """Make this database's tables anew as they were after `migrations`; return the models of that day."""
    _drop_tables()
    executor = MigrationExecutor(connection, _settle)
    graph = executor.loader.graph
    targets = [node for node in migrations if not {*graph.node_map[node].children} & migrations]
    plan = {(one.app_label, one.name) for one, _ in executor.migration_plan(targets)}
    if strangers := sorted(_of_backups(plan) - migrations):
        raise Refused(f"Die Migrationen der Sicherung passen nicht zusammen, es fehlt {_names(strangers)}.")
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def finish() -> None:
    """Bring the tables to where this release needs them."""
    executor = MigrationExecutor(connection, _settle)
    executor.migrate(executor.loader.graph.leaf_nodes())
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def _of_backups(migrations: Any) -> set[Migration]:
    return {(app, name) for app, name in migrations if app not in LEFT_OUT}


def _names(migrations: list[Migration]) -> str:
    return ", ".join(f"{app}.{name}" for app, name in migrations)


def _settle(action: str, *_: Any) -> None:
    """Check references after each migration: PostgreSQL alters no table for which checks are pending."""
    if action == "apply_success":
        connection.check_constraints()


def _drop_tables() -> None:
    names = connection.introspection.django_table_names(only_existing=True)
    recorder = MigrationRecorder(connection)
    if recorder.has_table():
        names = [*names, recorder.Migration._meta.db_table]
    cascade = " CASCADE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}{cascade}")
