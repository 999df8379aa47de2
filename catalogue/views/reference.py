"""The pages of the reference data: all at a glance, the form of each, what handing over would do."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView, UpdateView
from django.views.generic.detail import SingleObjectMixin

from catalogue.forms import ReferenceForm
from catalogue.models import Concept, Location, TargetGroup
from catalogue.models.reference import Reference
from catalogue.reference.handover import Handover, plan_handover
from catalogue.reference.reference_actions import save_reference
from catalogue.reference.reference_forms import ConceptForm, LocationForm, TargetGroupForm
from integration.history.models import ChangeSet
from integration.seen_forms import LockedPost

_SHOWN = 100  # measures of a preview


class Kind(NamedTuple):
    """A short table of reference data: its words, its form, and the way from a row to its measures."""

    model: type[Reference]
    form: type[ReferenceForm]
    plural: str
    new: str
    parameter: str  # of the list of measures
    versions: str  # the rows of measures that point here, and their version


KINDS = {
    "zielgruppen": Kind(
        TargetGroup, TargetGroupForm, "Zielgruppen", "Zielgruppe anlegen", "zielgruppe", "marks__version"
    ),
    "orte": Kind(Location, LocationForm, "Orte", "Ort anlegen", "ort", "marks__version"),
    "konzepte": Kind(Concept, ConceptForm, "Konzepte", "Konzept anlegen", "konzept", "listings__version"),
}


class ReferenceList(PermissionRequiredMixin, TemplateView):
    """Target groups, locations and concepts on one page; units and action fields have their own."""

    permission_required = "catalogue.change_reference"
    template_name = "catalogue/reference_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            tables=[(name, kind, _counted(kind)) for name, kind in KINDS.items()],
            **kwargs,
        )


def _counted(kind: Kind) -> Any:
    """Return the rows, each with the number of today's measures that name it."""
    current = Q(**{f"{kind.versions}__isnull": False, f"{kind.versions}__valid_to__isnull": True})
    number = Count(kind.versions, filter=current, distinct=True)
    rows = kind.model._default_manager.annotate(measures=number)
    return rows.order_by(*(kind.model._meta.ordering or ()))


class ReferenceSave(PermissionRequiredMixin, LockedPost, UpdateView):
    """The form of one row. What is wrong with the row as a whole is told at its field, too."""

    permission_required = "catalogue.change_reference"

    def save(self, form: Any) -> Any:
        """Write what the form says and return the row; raise ValidationError with German messages."""
        save_reference(form.instance, form.row_fields(), by=self.request.user, reason=_reason(form))
        return form.instance

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            row = self.save(form)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"{row} ist gespeichert.")
        return redirect(self.get_success_url())


class ReferenceUpdate(ReferenceSave):
    template_name = "catalogue/reference_form.html"

    @property
    def kind(self) -> Kind:
        if self.kwargs["kind"] not in KINDS:
            raise Http404
        return KINDS[self.kwargs["kind"]]

    def get_queryset(self) -> Any:
        return self.kind.model._default_manager.all()

    def get_form_class(self) -> type[ReferenceForm]:
        return self.kind.form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kind=self.kind, history=last_changes(self.object), **kwargs)

    def get_success_url(self) -> str:
        return reverse("catalogue:reference-list")


class ReferenceCreate(ReferenceUpdate):
    """The same form for a row there is not yet."""

    def get_object(self, queryset: Any = None) -> Any:
        return None


class HandoverView(PermissionRequiredMixin, SingleObjectMixin, FormView):
    """Asks who takes over, says what would change, and does just that once it has been seen."""

    heir_field: str
    object: Any

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        self.object = self.get_object() if self.has_permission() else None
        return super().dispatch(*args, **kwargs)

    def hand_over(self, form: Any) -> ChangeSet:
        """Do it and return the change set; raise ValidationError with German messages."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        heir = form.cleaned_data[self.heir_field]
        try:
            plan = plan_handover(self.object, heir, timezone.localdate())
            if form.cleaned_data["seen"] != plan.fingerprint:
                return self.preview(form, plan)
            self.hand_over(form)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        measures = len(plan.changes)
        messages.success(
            self.request,
            f"{heir} übernimmt von {self.object}: {measures} Maßnahme{'n' if measures != 1 else ''}.",
        )
        return redirect(self.get_success_url())

    def preview(self, form: Any, plan: Handover) -> HttpResponse:
        """Show what would change; the form now says that it has been seen."""
        asked_again = bool(form.cleaned_data["seen"])
        form.data = form.data.copy()
        form.data["seen"] = plan.fingerprint
        shown = plan.changes[:_SHOWN]
        context = {"plan": plan, "changes": shown, "asked_again": asked_again}
        return self.render_to_response(
            self.get_context_data(form=form, heir=form.cleaned_data[self.heir_field], **context)
        )


def tell(form: BaseForm, error: ValidationError) -> None:
    """Tell an error of the row at the form's fields, and at its head what they do not show."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    told: dict[str | None, list[Any]] = {}
    for name, errors in error.error_dict.items():
        told.setdefault(name if name in form.fields else "__all__", []).extend(errors)
    form.add_error(None, told)  # type: ignore[arg-type]


def last_changes(row: Any, limit: int = 10) -> Any:
    """Return the last change sets in which a row of reference data changed."""
    if row is None:
        return []
    mine = {
        "reference_changes__model": row._meta.label_lower,
        "reference_changes__key": getattr(row, "slug", ""),
    }
    return ChangeSet.objects.filter(**mine).in_order()[:limit]


def _reason(form: Any) -> str:
    return str(form.cleaned_data.get("reason", ""))
