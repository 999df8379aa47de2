"""The letter to each who takes over: a child sends them; what became of each stands on its takeover."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from integration.mail import handed_over
from integration.mailing import carry_out as write_to_all
from integration.mailing import send_to_child, take_up
from steering.models import Departure, Takeover

PATIENCE = 2.0  # seconds a request waits for the child
_NO_ADDRESS = "Im Konto ist keine E-Mail-Adresse eingetragen."


def send(departure: Departure) -> None:
    """Have a child write to those who wait; most often all is sent when this returns."""
    if departure.waiting:
        send_to_child(departure, "send_takeovers", patience=PATIENCE)


def send_again(departure: Departure) -> None:
    """Write to those whom no letter reached, or go on where a child ended early.

    Raises ValidationError where nobody is left to be written to.
    """
    if take_up(departure):
        departure.refresh_from_db()
    else:
        departure = _reopened(departure.pk)
    send(departure)


@transaction.atomic
def _reopened(key: int) -> Departure:
    row = Departure.objects.select_for_update(of=("self",)).get(pk=key)
    if row.is_at_work:
        raise ValidationError("Die Schreiben werden gerade gesendet.")
    unreached = row.takeovers.open().filter(mailed_at__isnull=True)
    row.waiting = list(unreached.values_list("pk", flat=True))
    if not row.waiting:
        raise ValidationError("Alle haben ihr Schreiben erhalten oder schon bestätigt.")
    row.touched_at = timezone.now()
    row.save(update_fields=["waiting", "touched_at"])
    return row


# --- In the child -------------------------------------------------------------------------------


def carry_out(departure: Departure) -> None:
    rows = Takeover.objects.select_related("departure", "successor")

    def write_to(key: int) -> None:
        if takeover := rows.filter(pk=key).first():
            takeover.failed = _deliver(takeover)
            takeover.mailed_at = None if takeover.failed else timezone.now()
            takeover.save(update_fields=["failed", "mailed_at"])

    write_to_all(departure, write_to)


def _deliver(takeover: Takeover) -> str:
    heir = takeover.successor
    if not heir or not heir.is_active or not heir.email:
        return _NO_ADDRESS
    context = {
        "takeover": takeover,
        "departure": takeover.departure,
        "site": settings.SITE_URL,
        "product_name": settings.PRODUCT_NAME,
        "city_name": settings.CITY_NAME,
    }
    subject = f"Sie übernehmen Aufgaben von {takeover.departure.function}"
    text = render_to_string("steering/mail/uebernahme.txt", context).strip()
    return handed_over(EmailMessage(" ".join(subject.split()), text, None, [heir.email]))
