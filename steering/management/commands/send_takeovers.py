"""manage.py send_takeovers: the child process that writes to who takes over; nobody calls it by hand."""

from __future__ import annotations

from integration.mailing import SendCommand
from steering.departures import letters
from steering.models import Departure


class Command(SendCommand):
    help = "Schreibt denen, die etwas übernehmen. Wird von der Seite einer Übergabe im Browser gestartet."

    def load(self, key: int) -> Departure:
        return Departure.objects.get(pk=key)

    def send(self, sending: Departure) -> None:
        letters.carry_out(sending)
