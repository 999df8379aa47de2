"""Whether files are still what was stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from integration.checking import Check, Problem
from integration.files.models import StoredBytes


def changed_files() -> Iterator[Problem]:
    rows = StoredBytes.objects.order_by("pk").values_list(
        "pk", "file__name", "file__size", "file__sha256", "data"
    )
    for key, name, size, sha256, data in rows.iterator(chunk_size=1):
        if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
            yield Problem(f"Datei {key} „{name}“", "Der Inhalt passt nicht zur Prüfsumme von damals.")


CHECKS = (Check("files", "Abgelegte Dateien gegen ihre Prüfsumme", changed_files),)
