"""The import in the browser: upload, preview, apply or discard (design.md §6)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, FormView, View

from catalogue.drafts import draft_actions
from catalogue.drafts.draft_preview import Preview, deselected
from catalogue.drafts.import_forms import UploadForm, chosen
from catalogue.drafts.reading_form import ReadingForm
from catalogue.models import ImportDraft, ReadingDecision

PER_PAGE = 20
REFRESH = "2"  # seconds
_CORRECTABLE = (ImportDraft.State.READY, ImportDraft.State.REFUSED)
_WITH_PREVIEW = (ImportDraft.State.READY, ImportDraft.State.APPLIED)


class ImportList(PermissionRequiredMixin, FormView):
    permission_required = "catalogue.import_catalogue"
    template_name = "catalogue/import_list.html"
    form_class = UploadForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drafts = ImportDraft.objects.select_related("file").defer("recognised", "choices")
        page = Paginator(drafts, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        draft = draft_actions.open_draft(
            name=file.name, data=file.read(), concept=form.cleaned_data["concept"], by=self.request.user
        )
        return redirect("catalogue:import-detail", draft.pk)


class ImportDetail(PermissionRequiredMixin, DetailView):
    """Where an import is; while a child is at work the browser asks again by itself."""

    permission_required = "catalogue.import_catalogue"
    template_name = "catalogue/import_detail.html"
    queryset = ImportDraft.objects.select_related("file", "concept", "change_set")
    context_object_name = "draft"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft, asked = self.object, self.request.GET
        if draft.state in _WITH_PREVIEW:
            kwargs["preview"] = Preview(
                draft, asked.get("zeige", ""), page=asked.get("page"), level=asked.get("stufe", "")
            )
        if draft.recognised and draft.state in _CORRECTABLE and "form" not in kwargs:
            kwargs["form"] = _reading_form(draft, asked)
        return super().get_context_data(
            part=f"catalogue/import_{draft.state}.html",
            seconds=int((timezone.now() - draft.touched_at).total_seconds()),
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.object.is_at_work and not self.object.is_lost:
            response.headers["Refresh"] = REFRESH
        return response


class ImportVerb(PermissionRequiredMixin, View):
    """Something done to an import; whoever comes too late is told where it is."""

    permission_required = "catalogue.import_catalogue"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        address = reverse("catalogue:import-detail", args=[pk])
        return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = get_object_or_404(ImportDraft.objects.select_related("file"), pk=pk)
        try:
            answer = self.act(draft)
        except draft_actions.TooLate as late:
            messages.warning(request, f"{late} Es wurde nichts weiter veranlasst.")
        except draft_actions.Undecided:
            messages.warning(request, "Bitte entscheiden Sie zuerst, welcher Katalog das ist.")
        else:
            if answer:
                return answer
        return redirect(self.next_address(draft))

    def act(self, draft: ImportDraft) -> HttpResponse | None:
        """Do it; return a page only where something sent has to be corrected."""
        raise NotImplementedError

    def next_address(self, draft: ImportDraft) -> str:
        return reverse("catalogue:import-detail", args=[draft.pk])

    def choose(self, draft: ImportDraft) -> bool:
        """Save the boxes that the request carries; return whether it carries any."""
        cards = chosen(self.request.POST)
        measures = draft.measures.filter(number__in=cards)
        if cards:
            choices = {one.number: deselected(one, cards[one.number]) for one in measures}
            draft_actions.choose(draft, choices)
        return bool(cards)


class ImportChoose(ImportVerb):
    """Saves which changes are to be made, and leads back to the page they stand on, or to the next."""

    def act(self, draft: ImportDraft) -> None:
        if self.choose(draft):
            messages.success(self.request, "Die Auswahl ist gespeichert.")

    def next_address(self, draft: ImportDraft) -> str:
        query = self.request.GET.copy()
        if following := self.request.POST.get("weiter"):
            query["page"] = following
        return f"{super().next_address(draft)}?{query.urlencode()}#massnahmen"


class ImportApply(ImportVerb):
    """Applies the import. The button stands beside the boxes, so what they say on this page counts."""

    def act(self, draft: ImportDraft) -> None:
        self.choose(draft)
        draft_actions.apply_draft(draft, by=self.request.user)


class ImportDecide(ImportVerb, ImportDetail):
    """Saves how the workbook is to be read, and reads it so; a wrong entry is answered at its field."""

    def act(self, draft: ImportDraft) -> HttpResponse | None:
        choices = {}
        if "von-vorn" not in self.request.POST:
            form = _reading_form(draft, self.request.GET, self.request.POST)
            if not form.is_valid() and draft.state in _CORRECTABLE:
                self.object = draft
                return self.render_to_response(self.get_context_data(form=form))
            choices = form.choices()
        draft_actions.decide(draft, choices)
        messages.success(self.request, "Die Datei wird jetzt so gelesen, wie Sie es festgelegt haben.")
        return None


def _reading_form(draft: ImportDraft, asked: QueryDict, data: QueryDict | None = None) -> ReadingForm:
    return ReadingForm(draft, data, remembered=ReadingDecision.objects.remembered(), page=asked.get("page"))


class ImportRead(ImportVerb):
    def act(self, draft: ImportDraft) -> None:
        draft_actions.read_again(draft)


class ImportDiscard(ImportVerb):
    def act(self, draft: ImportDraft) -> None:
        draft_actions.discard(draft)
        messages.success(self.request, "Der Import ist verworfen. Am Katalog hat sich nichts geändert.")
