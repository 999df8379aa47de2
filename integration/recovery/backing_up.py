"""Writing a backup: everything as it was at one moment, in one file."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from integration.recovery import keys, schema
from integration.recovery.archive import Manifest, Writer
from integration.recovery.refusal import Refused
from integration.recovery.safe_file import written_whole
from integration.recovery.snapshot import one_moment
from integration.recovery.tables import tables

Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it."""

    at: dt.datetime
    rows: int
    tables: int
    size: int
    sha256: str


def release() -> str:
    """Return the version of the software."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(project["project"]["version"])


def back_up(path: Path, tell: Tell) -> Written:
    """Write everything to `path`, whole or not at all, and tell how far it is."""
    if schema.applied() != schema.known():
        raise Refused("Die Datenbank ist nicht auf dem Stand dieser Fassung. Zuerst „manage.py migrate“.")
    schema.refuse_if_torn()
    with written_whole(path) as stream, one_moment(), Writer(stream) as writer:
        at = timezone.now()
        files = []
        for table in tables():
            files.append(writer.add(table, keys.last_key(table)))
            tell(f"{table.label}: {files[-1].rows} Zeilen")
        migrations = sorted(schema.applied())
        manifest = Manifest(at.isoformat(), release(), connection.vendor, migrations, files)
        writer.close(manifest)
    return Written(at, manifest.rows, len(files), path.stat().st_size, sha256_of(path))


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
