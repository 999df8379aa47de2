"""A restore test: what a backup gives back in a database of its own, thrown away afterwards."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from integration.recovery.refusal import Refused

_PREFIX = "ruecklesen-"
_SETTLED = 60  # seconds; a younger folder may be one that is just being made


def rehearse(path: Path) -> None:
    """Restore the backup into a new SQLite database, compare every row, and check what stands in it.

    It needs as much space in the folder for temporary files (TMPDIR) as the database takes.
    """
    sweep()
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder, _held(folder):
        database = f"sqlite:///{folder}/probe.sqlite3"
        _manage(database, "restore", str(path.absolute()), "--migrate")
        _manage(database, "verify")


def sweep() -> None:
    """Remove copies of the database that tests left behind because they were killed: only one's own."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            there = path.lstat()
            is_own = there.st_uid == os.geteuid() and path.is_dir() and not path.is_symlink()
            if is_own and time.time() - there.st_mtime > _SETTLED:
                with _held(path):  # refused where a test is at work in it
                    shutil.rmtree(path)


@contextmanager
def _held(folder: str | Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


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
