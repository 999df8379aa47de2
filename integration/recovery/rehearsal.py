"""A restore test: what a backup gives back in a database of its own, thrown away afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from integration.recovery.refusal import Refused


def rehearse(path: Path) -> None:
    """Restore the backup into a new SQLite database, compare every row, and check what stands in it.

    It needs as much space in the folder for temporary files (TMPDIR) as the database takes.
    """
    with tempfile.TemporaryDirectory(prefix="ruecklesen-") as folder:
        database = f"sqlite:///{folder}/probe.sqlite3"
        _manage(database, "restore", str(path.absolute()), "--migrate")
        _manage(database, "verify")


def _manage(database: str, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command, "--skip-checks"],
        env={**os.environ, "DATABASE_URL": database},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = "\n".join([done.stdout.strip(), done.stderr.strip()]).strip()
        raise Refused(f"Die Probe mit „{' '.join(command[:1])}“ ist gescheitert:\n{said}")
