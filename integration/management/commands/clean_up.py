"""manage.py clean_up: removes what has been kept long enough (docs/datenschutz.md)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from integration.privacy.retention import RULES
from integration.retention import clean_up


class Command(BaseCommand):
    help = (
        "Löscht oder leert, was länger aufbewahrt wurde als vorgesehen (KEEP_…_DAYS). Täglich aufzurufen, "
        "zum Beispiel von einem Timer; ein zweiter Lauf tut nichts mehr. Der Verlauf der Maßnahmen bleibt."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="zählt nur, was betroffen wäre")

    def handle(self, *args: Any, **options: Any) -> None:
        rehearsal = options["dry_run"]
        total = 0
        for rule, number, until in clean_up(RULES, now=timezone.now(), rehearsal=rehearsal):
            total += number
            day = f"{timezone.localtime(until):%d.%m.%Y}"
            self.stdout.write(
                f"{number:>7}  {rule.what}, älter als {rule.period} (vor {day}): {rule.outcome}"
            )
        self.stdout.write(
            f"{total:>7}  {'wären betroffen, nichts ist geändert' if rehearsal else 'erledigt'}"
        )
