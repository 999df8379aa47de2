"""A file that is there whole or not at all, and that nobody else may read."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from integration.recovery.refusal import Refused

UNFINISHED = ".unfertig"


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Let the block write a file beside `path`, which takes that name once it lies on the disk."""
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        handle = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise Refused(f"Die Datei {unfinished} kann nicht geschrieben werden: {error.strerror}.") from error
    with os.fdopen(handle, "wb") as stream:
        _alone(handle, unfinished)
        os.ftruncate(handle, 0)
        os.fchmod(handle, 0o600)
        try:
            yield stream
            stream.flush()
            os.fsync(handle)
            os.replace(unfinished, path)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink()
            raise
    _keep_name(path.parent)


def _alone(handle: int, unfinished: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Refused(f"An {unfinished} wird gerade geschrieben: Eine andere Sicherung läuft.") from error


def _keep_name(folder: Path) -> None:
    """Have the folder remember the file's new name even if the power fails now."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
