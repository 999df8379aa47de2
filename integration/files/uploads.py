"""Papers that people add: how large, and whether a file is what its name says."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

MAX_MEGABYTES = 10
_ZIP = b"PK\x03\x04"
# What may be added, by the name's ending, and how such a file begins. None of them runs anything when opened.
BEGINNINGS = {
    "pdf": b"%PDF-",
    "docx": _ZIP,
    "xlsx": _ZIP,
    "pptx": _ZIP,
    "odt": _ZIP,
    "ods": _ZIP,
    "odp": _ZIP,
    "png": b"\x89PNG",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
}
KINDS = "PDF, Word, Excel, PowerPoint, OpenDocument, PNG oder JPEG"


class PaperField(forms.FileField):
    """An uploaded paper. It is refused with a sentence if it is too large or something else."""

    default_error_messages = {"empty": "Die Datei ist leer. Wählen Sie eine andere."}

    def __init__(self, **kwargs: Any) -> None:
        hint = f"{KINDS}, höchstens {MAX_MEGABYTES} MB."
        super().__init__(**{"help_text": hint, "max_length": 200, **kwargs})

    def clean(self, value: Any, initial: Any = None) -> UploadedFile:
        file: UploadedFile = super().clean(value, initial)
        if file is None:
            return file
        name, size = file.name or "", file.size or 0
        ending = PurePath(name).suffix.lower().lstrip(".")
        if ending not in BEGINNINGS:
            raise ValidationError(f"„{name}“ kann hier nicht abgelegt werden. Möglich sind {KINDS}.")
        if size > MAX_MEGABYTES * 2**20:
            shown = f"{size / 2**20:.1f}".replace(".", ",")
            raise ValidationError(f"„{name}“ hat {shown} MB; möglich sind {MAX_MEGABYTES} MB.")
        file.seek(0)
        if not file.read(8).startswith(BEGINNINGS[ending]):
            raise ValidationError(f"„{name}“ ist keine {ending.upper()}-Datei, auch wenn sie so heißt.")
        file.seek(0)
        return file
