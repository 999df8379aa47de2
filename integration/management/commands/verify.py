"""manage.py verify: is everything that is stored as it must be, and where not, what is wrong?"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import catalogue.verifying
import integration.files.verifying
import integration.history.verifying
import integration.recovery.verifying
import steering.verifying
from integration.checking import Check, Problem
from integration.recovery.snapshot import one_moment

CHECKS: tuple[Check, ...] = (
    *integration.recovery.verifying.CHECKS,
    *integration.history.verifying.CHECKS,
    *integration.files.verifying.CHECKS,
    *catalogue.verifying.CHECKS,
    *steering.verifying.CHECKS,
)
_TOLD = 100  # problems of one kind; whoever has more needs a backup, not a longer list


class Command(BaseCommand):
    help = (
        "Prüft alles, was gespeichert ist: Prüfsummen, Fassungen, Verweise. Andere können weiterarbeiten. "
        "Ende 0: alles in Ordnung, 1: etwas stimmt nicht, 2: Aufruf falsch."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="ein JSON-Objekt ausgeben")

    def handle(self, *args: Any, **options: Any) -> None:
        found: dict[str, list[Problem]] = {}
        with one_moment():
            for check in CHECKS:
                found[check.key] = check.found(_TOLD + 1)
                if not options["json"]:
                    self._tell(check, found[check.key])
        if options["json"]:
            json.dump(_summary(found), self.stdout, ensure_ascii=False)
            self.stdout.write("")
        if any(found.values()):
            raise CommandError(
                "Nicht alles ist, wie es sein muss. Halten Sie den Dienst an und sichern Sie, was da ist, "
                "bevor Sie etwas ändern (docs/betrieb.md, „Wenn verify etwas meldet“)."
            )

    def _tell(self, check: Check, problems: list[Problem]) -> None:
        self.stdout.write(f"{check.title}: {'nicht in Ordnung' if problems else 'in Ordnung'}")
        for problem in problems[:_TOLD]:
            self.stdout.write(f"  {problem.place}: {problem.what}")
        if len(problems) > _TOLD:
            self.stdout.write("  … und weitere")
        if problems:
            self.stdout.write(f"  Was zu tun ist: {check.remedy}")


def _summary(found: dict[str, list[Problem]]) -> dict[str, Any]:
    return {
        "ok": not any(found.values()),
        "checks": [
            {
                "key": check.key,
                "title": check.title,
                "problems": [problem._asdict() for problem in found[check.key][:_TOLD]],
                "more": len(found[check.key]) > _TOLD,
                "remedy": check.remedy if found[check.key] else "",
            }
            for check in CHECKS
        ],
    }
