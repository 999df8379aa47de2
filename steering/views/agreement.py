"""Confirming an agreement, changing one in force, and its papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from catalogue.views.reference import tell
from integration.documents import pdf
from integration.files.sending import attachment
from steering import word
from steering.freezing import checksum
from steering.models import AgreementEdition, GoalTalk, Side
from steering.talks import agreement_actions as actions
from steering.talks import agreement_docx, agreement_pdf
from steering.talks.agreement_record import record_of
from steering.talks.talk_forms import AmendmentForm, ConfirmForm, EntryForm
from steering.views.goal_talk import OfPartner, OfTalk, TalkDetail, TalkStep

_IN_FORCE = "Beide Seiten haben bestätigt. Die Zielvereinbarung gilt und ist festgeschrieben."


class AgreementStep(OfPartner, TalkDetail):
    """One of the forms about the agreement on a talk's page; a faulty entry shows the page again."""

    permission_required: Any = OfPartner.permission_required
    form_name = ""

    def form(self) -> forms.Form:
        raise NotImplementedError

    def carry_out(self, cleaned: dict[str, Any]) -> str:
        """Do it and return the sentence that says so."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back("#vereinbarung")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form()
        if self.talk and form.is_valid():
            try:
                messages.success(request, self.carry_out(form.cleaned_data))
                return self.back("#vereinbarung")
            except ValidationError as error:
                tell(form, error)
        context = self.get_context_data(**{self.form_name: form})
        return self.render_to_response(context, status=422)


class AgreementConfirm(AgreementStep):
    """A partner confirms, signed in as herself."""

    form_name = "confirm_form"

    def form(self) -> forms.Form:
        sides = actions.sides_of(self.request.user, self.talk)
        if not sides:
            raise Http404
        return ConfirmForm(self.request.POST, sides=sides)

    def carry_out(self, cleaned: dict[str, Any]) -> str:
        side = Side(cleaned["side"])
        edition = actions.confirm(self.talk, side, seen=cleaned["seen"], by=self.request.user)
        return _IN_FORCE if edition else f"Bestätigt für: {side.label}. Es fehlt noch die andere Seite."


class AgreementEnter(AgreementStep):
    """The office enters what a partner without an account has confirmed."""

    permission_required: Any = ("steering.view_goaltalk", "steering.change_goaltalk")
    form_name = "entry_form"

    def form(self) -> forms.Form:
        return EntryForm(self.request.POST, prefix="eintrag")

    def carry_out(self, cleaned: dict[str, Any]) -> str:
        edition = actions.confirm(self.talk, Side.UNIT, by=self.request.user, **cleaned)
        return (
            _IN_FORCE if edition else "Die Bestätigung der Stelle ist eingetragen. Es fehlt noch Ihre eigene."
        )


class AgreementAmend(AgreementStep):
    form_name = "amendment_form"

    def form(self) -> forms.Form:
        return AmendmentForm(self.request.POST, prefix="aenderung")

    def carry_out(self, cleaned: dict[str, Any]) -> str:
        actions.amend(self.talk, cleaned["reason"], by=self.request.user)
        return "Die Ziele lassen sich jetzt ändern. Danach bestätigen beide Seiten die neue Fassung."


class AmendmentDrop(OfPartner, TalkStep):
    permission_required: Any = OfPartner.permission_required

    def carry_out(self) -> str:
        actions.drop_amendment(self.talk, by=self.request.user)
        return "Die Änderung ist aufgegeben. Es gilt weiter die letzte Fassung."


class OfAgreement(OfTalk):
    """A view of the agreement as a paper: the edition in force, or what the next one says so far."""

    @property
    def in_force(self) -> AgreementEdition | None:
        talk: GoalTalk = self.talk
        last = talk.editions.select_related("pdf").order_by("-edition").first()
        return None if talk.amendment else last


class AgreementPdf(OfAgreement):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if last := self.in_force:
            return pdf.answer(last.pdf.read(), last.pdf.name)
        record = record_of(self.talk)
        known = actions.standing(self.talk, checksum(record))
        data = agreement_pdf.agreement(record, known, at=timezone.now(), is_draft=True)
        return pdf.answer(data, agreement_pdf.file_name(record))


class AgreementDocx(OfAgreement):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        last = self.in_force
        record = last.record if last else record_of(self.talk)
        known = actions.standing(self.talk, checksum(record))
        data = agreement_docx.render(record, known, is_draft=last is None)
        return attachment(data, agreement_pdf.file_name(record, "docx"), word.CONTENT_TYPE)


class EditionPdf(OfTalk):
    """The PDF of one edition, as it was frozen."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = self.talk.editions.select_related("pdf")
        edition = get_object_or_404(rows, edition=kwargs["edition"])
        return pdf.answer(edition.pdf.read(), edition.pdf.name)
