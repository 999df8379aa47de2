"""The mail that brings the minutes' draft to seats and their deputies."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from integration.documents import pdf
from integration.mail import handed_over
from steering.models import MinutesDraft, Seat


def addresses(draft: MinutesDraft) -> list[str]:
    """Return the addresses of whoever held a seat on the meeting's day or holds one now."""
    days = {timezone.localdate(draft.meeting.starts_at), timezone.localdate(draft.at)}
    found: dict[str, None] = {}
    for day in sorted(days):
        for seat in Seat.objects.held(on=day).select_related("person", "deputy"):
            people = [person.email for person in (seat.person, seat.deputy) if person and person.is_active]
            found |= dict.fromkeys(filter(None, (seat.email, *people)))
    return list(found)


def mail(draft: MinutesDraft, *, link: str) -> list[str]:
    """Send the draft, a mail to each address; return those that could not be reached."""
    context = {"draft": draft, "link": link, "product_name": settings.PRODUCT_NAME}
    text = render_to_string("steering/mail/minutes.txt", context)
    subject = f"Protokoll der Sitzung vom {timezone.localtime(draft.meeting.starts_at):%d.%m.%Y}: Entwurf"
    failed = []
    data = draft.pdf.read()
    for address in addresses(draft):
        letter = EmailMessage(subject, text, None, [address])
        letter.attach(draft.pdf.name, data, pdf.CONTENT_TYPE)
        if handed_over(letter):
            failed.append(address)
    return failed
