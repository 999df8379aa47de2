"""manage.py send_mailing: the child process that writes to units; nobody calls it by hand."""

from __future__ import annotations

from catalogue.extracts import mailing
from catalogue.models import Mailing
from integration.mailing import SendCommand


class Command(SendCommand):
    help = "Sendet die E-Mails einer Abfrage. Wird von deren Seite im Browser gestartet."

    def load(self, key: int) -> Mailing:
        return Mailing.objects.select_related("by", "round").get(pk=key)

    def send(self, sending: Mailing) -> None:
        mailing.carry_out(sending)
