"""Letters about a meeting, from the child's side: mail after mail, each noted when it was answered."""

from __future__ import annotations

from collections.abc import Callable

from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from integration.documents import pdf
from integration.mail import handed_over
from integration.mailing import carry_out as write_to_all
from steering import dossier_mail, invitations
from steering.minutes import minutes_mail
from steering.models import MeetingLetter
from steering.recipients import recipients_of

File = tuple[str, bytes | str, str]  # name, content, type
_NO_ADDRESS = "Hier ist keine E-Mail-Adresse mehr eingetragen."


def carry_out(letter: MeetingLetter) -> None:
    """Write to everybody who waits for a letter."""
    people = {one.key: one for one in recipients_of(letter.meeting, letter.kind, today=timezone.localdate())}
    connection = get_connection()
    try:
        files, refused = files_for(letter), ""
    except pdf.Refused as error:
        files, refused = (lambda _: []), str(error)

    def write_to(key: str) -> None:
        known = next(one for one in letter.deliveries if one.key == key)
        failed = refused
        if not failed and key not in people:
            failed = _NO_ADDRESS
        if not failed:
            address = people[key].address
            mail = EmailMessage(letter.subject, letter.text, None, [address], connection=connection)
            for file in files(address):
                mail.attach(*file)
            failed = handed_over(mail)
        letter.note([known._replace(at=timezone.now(), failed=failed)])

    write_to_all(letter, write_to)


def files_for(letter: MeetingLetter) -> Callable[[str], list[File]]:
    """Return what brings along the files of a letter for an address. Raises `pdf.Refused`."""
    if letter.kind in MeetingLetter.WITH_ENTRY:
        return invitations.files_for(letter)
    files: list[File]
    if letter.kind == MeetingLetter.Kind.DOSSIER:
        files = dossier_mail.files_of(letter)
    else:
        files = minutes_mail.files_of(letter)
    return lambda _: files
