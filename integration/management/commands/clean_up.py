"""manage.py clean_up: removes what has been kept long enough, closes accounts whose last day is over
(docs/datenschutz.md)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from integration.privacy.retention import RULES
from integration.retention import clean_up
from steering.departures.closing import close_accounts


class Command(BaseCommand):
    help = (
        "Löscht oder leert, was länger aufbewahrt wurde als vorgesehen (KEEP_…_DAYS), und deaktiviert Konten "
        "nach dem letzten Tag einer Übergabe. Täglich aufzurufen, zum Beispiel von einem Timer; ein zweiter "
        "Lauf tut nichts mehr. Der Verlauf der Maßnahmen bleibt."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="zählt nur, was betroffen wäre")

    def handle(self, *args: Any, **options: Any) -> None:
        rehearsal = options["dry_run"]
        now = timezone.now()
        total = self._close_accounts(now, rehearsal)
        for rule, number, until in clean_up(RULES, now=now, rehearsal=rehearsal):
            total += number
            day = f"{timezone.localtime(until):%d.%m.%Y}"
            self.stdout.write(
                f"{number:>7}  {rule.what}, älter als {rule.period} (vor {day}): {rule.outcome}"
            )
        self.stdout.write(
            f"{total:>7}  {'wären betroffen, nichts ist geändert' if rehearsal else 'erledigt'}"
        )

    def _close_accounts(self, now: dt.datetime, rehearsal: bool) -> int:
        """Close accounts whose last day is over, tell by their keys which, and return how many."""
        found = list(close_accounts(now=now, rehearsal=rehearsal))
        done = [one for one in found if not one.refused]
        self.stdout.write(
            f"{len(done):>7}  Konten nach dem letzten Tag (Übergabe): deaktiviert und abgemeldet"
        )
        for one in found:
            told = f"         Konto {one.account}, letzter Tag {one.last_day:%d.%m.%Y}"
            if one.refused:
                self.stderr.write(f"{told}, bleibt offen: {one.refused}")
            else:
                self.stdout.write(told)
        return len(done)
