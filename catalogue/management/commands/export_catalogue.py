"""manage.py export_catalogue: the catalogue as a workbook in the original layout (design.md §6)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalogue.models import MeasureVersion, Unit
from catalogue.past.as_of import versions_as_of
from catalogue.spreadsheet.writing import write_workbook


class Command(BaseCommand):
    help = "Schreibt den Maßnahmenkatalog in der ursprünglichen Anordnung als Arbeitsmappe (.xlsx)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="die Arbeitsmappe, die geschrieben wird (.xlsx)")
        parser.add_argument(
            "--unit", help="nur Maßnahmen dieser Stelle und der Stellen darunter (FB-51, 51.3)"
        )
        parser.add_argument("--as-of", type=dt.date.fromisoformat, help="Stand am Ende des Tages JJJJ-MM-TT")

    def handle(self, *args: Any, **options: Any) -> None:
        day: dt.date | None = options["as_of"]
        if day and day > timezone.localdate():
            raise CommandError(f"Der {day:%d.%m.%Y} liegt in der Zukunft.")
        versions = versions_as_of(MeasureVersion.objects.all(), day)
        if code := options["unit"]:
            units = Unit.objects.filter(slug=code) or Unit.objects.filter(code=code)
            if not units:
                raise CommandError(f"Eine Stelle „{code}“ gibt es nicht.")
            versions = versions.for_units(units)
        with options["file"].open("wb") as stream:
            write_workbook(versions, stream, day=day)
        self.stdout.write(f"{versions.count()} Maßnahmen geschrieben nach {options['file']}.")
