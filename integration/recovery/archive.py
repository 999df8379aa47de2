"""The file of a backup: a ZIP with a page that explains it, a list of what it holds, and a file per table.

The list (manifest.json) has each table's checksum; the list's own stands in the ZIP's comment. So nothing
can change in the file unseen, and any program that reads ZIP and JSON gets the city's data out of it.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from integration.recovery.refusal import Refused
from integration.recovery.tables import Table

FORMAT = 1
_LIST, _PAGE, _FOLDER = "manifest.json", "LIESMICH.txt", "tabellen"
_COMMENT = "SHA-256 von manifest.json: "
_AT_ONCE = 2**16  # bytes
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError)
_TEXT = """\
Sicherung der Integrationsplanung

Diese Datei ist ein gewöhnliches ZIP-Archiv. Sie enthält alles, was in der Datenbank stand:

tabellen/<Tabelle>.jsonl   eine Zeile je Datensatz, als JSON-Objekt (UTF-8), nach Schlüssel geordnet.
                           Zeitpunkte in UTC; Inhalte von Dateien in Base64 (files_storedbytes.data).
manifest.json              Zeitpunkt, Fassung der Software, angewandte Migrationen, und je Tabelle ihre
                           Spalten, die Zahl der Zeilen und die SHA-256-Prüfsumme der Datei (sha256)
                           und ihrer Zeilen mit überall geordneten Namen (content).

Die Prüfsumme von manifest.json steht im Kommentar des Archivs (unzip -z). Zurückspielen:
manage.py restore DATEI. Nicht enthalten sind Anmeldesitzungen und Sperren nach falschen Kennwörtern.
"""


@dataclass(frozen=True, slots=True)
class TableFile:
    """What the list says about one table. `sha256` is its file's checksum, `content` that of what it holds
    (tables.py), `last_key` the last key that was ever given."""

    name: str
    model: str
    columns: dict[str, str]
    rows: int
    sha256: str
    content: str
    last_key: int

    @property
    def file(self) -> str:
        return f"{_FOLDER}/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of what a backup holds; the tables in the order in which they can be filled."""

    at: str
    release: str
    database: str
    migrations: list[tuple[str, str]]
    tables: list[TableFile]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def to_json(self) -> dict[str, Any]:
        listed = [{"file": one.file, **_fields(one)} for one in self.tables]
        return {"format": FORMAT, **_fields(self), "tables": listed}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Manifest:
        tables = [TableFile(**{key: one[key] for key in TableFile.__slots__}) for one in data["tables"]]
        migrations = [(app, name) for app, name in data["migrations"]]
        return cls(data["at"], data["release"], data["database"], migrations, tables)


def _fields(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


class Writer:
    """A backup that is being written."""

    def __init__(self, stream: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def __enter__(self) -> Writer:
        try:
            self._zip.writestr(_PAGE, _TEXT)
        except OSError as failure:
            self.__exit__(type(failure))
            raise
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        if failure:
            self._zip.fp = None  # what could not be written is not ended either

    def add(self, table: Table, last_key: int) -> TableFile:
        """Write a table's rows and return what the list says about it."""
        digest, content, rows, part = hashlib.sha256(), hashlib.sha256(), 0, bytearray()
        with self._zip.open(f"{_FOLDER}/{table.name}.jsonl", "w", force_zip64=True) as file:
            for line, sorted_line in table.lines():
                digest.update(line)
                content.update(sorted_line)
                rows += 1
                part += line
                if len(part) > _AT_ONCE:
                    file.write(part)
                    part.clear()
            file.write(part)
        label = table.model._meta.label_lower
        sums = digest.hexdigest(), content.hexdigest()
        return TableFile(table.name, label, table.columns, rows, *sums, last_key)

    def close(self, manifest: Manifest) -> None:
        listed = json.dumps(manifest.to_json(), ensure_ascii=False, indent=1).encode()
        self._zip.writestr(_LIST, listed)
        self._zip.comment = (_COMMENT + hashlib.sha256(listed).hexdigest()).encode()
        self._zip.close()


class Archive:
    """A backup that is being read. Whatever is wrong with it is `Refused` with a sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            listed = self._zip.read(_LIST)
        except FileNotFoundError as error:
            raise Refused(f"Die Datei {path} gibt es nicht.") from error
        except PermissionError as error:
            raise Refused(f"Die Datei {path} darf dieser Benutzer nicht lesen.") from error
        except (KeyError, *_BROKEN) as error:
            raise Refused(f"{path} ist keine Sicherung, oder sie ist unvollständig: {error}") from error
        if self._zip.comment.decode(errors="replace") != _COMMENT + hashlib.sha256(listed).hexdigest():
            raise Refused(f"{path} ist beschädigt: Das Verzeichnis passt nicht zu seiner Prüfsumme.")
        data = json.loads(listed)
        if data.get("format") != FORMAT:
            raise Refused(f"{path} hat ein Format, das diese Fassung nicht kennt: {data.get('format')}.")
        self.manifest = Manifest.from_json(data)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def lines(self, table: TableFile) -> Iterator[bytes]:
        try:
            with self._zip.open(table.file) as file:
                yield from file
        except (KeyError, *_BROKEN) as error:
            raise Refused(f"{self.path} ist beschädigt, in {table.file}: {error}") from error

    def check(self) -> None:
        """Read everything once and compare it with the list."""
        for table in self.manifest.tables:
            digest, rows = hashlib.sha256(), 0
            for line in self.lines(table):
                digest.update(line)
                rows += 1
            if (rows, digest.hexdigest()) != (table.rows, table.sha256):
                raise Refused(f"{self.path} ist beschädigt: {table.file} passt nicht zur Prüfsumme.")
