"""All that the database holds, whatever model it belongs to or none: every column of every table as text."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core import signing
from django.db import connection

from tests.pdfs import text_of


class Cell(NamedTuple):
    table: str
    column: str
    text: str


def cells() -> Iterator[Cell]:
    """Yield every filled cell of every table, files unpacked and sessions opened."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(" ".join(("SELECT * FROM", quote(table))))
            columns = [one[0] for one in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if value not in (None, ""):
                        yield Cell(table, column, text(column, value))


def found(*words: str) -> dict[tuple[str, str], list[str]]:
    """Return where any of `words` stands, by table and column, whatever its case: what stands there."""
    places: dict[tuple[str, str], list[str]] = {}
    for table, column, said in cells():
        if any(word.casefold() in said.casefold() for word in words):
            places.setdefault((table, column), []).append(said)
    return places


def text(column: str, value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return _unpacked(bytes(value))
    if column == "session_data":
        return f"{value} {_opened(str(value))}"
    said = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return f"{said} {_plain(said)}"


def _plain(said: str) -> str:
    """Return JSON with its letters as they are: SQLite keeps "ü" as "\\u00fc"."""
    if "\\u" not in said:
        return ""
    try:
        return json.dumps(json.loads(said), ensure_ascii=False)
    except ValueError:
        return ""


def _opened(session: str) -> str:
    try:
        return json.dumps(signing.loads(session, salt="django.contrib.sessions.SessionStore"))
    except (signing.BadSignature, zlib.error, ValueError):
        return ""


def _unpacked(data: bytes) -> str:
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if data.startswith(b"%PDF") and len(data) > 100:
        return text_of(data)
    return data.decode("utf-8", "replace")
