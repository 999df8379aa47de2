"""The dossier (Mappe) of a meeting, as page, PDF and workbook."""

from __future__ import annotations

from functools import cached_property
from typing import Any, BinaryIO, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from catalogue.past.comparison import groups
from integration.documents import pdf
from integration.files.sending import attachment
from integration.spreadsheets.styling import CONTENT_TYPE
from steering import dossier_mail
from steering.agenda_forms import PapersForm
from steering.dossier import Dossier, picture
from steering.dossier_papers import dossier_pdf
from steering.dossier_workbook import write_dossier
from steering.models import Meeting, MeetingLetter
from steering.recipients import recipients_of, unreached
from steering.views.letter import tell_of
from steering.views.meeting import OfMeeting


class DossierView(PermissionRequiredMixin, View):
    permission_required = "steering.view_meeting"

    @cached_property
    def dossier(self) -> Dossier:
        meeting = get_object_or_404(Meeting.objects.select_related("pinned"), pk=self.kwargs["pk"])
        return Dossier(meeting, self.request.user, now=timezone.now())

    def attachment(self, suffix: str, content_type: str) -> HttpResponse:
        day = timezone.localdate(self.dossier.meeting.starts_at)
        name = f"Sitzungsunterlagen_{day:%Y-%m-%d}.{suffix}"
        return attachment(b"", name, content_type)


class DossierPage(DossierView, TemplateView):
    template_name = "steering/dossier.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dossier = self.dossier
        differences = sorted(dossier.differences, key=lambda one: (one.field == "", one.field, one.number))
        day = dossier.link_day
        return super().get_context_data(
            dossier=dossier,
            meeting=dossier.meeting,
            here=dossier.title,
            agenda=[(item, dossier.papers_of(item)) for item in dossier.items],
            pictures=[(table, picture(table)) for table in (dossier.fields, dossier.units)],
            groups=list(groups(differences, "handlungsfeld")),
            links=day is not None,
            as_of=f"&stand={day:%Y-%m-%d}" if day and day < timezone.localdate() else "",
            **kwargs,
        )


class DossierPdf(DossierView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = self.attachment("pdf", pdf.CONTENT_TYPE)
        response.write(dossier_pdf(self.dossier, timezone.now()))
        return response


class DossierWorkbook(DossierView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = self.attachment("xlsx", CONTENT_TYPE)
        write_dossier(self.dossier, cast(BinaryIO, response))
        return response


class DossierSend(OfMeeting, FormView):
    """Mails the PDF to seats and deputies; the meeting's page shows who got it."""

    template_name = "steering/dossier_send.html"
    form_class = PapersForm

    def get_initial(self) -> dict[str, Any]:
        return dossier_mail.draft(self.meeting)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = self.meeting.day
        return super().get_context_data(
            recipients=recipients_of(self.meeting, MeetingLetter.Kind.DOSSIER, today=day),
            unreached=unreached(day),
            may_send=self.meeting.is_open,
            **kwargs,
        )

    def form_valid(self, form: PapersForm) -> HttpResponse:
        try:
            letter = dossier_mail.send(self.meeting, **form.cleaned_data, by=self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        tell_of(self.request, letter)
        return self.back("#schreiben")
