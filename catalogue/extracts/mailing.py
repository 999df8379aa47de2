"""Sending e-mails to the units of an Abfrage: a child does it, each letter leaves its line in the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone

from catalogue.extracts import extract_pdf
from catalogue.extracts.addresses import addresses_of, named
from catalogue.extracts.extract_contents import contents_of
from catalogue.extracts.extract_facts import file_name
from catalogue.extracts.extract_log import log
from catalogue.extracts.extract_workbook import workbook_of
from catalogue.extracts.letters import filled
from catalogue.models import Contact, Extract, ExtractEvent, ExtractRound, Mailing
from catalogue.models.recorded import Recorded
from integration.documents import pdf
from integration.mail import handed_over
from integration.mailing import carry_out as write_to_all
from integration.mailing import send_to_child, take_up
from integration.spreadsheets.styling import CONTENT_TYPE

PATIENCE = 2.0  # seconds a request waits for the child before it shows the progress
_KINDS = {
    Mailing.Kind.EXTRACT: ExtractEvent.Kind.MAILED,
    Mailing.Kind.REMINDER: ExtractEvent.Kind.REMINDED,
}
_NO_ADDRESS = "Zu dieser Stelle ist heute keine E-Mail-Adresse eingetragen."


def send(
    abfrage: ExtractRound,
    extracts: Iterable[Extract],
    *,
    kind: str,
    subject: str,
    text: str,
    with_files: bool,
    by: Any,
) -> Mailing:
    """Begin to write to the units of these extracts; most often it is done when this returns."""
    waiting = [extract.pk for extract in extracts]
    mailing = Mailing.objects.create(
        round=abfrage,
        kind=kind,
        subject=subject,
        text=text,
        with_files=with_files,
        total=len(waiting),
        waiting=waiting,
        **Recorded.stamp(by),
    )
    _send_to_child(mailing)
    return mailing


def resume(mailing: Mailing) -> None:
    """Go on where a child ended early; what is sent is not sent again."""
    if take_up(mailing):
        _send_to_child(mailing)


def _send_to_child(mailing: Mailing) -> None:
    send_to_child(mailing, "send_mailing", patience=PATIENCE)


# --- In the child ---------------------------------------------------------------------------


def carry_out(mailing: Mailing) -> None:
    """Write to every unit that waits."""
    rows = Extract.objects.select_related("round__issuer", "unit", "handed_over_from")

    def write_to(key: int) -> None:
        mailing.failed += not _write_to(mailing, rows.get(pk=key))

    write_to_all(mailing, write_to)


def _write_to(mailing: Mailing, extract: Extract) -> bool:
    """Write to a unit's Ansprechpersonen, each in a mail of its own; return whether any was taken."""
    contacts = addresses_of([extract.unit_id], on=timezone.localdate()).get(extract.unit_id, [])
    refused = {"": _NO_ADDRESS} if not contacts else {}
    try:
        files = _files(extract) if mailing.with_files and contacts else []
    except pdf.Refused as error:
        refused, contacts = {"": str(error)}, []
    taken = []
    for contact in contacts:
        if reason := _deliver(mailing, extract, contact, files):
            refused[named(contact)] = reason
        else:
            taken.append(named(contact))
    for recipient, reason in refused.items():
        kind = ExtractEvent.Kind.MAIL_FAILED
        log(extract, kind, by=mailing.by, recipient=recipient, note=reason)
    if taken:
        recipient = ", ".join(taken)
        log(extract, _KINDS[Mailing.Kind(mailing.kind)], by=mailing.by, recipient=recipient)
    return bool(taken)


def _files(extract: Extract) -> list[tuple[str, bytes, str]]:
    return [
        (file_name(extract, "xlsx"), workbook_of(extract), CONTENT_TYPE),
        (file_name(extract, "pdf"), extract_pdf.render(contents_of(extract)), pdf.CONTENT_TYPE),
    ]


def _deliver(
    mailing: Mailing, extract: Extract, contact: Contact, files: list[tuple[str, bytes, str]]
) -> str:
    """Send one mail; return why it could not be, the empty text where it was taken."""
    subject, text = " ".join(filled(mailing.subject, extract).split()), filled(mailing.text, extract)
    letter = EmailMessage(subject, text, None, [contact.email])
    for file in files:
        letter.attach(*file)
    return handed_over(letter, quotes=True)
