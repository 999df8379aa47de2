"""Returned files: upload, what was recognised, and what can be done with one (design.md §6)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from catalogue.models import UnitReturn
from catalogue.models.unit_return import UnitReturnQuerySet
from catalogue.returns import file_actions
from catalogue.returns.file_forms import AssignForm, MailedReturnForm, ReturnForm
from catalogue.returns.returned_view import ReturnedView
from catalogue.views.unit import offered_units
from integration.files.sending import attachment

PER_PAGE = 20
REFRESH = "2"  # seconds
QUARANTINE = ".gesperrt"  # an ending that belongs to no program
_State = UnitReturn.State


def _files(user: Any) -> UnitReturnQuerySet:
    """Return the files that came back, as far as the person may see them."""
    rows = UnitReturn.objects.visible_to(user, on=timezone.localdate()).filter(way=UnitReturn.Way.FILE)
    return rows.select_related("file", "unit", "extract__round", "extract__unit")


class ReturnedFileList(PermissionRequiredMixin, FormView):
    """The files that came back; whoever may send one uploads it here."""

    template_name = "catalogue/returned_file_list.html"

    def get_permission_required(self) -> tuple[str, ...]:
        sending = ("catalogue.add_unitreturn",) if self.request.method == "POST" else ()
        return ("catalogue.view_extract", *sending)

    def get_form(self, form_class: Any = None) -> ReturnForm:
        kwargs = self.get_form_kwargs()
        if self.request.user.has_perm("catalogue.add_extract"):
            return MailedReturnForm(**kwargs, today=timezone.localdate())
        return ReturnForm(**kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = _files(self.request.user).defer("findings")
        page = Paginator(files, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)

    def form_valid(self, form: ReturnForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        unit_return = file_actions.receive(
            name=file.name,
            data=file.read(),
            by=self.request.user,
            received_on=form.cleaned_data.get("received_on"),
            channel=form.cleaned_data.get("channel", ""),
        )
        return redirect("catalogue:returned-file-detail", unit_return.pk)


class ReturnedFileView(PermissionRequiredMixin, View):
    permission_required: str | tuple[str, ...] = "catalogue.view_extract"

    @cached_property
    def one(self) -> UnitReturn:
        return get_object_or_404(_files(self.request.user), pk=self.kwargs["pk"])

    @property
    def is_own(self) -> bool:
        """True for whoever uploaded the file, and for Koordination."""
        user = self.request.user
        return user.has_perm("catalogue.add_extract") or self.one.by_id == user.pk


class ReturnedFileDetail(ReturnedFileView, TemplateView):
    """Where a returned file is; while a child reads it the browser asks again by itself."""

    template_name = "catalogue/returned_file_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one, asked = self.one, self.request.GET
        may_assign = self.request.user.has_perm("catalogue.add_extract") and one.state == _State.UNASSIGNED
        if may_assign:
            kwargs.setdefault("form", AssignForm())
            kwargs["units"] = offered_units()
        if one.state in (_State.SENT, _State.DECIDED):
            kwargs["told"] = ReturnedView(one, asked.get("zeige", ""), page=asked.get("page"))
        return super().get_context_data(
            one=one,
            part=f"catalogue/returned_file_{_PARTS[one.state]}.html",
            seconds=int((timezone.now() - one.touched_at).total_seconds()),
            may_dispose=self.is_own and self.request.user.has_perm("catalogue.add_unitreturn"),
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.one.state == _State.READING and not self.one.is_lost:
            response.headers["Refresh"] = REFRESH
        return response


_PARTS: dict[str, str] = {
    _State.READING: "reading",
    _State.REFUSED: "refused",
    _State.UNASSIGNED: "unassigned",
    _State.SENT: "read",
    _State.DECIDED: "read",
    _State.DISCARDED: "discarded",
}


class ReturnedFileOriginal(ReturnedFileView):
    """The workbook as it came, always as an attachment; for those who sent it and those who decide.

    What could not be read is in quarantine: only Koordination can look at it, and no program opens it by
    its name.
    """

    permission_required = ("catalogue.view_extract", "catalogue.add_unitreturn")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        file = self.one.file
        if not file or not file.is_kept:  # discarded, or kept long enough
            raise Http404
        if self.one.state in (_State.SENT, _State.DECIDED):
            return attachment(file.read(), file.name)
        if not request.user.has_perm("catalogue.add_extract"):
            raise Http404
        return attachment(file.read(), f"{file.name}{QUARANTINE}")


class ReturnedFileVerb(ReturnedFileView):
    """Something done to a returned file; whoever comes too late is told where it is."""

    permission_required = ("catalogue.view_extract", "catalogue.add_unitreturn")

    @cached_property
    def one(self) -> UnitReturn:
        user = self.request.user
        rows = _files(user)
        own = rows if user.has_perm("catalogue.add_extract") else rows.filter(by=user.pk)
        return get_object_or_404(own, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("catalogue:returned-file-detail", self.one.pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            answer = self.act()
        except file_actions.TooLate as late:
            messages.warning(request, f"{late} Es wurde nichts weiter veranlasst.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            if answer:
                return answer
        return redirect("catalogue:returned-file-detail", self.one.pk)

    def act(self) -> HttpResponse | None:
        """Do it; return a page only where something sent has to be corrected."""
        raise NotImplementedError


class ReturnedFileAssign(ReturnedFileVerb, ReturnedFileDetail):
    permission_required = ("catalogue.view_extract", "catalogue.add_extract")

    def act(self) -> HttpResponse | None:
        form = AssignForm(self.request.POST)
        if self.one.state != _State.UNASSIGNED:
            raise file_actions.TooLate(self.one)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        file_actions.assign(self.one, form.cleaned_data["extract"])
        return None


class ReturnedFileRead(ReturnedFileVerb):
    def act(self) -> None:
        file_actions.read_again(self.one)


class ReturnedFileDiscard(ReturnedFileVerb):
    def act(self) -> None:
        file_actions.discard(self.one, by=self.request.user)
        messages.success(self.request, "Die Rückmeldung ist verworfen. Am Katalog hat sich nichts geändert.")
