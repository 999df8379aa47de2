"""manage.py send_mailing: the child process that writes to units; nobody calls it by hand."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalogue.extracts import mailing
from catalogue.models import Mailing

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Sendet die E-Mails einer Abfrage. Wird von deren Seite im Browser gestartet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mailing", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        one = Mailing.objects.select_related("by", "round").get(pk=options["mailing"])
        try:
            mailing.carry_out(one)
        except Exception:
            log.exception("E-Mail-Versand %s", one.pk)
            mailing.break_off(one.pk)
            raise
