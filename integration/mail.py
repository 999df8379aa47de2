"""Handing a mail to the city's server, and saying in German why it was not taken."""

from __future__ import annotations

import smtplib

from django.core.mail import EmailMessage


def handed_over(letter: EmailMessage, *, quotes: bool = False) -> str:
    """Send one mail; return why it could not be, the empty text where the server took it.

    `quotes` repeats the server's own words, which may name an address.
    """
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        return f"Der Mailserver nimmt die Adresse nicht an{_said(code, answer, quotes)}"
    except smtplib.SMTPResponseException as error:
        return (
            f"Der Mailserver nimmt die Nachricht nicht an{_said(error.smtp_code, error.smtp_error, quotes)}"
        )
    except OSError as error:
        return "Der Mailserver war nicht zu erreichen" + (f": {error}" if quotes else ".")
    return ""


def _said(code: int, answer: bytes | str, quotes: bool) -> str:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return f": {code} {words}" if quotes else f" (Antwort {code})."
