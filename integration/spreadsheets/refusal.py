"""Saying no to a file in one place and in words that help."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers.expat import ExpatError

BROKEN = (
    "Die Datei ist beschädigt oder unvollständig. "
    "Bitte in Excel öffnen, neu als .xlsx speichern und erneut hochladen."
)

# What zipfile, zlib, expat and our own int() raise on damaged input. MemoryError is not among them.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)


class Refused(ValueError):
    """A file is not accepted. Its text is for the person who uploaded it: what it is and what to do."""


@contextmanager
def damage_refused() -> Iterator[None]:
    """Turn whatever a damaged file raises inside the block into `Refused`."""
    try:
        yield
    except Refused:
        raise
    except _DAMAGE as error:
        raise Refused(BROKEN) from error
