"""Checksums of a record's fields, kept beside its JSON: a field somebody changes by hand can be named."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

_BYTES = 8  # for mishaps and hands in the database; whoever wants to deceive can write checksums, too


def digests_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return a checksum of every field of a record's JSON, whatever order a database keeps its keys in."""
    return {name: _digest(value) for name, value in data.items()}


def differing(data: Mapping[str, Any], digests: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of the fields that are not what they were when the checksums were made."""
    now = digests_of(data)
    yield from (name for name in sorted(now.keys() | digests.keys()) if now.get(name) != digests.get(name))


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=_BYTES).hexdigest()
