"""The pages of meetings: the list with the year's count, one meeting, its form and its papers."""

from __future__ import annotations

from functools import cached_property
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from catalogue.views.reference import ReferenceSave, tell
from integration.files.sending import attachment
from integration.seen_forms import LockedPost
from steering import cadence
from steering.meeting_actions import add_document, cancel, remove_document, save_meeting
from steering.meeting_forms import CancelForm, DocumentForm, GuestForm, MeetingForm
from steering.meeting_page import MeetingPage
from steering.models import Meeting, MeetingDocument

REFRESH = "2"  # seconds until a page that tells how far a letter is asks again


class MeetingList(PermissionRequiredMixin, TemplateView):
    permission_required = "steering.view_meeting"
    template_name = "steering/meeting_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, today = timezone.now(), timezone.localdate()
        counted = cadence.years(now=now)
        past = Meeting.objects.filter(starts_at__lt=now).order_by("-starts_at")
        return super().get_context_data(
            upcoming=list(Meeting.objects.filter(starts_at__gte=now).order_by("starts_at")),
            past=[
                (year, counted.get(year), list(rows))
                for year, rows in groupby(past, key=lambda one: one.day.year)
            ],
            year=(this := counted.get(today.year, cadence.Year(today.year, 0, 0))),
            warning=this.warning(on=today),
            today=today,
            **kwargs,
        )


class OfMeeting(PermissionRequiredMixin, View):
    """A view about one meeting; the office's unless it says otherwise."""

    permission_required: Any = "steering.change_meeting"

    @cached_property
    def meeting(self) -> Meeting:
        return get_object_or_404(Meeting.objects.select_related("pinned"), pk=self.kwargs["pk"])

    def back(self, anchor: str = "") -> HttpResponse:
        return redirect(reverse("steering:meeting-detail", args=[self.kwargs["pk"]]) + anchor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("meeting", self.meeting)
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context


class MeetingDetail(OfMeeting, TemplateView):
    permission_required: Any = "steering.view_meeting"
    template_name = "steering/meeting_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("document_form", DocumentForm())
        kwargs.setdefault("guest_form", GuestForm(prefix="gast"))
        page = MeetingPage(self.meeting, self.request.user, now=timezone.now())
        return super().get_context_data(page=page, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.request.method == "GET" and any(one.is_at_work for one in context["page"].letters):
            response.headers["Refresh"] = REFRESH
        return response


class MeetingUpdate(ReferenceSave):
    permission_required = "steering.change_meeting"
    template_name = "steering/meeting_form.html"
    form_class: Any = MeetingForm
    heading = "Sitzung bearbeiten"

    def get_queryset(self) -> QuerySet[Meeting]:
        return Meeting.objects.all()

    def save(self, form: Any) -> Meeting:
        return save_meeting(form.instance, form.appointment_fields(), by=self.request.user)

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        if answer.status_code == 302 and form.instance.state == Meeting.State.INVITED:
            messages.warning(
                self.request,
                "Es ist schon eingeladen: Sagen Sie mit „Änderung mitteilen“, was sich geändert hat.",
            )
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.heading, meeting=self.object, **kwargs)

    def get_success_url(self) -> str:
        meeting: Any = self.get_form().instance if self.object is None else self.object
        return reverse("steering:meeting-detail", args=[meeting.pk])


class MeetingCreate(MeetingUpdate):
    """The same form for a meeting there is not yet."""

    heading = "Sitzung planen"

    def get_object(self, queryset: Any = None) -> Any:
        return None

    def save(self, form: Any) -> Meeting:
        self.object = super().save(form)
        return self.object


class MeetingCancel(OfMeeting, LockedPost, FormView):
    """Calls a meeting off."""

    template_name = "steering/meeting_cancel.html"
    form_class = CancelForm

    def form_valid(self, form: CancelForm) -> HttpResponse:
        try:
            cancel(self.meeting, form.cleaned_data["reason"], by=self.request.user)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"{self.meeting} ist abgesagt.")
        if self.meeting.invited_at:
            messages.warning(self.request, "Es war schon eingeladen: Senden Sie nun die Absage.")
            return redirect("steering:meeting-invite", self.meeting.pk)
        return self.back()


class DocumentCreate(MeetingDetail):
    """Adds a paper; a faulty one shows the meeting's page again."""

    permission_required = ("steering.view_meeting", "steering.change_meeting")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back("#unterlagen")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DocumentForm(request.POST, request.FILES)
        if self.meeting and form.is_valid():
            file, title = form.cleaned_data["file"], form.cleaned_data["title"]
            try:
                add_document(self.meeting, title=title, name=file.name, data=file.read(), by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "Die Unterlage ist abgelegt.")
                return self.back("#unterlagen")
        return self.render_to_response(self.get_context_data(document_form=form))


class DocumentFile(OfMeeting):
    """A paper, for whoever sees its TOP."""

    permission_required = "catalogue.view_measure"

    @property
    def document(self) -> MeetingDocument:
        rows = MeetingDocument.objects.visible_to(self.request.user).select_related("file", "meeting")
        return get_object_or_404(rows, pk=self.kwargs["document"], meeting=self.kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return attachment(self.document.file.read(), self.document.file.name)


class DocumentRemove(DocumentFile):
    permission_required = "steering.change_meeting"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.back("#unterlagen")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            remove_document(self.document)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Die Unterlage ist entfernt.")
        return self.back("#unterlagen")
