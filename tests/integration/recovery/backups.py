"""Backups for tests: one of a small city, and ones that somebody or something has changed."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from integration.recovery.archive import _COMMENT, Archive
from integration.recovery.tables import tables

Members = dict[str, bytes]


def fingerprints() -> dict[str, str]:
    """Return a checksum of what stands in each table of the database."""
    return {table.name: table.content() for table in tables()}


def told(path: Path) -> dict[str, str]:
    """Return the same as a backup tells it."""
    with Archive(path) as archive:
        return {table.name: table.content for table in archive.manifest.tables}


def changed(path: Path, target: Path, change: Callable[[Members, dict[str, Any]], None]) -> Path:
    """Write a copy of a backup after `change` of its members and of its list, whose own checksum is right."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(members.pop("manifest.json"))
    change(members, listed)
    members["manifest.json"] = json.dumps(listed).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.comment = (_COMMENT + hashlib.sha256(members["manifest.json"]).hexdigest()).encode()
    return target


def reworded(table: str, change: Callable[[bytes], bytes]) -> Callable[[Members, dict[str, Any]], None]:
    """Return a change of one table's lines that gives them the right checksum."""

    def apply(members: Members, listed: dict[str, Any]) -> None:
        name = f"tabellen/{table}.jsonl"
        members[name] = change(members[name])
        entry = next(one for one in listed["tables"] if one["name"] == table)
        entry["sha256"] = hashlib.sha256(members[name]).hexdigest()

    return apply
