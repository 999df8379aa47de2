"""Papers that are written once: a record as JSON, its checksum, and the PDF in which that checksum stands."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from typing import Any

from integration.files.models import StoredBytes, StoredFile
from steering.models.frozen import FrozenRecord

Record = dict[str, Any]
_PRINTED = re.compile(rb"SHA-256 ([0-9a-f]{64})")


def checksum(record: Record) -> str:
    """Return a record's SHA-256, the same whoever reads it."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def in_parts(checksum: str) -> list[str]:
    """Return a checksum in words short enough to be set unchanged."""
    return [checksum[place : place + 8] for place in range(0, len(checksum), 8)]


def frozen(record: Record, data: bytes, *, name: str, by: Any, at: dt.datetime) -> dict[str, Any]:
    """Return the fields of a `FrozenRecord`; `data` is the PDF that prints the record's checksum."""
    file = StoredFile.objects.store(name=name, data=data, by=by)
    return {"record": record, "sha256": checksum(record), "pdf": file, **FrozenRecord.stamp(by, at)}


def verify(paper: FrozenRecord) -> list[str]:
    """Return what does not fit together of record, checksum and PDF; nothing is how it must be."""
    problems = []
    if checksum(paper.record) != paper.sha256:
        problems.append("Der Inhalt passt nicht zu seiner Prüfsumme.")
    try:
        data = paper.pdf.read()
    except StoredBytes.DoesNotExist:
        return [*problems, "Das PDF fehlt."]
    if {found.decode() for found in _PRINTED.findall(data)} != {paper.sha256}:
        problems.append("Im PDF steht eine andere Prüfsumme.")
    if hashlib.sha256(data).hexdigest() != paper.pdf.sha256:
        problems.append("Das PDF ist nicht mehr das, das abgelegt wurde.")
    return problems
