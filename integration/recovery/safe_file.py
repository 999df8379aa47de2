"""A file that is there whole or not at all, and that nobody else may read."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from integration.recovery.refusal import Refused

UNFINISHED = ".unfertig"
_REASONS = {
    errno.ENOSPC: "Auf diesem Datenträger ist kein Platz mehr",
    errno.EDQUOT: "Auf diesem Datenträger ist kein Platz mehr",
    errno.EACCES: "Dieser Benutzer darf dort nicht schreiben",
    errno.EPERM: "Dieser Benutzer darf dort nicht schreiben",
    errno.EROFS: "Dieser Datenträger lässt sich nur lesen",
    errno.ENOENT: "Den Ordner gibt es nicht",
}


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Let the block write a file beside `path`, which takes that name once it lies on the disk."""
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        handle = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise Refused(f"Die Datei {unfinished} kann nicht geschrieben werden: {reason(error)}.") from error
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


def reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def is_given_up(unfinished: Path) -> bool:
    """Tell whether nobody writes an unfinished file any more."""
    with unfinished.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


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
