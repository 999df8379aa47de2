"""A unit's Rückmeldung in the browser: what waits, the form, and the summary before it is sent."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from catalogue.models import Extract, Unit, UnitReturn
from catalogue.reference.unit_tree import UnitTree
from catalogue.returns.answer_forms import ReleaseForm
from catalogue.returns.drafting import Said, discard, keep_draft
from catalogue.returns.questionnaire import Questionnaire, digest
from catalogue.returns.return_actions import submit
from catalogue.returns.told import told
from catalogue.returns.unit_return_form import UnitReturnForm
from catalogue.returns.waiting import Waiting, processed
from catalogue.views.unit import offered_units
from integration.files.models import StoredFile

PER_PAGE = 50
_ENTERED = ("spokesperson", "received_on", "channel")
REST = "uebrige"  # the name of the button for all that is left
SEND = "weiter"  # the name of the button that leads to the summary


class ReturnView(PermissionRequiredMixin, View):
    permission_required: str | tuple[str, ...] = ("catalogue.view_extract", "catalogue.add_unitreturn")

    @cached_property
    def waiting(self) -> Waiting:
        return Waiting(self.request.user, timezone.localdate())


class UnitReturnList(ReturnView, TemplateView):
    """What waits for the person's units, and what they have sent."""

    template_name = "catalogue/unit_return_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = self.waiting
        extracts = list(waiting.extracts)
        done = processed(extracts)
        page = Paginator(waiting.returns, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            outstanding=[(one, *done[one.pk]) for one in extracts],
            units=waiting.units,
            page=page,
            today=waiting.day,
            others=offered_units() if self.request.user.has_perm("catalogue.add_extract") else None,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead Koordination to the form of a unit for which it writes something down."""
        if not request.user.has_perm("catalogue.add_extract"):
            raise PermissionDenied
        node = UnitTree.load().find(request.POST.get("stelle", "").strip())
        if node is None:
            messages.error(request, "Diese Stelle gibt es nicht. Wählen Sie eine aus der Liste.")
            return redirect("catalogue:unit-return-list")
        return redirect("catalogue:unit-return-form-unit", node.slug)


class AskedView(ReturnView):
    """A view of what one unit is asked: by an extract, or (a `slug`) of its own accord."""

    @cached_property
    def asked(self) -> Questionnaire:
        user, day = self.request.user, self.waiting.day
        if "slug" in self.kwargs:
            unit = get_object_or_404(Unit.objects.without_tree_fields(), slug=self.kwargs["slug"])
            if not self.waiting.answers_for(unit) and not user.has_perm("catalogue.add_extract"):
                raise Http404
            return Questionnaire.of_unit(unit, self._way(unit))
        rows = Extract.objects.visible_to(user, on=day).select_related("round", "unit")
        extract = get_object_or_404(rows, pk=self.kwargs["extract"])
        return Questionnaire.of_extract(extract)

    def _way(self, unit: Unit) -> str:
        is_own = self.waiting.answers_for(unit)
        return UnitReturn.Way.BROWSER if is_own else UnitReturn.Way.ENTERED

    @property
    def way(self) -> str:
        return self._way(self.asked.unit)

    @property
    def is_entered(self) -> bool:
        return self.way == UnitReturn.Way.ENTERED

    def address(self, page: str) -> str:
        """Return the address of a page of this unit's return: "form", "send", "nil", "discard"."""
        if self.asked.extract:
            return reverse(f"catalogue:unit-return-{page}", args=[self.asked.extract.pk])
        return reverse(f"catalogue:unit-return-{page}-unit", args=[self.asked.unit.slug])

    @property
    def draft_key(self) -> str:
        subject = f"auszug-{self.asked.extract.pk}" if self.asked.extract else self.asked.unit.slug
        return f"entwurf:{self.request.user.pk}:rueckmeldung-{subject}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.asked
        pages = ("form", "send", "discard", *(("nil",) if asked.extract else ()))
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            asked=asked,
            is_entered=self.is_entered,
            addresses={page: self.address(page) for page in pages},
            today=self.waiting.day,
            here=f"Rückmeldung {asked.unit.code or asked.unit.name}",
            **kwargs,
        )
        return context


