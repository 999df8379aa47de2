"""manage.py remind: what is due or late, by e-mail to those who owe it, once each (design.md §6)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from steering.reminders import sending


class Command(BaseCommand):
    help = (
        "Erinnert per E-Mail an Fälliges und Überfälliges, jedes Ereignis einmal. Täglich aufzurufen, "
        "zum Beispiel von einem Timer; was nicht zugestellt werden konnte, versucht der nächste Lauf wieder."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="zeigt nur, was an wen hinausginge")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SITE_URL:
            raise CommandError(
                "SITE_URL fehlt: Setzen Sie die Umgebungsvariable SITE_URL auf die Adresse dieses Systems, "
                "zum Beispiel https://katalog.example. Ohne sie haben die Erinnerungen keine Links."
            )
        now = timezone.now()
        if options["dry_run"]:
            self._show(sending.plan(now=now), timezone.localdate(now))
            return
        letters = sending.remind(now=now)
        failed = [letter for letter in letters if letter.failed]
        self.stdout.write(f"Gesendet: {len(letters) - len(failed)}, nicht zugestellt: {len(failed)}")
        if failed:
            lines = [f"  {letter.function}: {letter.failed}" for letter in failed]
            raise CommandError("\n".join(["Nicht zugestellt, der nächste Lauf versucht es wieder:", *lines]))

    def _show(self, plan: sending.Plan, today: Any) -> None:
        going = plan.going(today)
        for one in going:
            self.stdout.write(
                f"An: {one.person} <{one.person.email}>\nBetreff: {one.subject}\n\n{one.text}\n"
            )
            self.stdout.write("-" * 60)
        for due in plan.unheard:
            self.stdout.write(f"An niemanden: {due.text}")
        waiting = len(plan.digests) - len(going)
        self.stdout.write(f"Hinaus gingen: {len(going)}. Auf ihren Tag warten: {waiting}.")
