"""manage.py send_letter: the child process that writes to the Steuerungsgruppe; nobody calls it by hand."""

from __future__ import annotations

from integration.mailing import SendCommand
from steering import delivery
from steering.models import MeetingLetter


class Command(SendCommand):
    help = "Sendet ein Schreiben zu einer Sitzung. Wird von deren Seite im Browser gestartet."

    def load(self, key: int) -> MeetingLetter:
        return MeetingLetter.objects.select_related("by", "meeting__pinned").get(pk=key)

    def send(self, sending: MeetingLetter) -> None:
        delivery.carry_out(sending)
