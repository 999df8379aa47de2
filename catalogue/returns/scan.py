"""The scan of a paper that came back: only what its bytes say it is."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

MAX_SCAN = 10 * 1024 * 1024  # bytes
_KINDS = {
    b"%PDF-": (".pdf", "application/pdf"),
    b"\x89PNG\r\n\x1a\n": (".png", "image/png"),
    b"\xff\xd8\xff": (".jpg", "image/jpeg"),
}
_LONGEST = max(map(len, _KINDS))


def kind_of(data: bytes) -> tuple[str, str] | None:
    """Return (ending, content type) of a file by how it begins, None for what is no scan."""
    return next((kind for start, kind in _KINDS.items() if data.startswith(start)), None)


def checked_scan(file: Any) -> Any:
    """Return an uploaded file that may be kept as a scan; raise ValidationError for any other."""
    if file.size > MAX_SCAN:
        raise ValidationError("Die Datei ist größer als 10 MB. Scannen Sie mit geringerer Auflösung.")
    start = file.read(_LONGEST)
    file.seek(0)
    if kind_of(start) is None:
        raise ValidationError(
            "Das ist weder ein PDF noch ein Bild (PNG, JPEG). Speichern Sie die Unterlage als PDF."
        )
    return file
