"""manage.py restore: a backup becomes the database again, of either kind, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection
from django.utils import timezone
from django.utils.formats import date_format

from integration.recovery.refusal import Refused
from integration.recovery.rehearsal import rehearse
from integration.recovery.restoring import filled, restore

WORD = "ersetzen"


class Command(BaseCommand):
    help = (
        "Spielt eine Sicherung zurück, in SQLite oder PostgreSQL, gleich woher sie kommt. "
        "Ende 0: zurückgespielt, 1: abgelehnt und nichts geändert, 2: Aufruf falsch."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="die Sicherung")
        parser.add_argument(
            "--replace", action="store_true", help="ersetzen, was jetzt in der Datenbank steht; fragt nach"
        )
        parser.add_argument(
            "--no-input", action="store_true", help="mit --replace nicht nachfragen (für Skripte)"
        )
        parser.add_argument(
            "--migrate",
            action="store_true",
            help="die Sicherung einer älteren Fassung einlesen und auf den heutigen Stand bringen",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="nur zur Probe in eine eigene SQLite-Datenbank; diese hier bleibt, wie sie ist",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["dry_run"]:
                rehearse(options["file"])
                self.stdout.write("Zurückgelesen, verglichen und geprüft: Die Sicherung ist gut.")
                return
            if options["replace"] and not options["no_input"] and filled():
                self._ask()
            manifest = restore(
                options["file"], replace=options["replace"], migrate=options["migrate"], tell=self._tell
            )
        except (Refused, Error) as error:
            raise CommandError(f"{str(error).strip()}\nNichts wurde geändert.") from error
        at = timezone.localtime(dt.datetime.fromisoformat(manifest.at))
        self.stdout.write(
            f"Zurückgespielt: {manifest.rows} Zeilen aus {len(manifest.tables)} Tabellen, "
            f"Stand {date_format(at, 'd.m.Y, H:i')} Uhr. Alle sind abgemeldet."
        )

    def _ask(self) -> None:
        if not sys.stdin.isatty():
            raise Refused("Ohne Tastatur braucht --replace auch --no-input.")
        name = connection.settings_dict["NAME"]
        self.stdout.write(f"Alles, was in {name} steht, geht verloren.")
        if input(f"Tippen Sie „{WORD}“, um fortzufahren: ").strip() != WORD:
            raise Refused("Abgebrochen.")

    def _tell(self, line: str) -> None:
        self.stderr.write(line, style_func=str)
