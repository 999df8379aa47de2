"""Reading a backup back: all of it, in one transaction, compared with the file before it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.cache import cache
from django.db import Error, connection, transaction

from integration.bulk import insert_rows
from integration.recovery import keys, schema
from integration.recovery.archive import Archive, Manifest, TableFile
from integration.recovery.refusal import Refused
from integration.recovery.tables import Table, forgotten, tables

Tell = Callable[[str], object]
_AT_ONCE = 4_000_000  # bytes of lines
_PATIENCE = "30s"  # for others to let go of their tables


def restore(path: Path, *, replace: bool, migrate: bool, tell: Tell) -> Manifest:
    """Put everything back as the backup in `path` has it; on any failure everything stays as it is.

    `replace` gives up what is there now. A backup of an older release is taken in as it was and then
    brought to today's tables if `migrate` says so.
    """
    with Archive(path) as archive:
        tell("Die Sicherung wird geprüft …")
        archive.check()
        is_built = _tables_fit(archive.manifest, migrate=migrate)
        if not replace and (there := filled()):
            raise Refused(not_empty(there))
        with connection.constraint_checks_disabled(), transaction.atomic():
            if is_built:
                _hold(tables())
            if not replace and filled():
                raise Refused("In der Zwischenzeit hat jemand in die leere Datenbank geschrieben.")
            if not is_built:
                tell("Die Tabellen werden angelegt …")
            apps = () if is_built else (schema.build(set(archive.manifest.migrations)),)
            _clear([*tables(*apps), *forgotten(*apps)])
            _load(archive, tables(*apps), tell)
            if not is_built:
                schema.finish()
            cache.clear()  # it lies in the same database; what it knows is of other people's keys
    return archive.manifest


def filled() -> list[Table]:
    """Return the tables of this database in which something stands."""
    there = set(connection.introspection.django_table_names(only_existing=True))
    return [table for table in tables() if table.name in there and table.rows().exists()]


def not_empty(there: list[Table]) -> str:
    counted = ", ".join(f"{table.label}: {table.rows().count()}" for table in there[:5])
    more = f" und {len(there) - 5} weitere Tabellen" if len(there) > 5 else ""
    return (
        f"Die Datenbank ist nicht leer ({counted}{more}). Mit --replace wird alles darin durch den Inhalt "
        "der Sicherung ersetzt; sichern Sie vorher, was jetzt darin steht."
    )


def _tables_fit(manifest: Manifest, *, migrate: bool) -> bool:
    """Tell whether the tables are as the backup has them; refuse what cannot be read back soundly."""
    wanted, known, applied = set(manifest.migrations), schema.known(), schema.applied()
    if newer := sorted(wanted - known):
        raise Refused(
            f"Die Sicherung kommt aus einer neueren Fassung ({manifest.release}, mit {'.'.join(newer[-1])}). "
            "Installieren Sie diese Fassung oder eine neuere und spielen Sie die Sicherung dann zurück."
        )
    if applied and applied != known:
        raise Refused("Die Datenbank ist nicht auf dem Stand dieser Fassung. Zuerst „manage.py migrate“.")
    if applied:
        schema.refuse_if_torn()
    if wanted != known and not migrate:
        raise Refused(
            f"Die Sicherung kommt aus einer älteren Fassung ({manifest.release}); ihr fehlen "
            f"{len(known - wanted)} Migrationen. Mit --migrate wird sie so eingelesen, wie sie damals war, "
            "und dann auf den Stand dieser Fassung gebracht."
        )
    return applied == wanted


def _hold(held: list[Table]) -> None:
    """Keep everybody else out of the tables until the end; on SQLite the transaction does so by itself."""
    if connection.vendor != "postgresql":
        return
    names = ", ".join(connection.ops.quote_name(table.name) for table in held)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
            cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
    except Error as error:
        raise Refused(
            "Die Datenbank wird gerade benutzt. Halten Sie den Dienst an und versuchen Sie es dann wieder."
        ) from error


def _load(archive: Archive, found: list[Table], tell: Tell) -> None:
    """Fill the tables, and compare every row with the file."""
    by_name = {table.name: table for table in found}
    files = archive.manifest.tables
    told = {one.name: set(one.columns) for one in files}
    made = {name: set(table.columns) for name, table in by_name.items()}
    if different := sorted(name for name in told | made if told.get(name) != made.get(name)):
        raise Refused(f"Die Tabellen {', '.join(different)} sind andere, als die Sicherung sagt.")
    for file in files:
        table = by_name[file.name]
        _fill(table, archive, file)
        _references_hold(table)
        keys.go_on_behind(table, file.last_key)
        if file.rows:
            tell(f"{table.label}: {file.rows} Zeilen")
    tell("Die Datenbank wird mit der Sicherung verglichen …")
    for file in files:
        if by_name[file.name].content() != file.content:
            raise Refused(f"Die Tabelle {file.name} ist nach dem Einlesen eine andere als in der Sicherung.")


def _references_hold(table: Table) -> None:
    try:
        connection.check_constraints([table.name])
    except Error as error:
        raise Refused(f"In {table.name} zeigt eine Zeile auf etwas, das es nicht gibt: {error}") from error


def _clear(found: list[Table]) -> None:
    quoted = [connection.ops.quote_name(table.name) for table in found]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            connection.check_constraints()  # no table is emptied for which checks are pending
            cursor.execute(f"TRUNCATE {', '.join(quoted)}")
        else:
            for name in reversed(quoted):
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - names from models


def _fill(table: Table, archive: Archive, file: TableFile) -> None:
    columns = list(table.columns)
    for part in _parts(archive.lines(file)):
        try:
            insert_rows(table.model, columns, map(table.values, part))
        except (Error, ValueError, TypeError) as error:
            raise Refused(
                f"Die Datenbank nimmt eine Zeile von {file.name} nicht an, zwischen\n{_start(part[0])}\nund\n"
                f"{_start(part[-1])}\n{error}"
            ) from error


def _parts(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Yield the lines in lists that do not take much memory."""
    part: list[bytes] = []
    size = 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size > _AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _start(line: bytes) -> str:
    return line[:120].decode(errors="replace").strip()
