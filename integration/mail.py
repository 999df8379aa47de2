"""Handing a mail to the city's server, and saying in German why it was not taken."""

from __future__ import annotations

import smtplib

from django.core.mail import EmailMessage, get_connection


def handed_over(letter: EmailMessage, *, quotes: bool = False) -> str:
    """Send one mail; return why it could not be, the empty text where the server took it.

    `quotes` repeats the server's own words, which may name an address.
    """
    try:
        letter.send()
    except OSError as error:
        return _refusal(error, quotes)
    return ""


def outage() -> str:
    """Return why the server takes no mail at all, the empty text where it answers.

    Asked once before many letters, so that nobody waits for each of them.
    """
    connection = get_connection()
    try:
        connection.open()
        connection.close()
    except OSError as error:
        return _refusal(error, quotes=False)
    return ""


def _refusal(error: OSError, quotes: bool) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return f"Der Mailserver nimmt die Adresse nicht an{_said(code, answer, quotes)}"
    if isinstance(error, smtplib.SMTPResponseException):
        said = _said(error.smtp_code, error.smtp_error, quotes)
        return f"Der Mailserver nimmt die Nachricht nicht an{said}"
    return "Der Mailserver war nicht zu erreichen" + (f": {error}" if quotes else ".")


def _said(code: int, answer: bytes | str, quotes: bool) -> str:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return f": {code} {words}" if quotes else f" (Antwort {code})."
