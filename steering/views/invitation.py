"""The invitation: written and sent by the office, read by the group as PDF and calendar entry."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import FormView

from integration.documents import pdf
from steering import invitations
from steering.agenda_forms import LetterForm
from steering.calendar_entry import CONTENT_TYPE, calendar_entry, method_of
from steering.invitation_pdf import invitation_pdf
from steering.models import Meeting, MeetingLetter
from steering.recipients import recipients_of, unreached
from steering.views.letter import tell_of
from steering.views.meeting import OfMeeting

_HEADINGS = {
    MeetingLetter.Kind.INVITATION: "Einladen",
    MeetingLetter.Kind.UPDATE: "Änderung mitteilen",
    MeetingLetter.Kind.CANCELLATION: "Absage senden",
}


class MeetingInvite(OfMeeting, FormView):
    template_name = "steering/meeting_invite.html"
    form_class = LetterForm

    def get_initial(self) -> dict[str, Any]:
        return {**invitations.draft(self.meeting), "proposals_until": self.meeting.proposals_until}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = self.meeting.day
        return super().get_context_data(
            heading=_HEADINGS[invitations.kind_of(self.meeting)],
            recipients=recipients_of(self.meeting, invitations.kind_of(self.meeting), today=day),
            unreached=unreached(day),
            may_send=self.may_send,
            **kwargs,
        )

    @property
    def may_send(self) -> bool:
        return self.meeting.is_open or (self.meeting.is_cancelled and self.meeting.invited_at is not None)

    def form_valid(self, form: LetterForm) -> HttpResponse:
        try:
            if not self.may_send:
                raise ValidationError(
                    f"Die Sitzung ist „{self.meeting.get_state_display()}“: Es geht nichts mehr hinaus."
                )
            letter = invitations.send(self.meeting, **form.cleaned_data, by=self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        tell_of(self.request, letter)
        return self.back("#schreiben")


class InvitationFile(OfMeeting):
    permission_required = "steering.view_meeting"

    @property
    def letter(self) -> MeetingLetter | None:
        return self.meeting.letters.with_entry().order_by("-at").first()

    @property
    def text(self) -> str:
        letter = self.letter
        return letter.text if letter else invitations.draft(self.meeting)["text"]

    def answer(self, content: bytes, content_type: str, suffix: str, how: str) -> HttpResponse:
        name = f"Einladung_{self.meeting.day:%Y-%m-%d}.{suffix}"
        headers = {"Content-Disposition": f'{how}; filename="{name}"'}
        return HttpResponse(content, content_type=content_type, headers=headers)


class InvitationCalendar(InvitationFile):
    """The calendar entry, for the person who asks."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        meeting: Meeting = self.meeting
        address = getattr(request.user, "email", "")
        entry = calendar_entry(
            meeting, sequence=meeting.sequence, attendee=address, text=self.text, at=timezone.now()
        )
        kind = f"{CONTENT_TYPE}; method={method_of(meeting)}; charset=utf-8"
        return self.answer(entry, kind, "ics", "attachment")


class InvitationPdf(InvitationFile):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        paper = invitation_pdf(self.meeting, request.user, text=self.text, at=timezone.now())
        return self.answer(paper, pdf.CONTENT_TYPE, "pdf", "inline")