class UnitReturnPage(AskedView, TemplateView):
    """All measures of the extract on one page; saving keeps a draft."""

    template_name = "catalogue/unit_return_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        extract = self.asked.extract
        earlier = extract.returns.sent().order_by("-sent_at").first() if extract else None
        draft = self.asked.draft
        return super().get_context_data(
            draft_key=self.draft_key,
            version=f"{draft.touched_at:%Y%m%d%H%M%S%f}" if draft else "0",
            units=offered_units(),
            earlier=earlier,
            **kwargs,
        )

    def form(self, data: Any = None, files: Any = None) -> UnitReturnForm:
        user, day = self.request.user, self.waiting.day
        return UnitReturnForm(self.asked, data, files, user=user, day=day, is_entered=self.is_entered)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST, request.FILES)
        is_valid = form.is_valid()
        entered = form.entered if form.entered and form.entered.is_valid() else None
        upload = entered.cleaned_data["scan"] if entered else None
        store = StoredFile.objects.store
        kept = keep_draft(
            self.asked.unit,
            self.asked.extract,
            form.said(),
            way=self.way,
            by=request.user,
            fields=entered.values if entered else None,
            scan=store(name=upload.name, data=upload.read(), by=request.user) if upload else None,
        )
        form.kept(kept.met, kept.function)
        if kept.met or not is_valid:
            context = self.get_context_data(form=form, is_unsaved=True)
            return self.render_to_response(context, status=409 if kept.met else 422)
        if SEND in request.POST:
            return redirect(self.address("send"))
        messages.success(request, "Zwischengespeichert. Gesendet ist noch nichts.", extra_tags=self.draft_key)
        return redirect(self.address("form"))


class UnitReturnSend(AskedView, TemplateView):
    """Says what will be sent (GET) and sends it (POST)."""

    template_name = "catalogue/unit_return_send.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.asked.draft
        initial = {"released_by": draft.released_by, "released_on": draft.released_on} if draft else {}
        kwargs.setdefault("form", ReleaseForm(initial=initial))
        said = [one for one in self.said if not one.answer.says_nothing]
        return super().get_context_data(
            said=said,
            faulty=[one for one in said if one.lacks_reason],
            missing=self.missing,
            seen=self.seen,
            draft_key=self.draft_key,
            **kwargs,
        )

    @cached_property
    def said(self) -> list[Any]:
        draft = self.asked.draft
        return told(draft.answers.all()) if draft else []

    @property
    def missing(self) -> list[str]:
        """Return what Koordination has not written down yet of how it came."""
        draft = self.asked.draft
        if not draft or not self.is_entered:
            return []
        fields = (one for one in UnitReturn._meta.fields if one.name in _ENTERED)
        return [str(one.verbose_name) for one in fields if not getattr(draft, one.name)]

    @property
    def seen(self) -> str:
        """Return a name for all that the draft says: nothing else is sent than what was shown."""
        return "-".join(digest(one.answer)[:8] for one in self.said)[:500]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if REST in request.POST:
            return self.confirm_rest()
        form = ReleaseForm(request.POST)
        draft, said = self.asked.draft, self.said
        if draft is None or not any(not one.answer.says_nothing for one in said):
            messages.error(request, "Es gibt noch nichts zu senden.")
            return redirect(self.address("form"))
        if request.POST.get("stand") != self.seen:
            messages.error(
                request, "Der Zwischenstand wurde inzwischen geändert. Bitte sehen Sie ihn noch einmal durch."
            )
            return redirect(self.address("send"))
        if self.missing or any(one.lacks_reason for one in said) or not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        draft.released_by, draft.released_on = form.cleaned_data.values()
        draft.save(update_fields=["released_by", "released_on"])
        return sent(request, draft, self.address("form"), self.draft_key)

    def confirm_rest(self) -> HttpResponse:
        """Say of all measures about which nothing is said that nothing has changed."""
        rows = [Said(entry.unchanged(), digest(entry.answer)) for entry in self.asked.silent]
        keep_draft(self.asked.unit, self.asked.extract, rows, way=self.way, by=self.request.user)
        return redirect(self.address("send"))


class UnitReturnNil(AskedView, TemplateView):
    """Fehlanzeige for a whole extract: asks (GET) and sends (POST)."""

    template_name = "catalogue/unit_return_nil.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = self.asked
        if asked.draft:
            discard(asked.draft, by=request.user)
        kept = keep_draft(
            asked.unit, asked.extract, [], way=self.way, by=request.user, fields={"is_nil": True}
        )
        if kept.draft is None:
            raise Http404
        return sent(request, kept.draft, self.address("form"), self.draft_key)


class UnitReturnDiscard(AskedView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return redirect(self.address("form"))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.asked.draft:
            discard(self.asked.draft, by=request.user)
            messages.success(request, "Der Zwischenstand ist verworfen.", extra_tags=self.draft_key)
        return redirect("catalogue:unit-return-list")


def sent(request: HttpRequest, draft: UnitReturn, back: str, draft_key: str) -> HttpResponse:
    """Send the draft and lead to its receipt, or back where that is refused."""
    try:
        done = submit(draft, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    messages.success(request, "Ihre Rückmeldung ist eingegangen. Vielen Dank.", extra_tags=draft_key)
    return redirect("catalogue:unit-return-detail", done.pk)
