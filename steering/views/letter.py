"""What becomes of a letter that was sent, and another try for those it did not reach."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from steering import letters
from steering.models import MeetingLetter
from steering.views.meeting import OfMeeting


def tell_of(request: HttpRequest, letter: MeetingLetter) -> None:
    """Say how far a letter is; the meeting's page has the rest."""
    kind = letter.get_kind_display()
    if letter.waiting:
        messages.info(request, f"{kind}: Der Versand läuft. Unter „Schreiben“ steht, wer schon erreicht ist.")
    elif not letter.reached:
        messages.error(request, f"{kind}: Der Mailserver hat keine einzige E-Mail angenommen.")
    else:
        messages.success(request, f"{kind} gesendet an: {'; '.join(letter.reached)}.")
    for one in letter.failed:
        messages.error(request, f"{one.who}: {one.failed}")


class LetterAgain(OfMeeting):
    """Sends a letter again to those whom it did not reach, or goes on where the sending ended early."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.back("#schreiben")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = MeetingLetter.objects.filter(meeting=self.kwargs["pk"])
        letter = get_object_or_404(rows, pk=self.kwargs["letter"])
        try:
            letters.send_again(letter, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            letter.refresh_from_db()
            tell_of(request, letter)
        return self.back("#schreiben")
