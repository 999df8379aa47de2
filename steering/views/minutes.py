"""The page of a meeting's minutes: what they say, who was there, what becomes of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from integration.documents import pdf
from integration.files.sending import attachment
from steering import word
from steering.freezing import Record, verify
from steering.minutes import minutes_actions as actions
from steering.minutes import minutes_docx, minutes_mail, minutes_pdf
from steering.minutes.minutes_forms import ApprovalForm, AttendanceForm, CommentForm, SendForm
from steering.minutes.minutes_record import record_of
from steering.minutes.rich_text import to_html
from steering.minutes.writing import why_not_writable
from steering.models import Meeting, Minutes
from steering.views.letter import tell_of
from steering.views.page_step import PageStep


class OfMeeting(PermissionRequiredMixin, View):
    """A view about the minutes of one meeting."""

    permission_required: str | tuple[str, ...] = "steering.view_meeting"

    @cached_property
    def meeting(self) -> Meeting:
        return get_object_or_404(Meeting, pk=self.kwargs["pk"])

    @cached_property
    def last(self) -> Minutes | None:
        """Return the version that is valid; None as long as there is only a draft."""
        return self.meeting.frozen_minutes.select_related("pdf").order_by("edition").last()

    @property
    def record(self) -> Record:
        if self.last:
            return dict(self.last.record)
        return record_of(self.meeting, by_function=getattr(self.request.user, "function", ""))

    @property
    def here(self) -> str:
        return f"Protokoll vom {timezone.localtime(self.meeting.starts_at):%d.%m.%Y}"

    @property
    def obstacle(self) -> str:
        """Return why nobody may write these minutes now."""
        return why_not_writable(self.meeting, now=timezone.now())


class MinutesPage(OfMeeting, TemplateView):
    template_name = "steering/minutes_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, record = self.meeting, self.record
        kwargs.setdefault("send_form", SendForm(prefix="versand"))
        kwargs.setdefault("comment_form", CommentForm(prefix="einwendung"))
        kwargs.setdefault("approval_form", ApprovalForm(meeting=meeting))
        return super().get_context_data(
            meeting=meeting,
            record=record,
            items=[{**item, "html": to_html(item["text"])} for item in record["items"]],
            last=self.last,
            editions=(editions := _checked(meeting.frozen_minutes.order_by("-edition"))),
            drafts=(drafts := _checked(meeting.sent_drafts.order_by("-pk"))),
            problems=editions[0][1] if editions else [],
            is_news=bool(drafts) and drafts[0][0].record["items"] != record["items"],
            silent=[item["number"] for item in record["items"] if not _says_anything(item)],
            comments=list(meeting.comments.all()),
            obstacle=self.obstacle,
            waits=actions.silence_approves(meeting, on=timezone.localdate()),
            today=timezone.localdate(),
            here=self.here,
            **kwargs,
        )


def _checked(papers: QuerySet) -> list[tuple[Any, list[str]]]:
    """Return papers that were written once, each with what does not fit together of it."""
    return [(one, verify(one)) for one in papers.select_related("pdf__content")]


def _says_anything(item: Record) -> bool:
    return any(item[name] for name in ("text", "results", "assignments"))


class MinutesStep(PageStep, MinutesPage):
    """One of the forms on the page of minutes."""

    permission_required = ("steering.view_meeting", "steering.change_meeting")

    def back(self) -> HttpResponse:
        return redirect("steering:minutes", self.meeting.pk)


class MinutesSend(MinutesStep):
    form_name = "send_form"

    def form(self) -> Any:
        return SendForm(self.request.POST, prefix="versand")

    def carry_out(self, cleaned: dict[str, Any]) -> str:
        draft = actions.send_draft(self.meeting, by=self.request.user, **cleaned)
        link = self.request.build_absolute_uri(reverse("steering:minutes", args=[self.meeting.pk]))
        try:
            tell_of(self.request, minutes_mail.send(draft, link=link, by=self.request.user))
        except ValidationError as error:
            messages.warning(self.request, " ".join(error.messages))
        return "Der Entwurf geht an die Mitglieder. Die Aufträge laufen."


class MinutesComments(MinutesStep):
    permission_required = ("steering.view_meeting", "steering.add_agendaitem")
    form_name = "comment_form"

    def form(self) -> Any:
        return CommentForm(self.request.POST, prefix="einwendung")

    def carry_out(self, cleaned: dict[str, Any]) -> str:
        actions.object_to(self.meeting, cleaned["text"], by=self.request.user)
        return "Ihre Einwendung liegt der Geschäftsführung vor."


class MinutesApprove(MinutesStep):
    form_name = "approval_form"

    def form(self) -> Any:
        return ApprovalForm(self.request.POST, meeting=self.meeting)

    def carry_out(self, cleaned: dict[str, Any]) -> str:
        actions.approve(self.meeting, later=cleaned["later"], by=self.request.user)
        return "Das Protokoll ist genehmigt und festgeschrieben."


class MinutesAttendance(OfMeeting, TemplateView):
    permission_required = ("steering.view_meeting", "steering.change_meeting")
    template_name = "steering/minutes_attendance.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", AttendanceForm(meeting=self.meeting))
        return super().get_context_data(
            meeting=self.meeting, here=self.here, obstacle=self.obstacle, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AttendanceForm(request.POST, meeting=self.meeting)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            actions.save_attendance(self.meeting, form.presences(), form.guest_list(), by=request.user)
            messages.success(request, "Die Teilnahme ist gespeichert.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("steering:minutes", self.meeting.pk)


class MinutesPdf(OfMeeting):
    """The minutes on paper: the version that is valid, or the draft as it is now."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.record
        data = self.last.pdf.read() if self.last else minutes_pdf.minutes(record, at=timezone.now())
        return pdf.answer(data, minutes_pdf.file_name(record))


class MinutesDocx(OfMeeting):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.record
        name = minutes_pdf.file_name(record, "docx")
        return attachment(minutes_docx.render(record), name, word.CONTENT_TYPE)


class MinutesEdition(OfMeeting):
    """The PDF of one version, as it was frozen."""

    def get(self, request: HttpRequest, pk: int, edition: int) -> HttpResponse:
        minutes = get_object_or_404(self.meeting.frozen_minutes.select_related("pdf"), edition=edition)
        return pdf.answer(minutes.pdf.read(), minutes.pdf.name)
