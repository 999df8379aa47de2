"""What goes out of an Abfrage: e-mails, reminders, all files in one ZIP."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import FormView, View

from catalogue.extracts import mailing
from catalogue.extracts.addresses import addresses_of
from catalogue.extracts.bundle import bundle
from catalogue.extracts.extract_log import log
from catalogue.extracts.letter_forms import LetterForm
from catalogue.extracts.letters import LETTER, REMINDER, REMINDER_SUBJECT, SUBJECT
from catalogue.models import Extract, ExtractEvent, ExtractRound, Mailing
from catalogue.models.extract import ExtractQuerySet
from catalogue.spreadsheet.table import counted


class OfRound(PermissionRequiredMixin, View):
    """A view about one Abfrage."""

    permission_required = "catalogue.add_extract"

    @cached_property
    def abfrage(self) -> ExtractRound:
        return get_object_or_404(ExtractRound.objects.select_related("issuer"), pk=self.kwargs["pk"])

    def extracts(self) -> ExtractQuerySet:
        rows = Extract.objects.filter(round=self.abfrage)
        return rows.select_related("round__issuer", "unit", "handed_over_from").order_by("unit__slug")


class ExtractMail(OfRound, FormView):
    """Writes to the units, with their files."""

    template_name = "catalogue/extract_mail.html"
    form_class = LetterForm
    kind: str = Mailing.Kind.EXTRACT
    heading = "Auszüge per E-Mail senden"

    @cached_property
    def asked(self) -> list[Extract]:
        return list(self.extracts())

    def get_initial(self) -> dict[str, Any]:
        return {"subject": SUBJECT, "text": self.abfrage.letter or LETTER, "with_files": True}

    def get_form_kwargs(self) -> dict[str, Any]:
        addresses = addresses_of([one.unit_id for one in self.asked], on=timezone.localdate())
        self.unreached = [one for one in self.asked if one.unit_id not in addresses]
        return {**super().get_form_kwargs(), "extracts": self.asked, "addresses": addresses}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(abfrage=self.abfrage, heading=self.heading, **kwargs)
        return {**context, "unreached": self.unreached}

    def form_valid(self, form: LetterForm) -> HttpResponse:
        sent = mailing.send(self.abfrage, by=self.request.user, kind=self.kind, **form.cleaned_data)
        if not sent.waiting and sent.total > sent.failed:  # else the page tells how far it is
            units = counted(sent.total - sent.failed, "Stelle", "Stellen")
            messages.success(self.request, f"Die E-Mail ist an {units} gesendet.")
        return redirect("catalogue:extract-round-detail", self.abfrage.pk)


class ExtractRemind(ExtractMail):
    """Reminds the units whose Rückmeldung is outstanding."""

    kind = Mailing.Kind.REMINDER
    heading = "An die Rückmeldung erinnern"

    def extracts(self) -> ExtractQuerySet:
        return super().extracts().outstanding()

    def get_initial(self) -> dict[str, Any]:
        return {"subject": REMINDER_SUBJECT, "text": REMINDER, "with_files": True}


class MailingResume(OfRound):
    """Goes on with e-mails whose sending ended early."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("catalogue:extract-round-detail", pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if last := Mailing.objects.filter(round=self.abfrage).first():
            mailing.resume(last)
        return redirect("catalogue:extract-round-detail", pk)


class ExtractRoundZip(OfRound):
    """Workbook and PDF of every unit; the download begins at once and grows."""

    def get(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        name = f"Auszuege_{self.abfrage.key_date:%Y-%m-%d}.zip"
        extracts = list(self.extracts())
        for extract in extracts:
            log(extract, ExtractEvent.Kind.DOWNLOADED, by=request.user, note=name)
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return StreamingHttpResponse(bundle(extracts), content_type="application/zip", headers=headers)
