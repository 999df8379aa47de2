"""Tell a database that takes or gives nothing just now from a defect: it passes."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, OperationalError

RETRY_AFTER = "60"  # seconds


def is_outage(error: BaseException | None) -> bool:
    """True where a connection broke or a disk is full, whatever was raised on top of it."""
    while error and not _tells_of_one(error):
        error = error.__cause__ or error.__context__
    return error is not None


def sentence(error: BaseException) -> str:
    """Return what to tell whoever gave a command."""
    return (
        f"Die Datenbank antwortet nicht, oder sie nimmt nichts an: {str(error).strip()}\n"
        "Läuft sie wieder, geben Sie den Befehl noch einmal."
    )


def _tells_of_one(error: BaseException) -> bool:
    """psycopg2 has no kind of its own for a connection that breaks while the answer comes in."""
    if str(error).startswith("no such "):  # SQLite without its migrations: that does not pass
        return False
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
