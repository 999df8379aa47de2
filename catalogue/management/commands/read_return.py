"""manage.py read_return: the child process that reads a returned file; nobody calls it by hand."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalogue.models import UnitReturn
from catalogue.returns import file_actions, return_file
from integration import children

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Liest eine zurückgesandte Datei. Wird von den Seiten der Rückmeldung gestartet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("unit_return", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        children.limit()
        rows = UnitReturn.objects.select_related("file", "by", "extract__unit", "extract__round")
        unit_return = rows.get(pk=options["unit_return"])
        try:
            return_file.read(unit_return)
        except Exception:
            log.exception("Rückmeldung %s", unit_return.pk)
            file_actions.break_off(unit_return)
            raise
