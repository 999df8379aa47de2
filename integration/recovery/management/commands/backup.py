"""manage.py backup: everything in one file, whole or not at all."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils import timezone

from integration.outages import is_outage, sentence
from integration.recovery import folder
from integration.recovery.backing_up import Written, back_up
from integration.recovery.models import Backup
from integration.recovery.refusal import Refused
from integration.recovery.rehearsal import rehearse
from integration.recovery.safe_file import reason

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Sichert die ganze Datenbank in eine Datei, während andere weiterarbeiten. "
        "Ende 0: gesichert, 1: gescheitert und keine Datei geschrieben, 2: Aufruf falsch."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="die Datei; in einem Ordner bekommt sie den Tag als Namen"
        )
        parser.add_argument("--keep", type=int, metavar="N", help="im Ordner nur die neuesten N behalten")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="gleich zur Probe in eine eigene SQLite-Datenbank zurückspielen, vergleichen und prüfen",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"]
        keep: int | None = options["keep"]
        if keep is not None and (keep < 1 or not target.is_dir()):
            raise CommandError("--keep braucht einen Ordner und eine Zahl ab 1.", returncode=2)
        started = timezone.now()
        path = target / folder.name_for(started) if target.is_dir() else target
        self._sweep(target)
        try:
            written = back_up(path, self._tell if options["verbosity"] > 1 else _silent)
        except (Refused, OSError, Error) as error:
            self._fail(path, started, _sentence(error))
        self._done(path, written)
        note = self._note(path, written)
        if options["verify"]:
            self._verify(path, note)
        if keep:
            for removed in folder.thin_out(target, keep):
                self.stdout.write(f"Gelöscht: {removed.name}")

    def _sweep(self, target: Path) -> None:
        """Make room: a backup that was killed could not tidy up after itself."""
        if target.is_dir():
            for removed in folder.sweep(target):
                self.stdout.write(f"Gelöscht: {removed.name}, von einer abgebrochenen Sicherung")

    def _note(self, path: Path, written: Written) -> Backup | None:
        """Note the backup; a database that is only read, a replica, takes none."""
        try:
            return Backup.objects.note(path, at=written.at, size=written.size, sha256=written.sha256)
        except Error as error:
            self.stderr.write(
                f"Die Sicherung ist geschrieben, aber hier nicht vermerkt: {str(error).strip()}"
            )
            return None

    def _verify(self, path: Path, note: Backup | None) -> None:
        try:
            rehearse(path)
        except (Refused, OSError) as error:
            if note:
                note.failure = str(error)
                note.save(update_fields=["failure"])
            raise CommandError(str(error)) from error
        if note:
            note.verified_at = timezone.now()
            note.save(update_fields=["verified_at"])
        self.stdout.write("Zurückgelesen, verglichen und geprüft: Die Sicherung ist gut.")

    def _done(self, path: Path, written: Written) -> None:
        megabytes = f"{written.size / 1e6:.1f}".replace(".", ",")
        self.stdout.write(
            f"Gesichert: {written.rows} Zeilen aus {written.tables} Tabellen nach {path} ({megabytes} MB).\n"
            f"SHA-256: {written.sha256}"
        )

    def _fail(self, path: Path, at: Any, why: str) -> None:
        try:
            Backup.objects.note_failure(path, at=at, failure=why)
        except Error as error:  # where the database is the reason, it takes no note either
            log.warning("Backup %s is noted nowhere: %s", path, str(error).strip())
        raise CommandError(why)

    def _tell(self, line: str) -> None:
        self.stderr.write(line, style_func=str)


def _silent(line: str) -> None:
    return None


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and not isinstance(error, Refused):
        return f"Die Sicherung konnte nicht geschrieben werden: {reason(error)}."
    return sentence(error) if is_outage(error) and isinstance(error, Error) else str(error).strip()
