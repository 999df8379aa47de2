"""The pages of change sets: what was changed when, by whom and why, and how it is taken back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView, View

from catalogue.actions import Applied, undo
from catalogue.figures import visible_measures
from catalogue.models import MeasureVersion, UnitReturn
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.past.change_forms import ChangeSetFilter, UndoForm
from catalogue.past.history import extents, measure_changes, references_for, sets_of, touched
from catalogue.past.undo import permission_to_undo, plan_undo
from catalogue.reference.reference_changes import shown_references
from catalogue.reference.reference_undo import revertible
from integration.history.models import ChangeSet

SETS_PER_PAGE = 25
MEASURES_PER_PAGE = 100
CHOSEN = "trotzdem"  # the name of the boxes of what goes back although it was edited later


class ChangeSetList(PermissionRequiredMixin, TemplateView):
    permission_required = "catalogue.view_measure"
    template_name = "catalogue/change_set_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = MeasureVersion.objects.visible_to(self.request.user)
        chosen = ChangeSetFilter(self.request.GET, versions, references_for(self.request.user))
        sets = chosen.qs.select_related("by", "undoes").prefetch_related("undone_by")
        page = Paginator(sets, SETS_PER_PAGE).get_page(self.request.GET.get("page"))
        did = extents(list(page), versions)
        return super().get_context_data(
            form=chosen.form,
            chips=chosen.chips,
            rows=[(one, did[one.pk]) for one in page.object_list],
            page=page,
            **kwargs,
        )


class ChangeSetView(PermissionRequiredMixin, View):
    """A view of one change set; without anything in it that the person may see it is not there (404)."""

    permission_required = "catalogue.view_measure"

    @cached_property
    def versions(self) -> MeasureVersionQuerySet:
        return MeasureVersion.objects.visible_to(self.request.user)

    @cached_property
    def change_set(self) -> ChangeSet:
        sets = sets_of(self.versions, references_for(self.request.user)).select_related("by", "undoes")
        return get_object_or_404(sets, pk=self.kwargs["pk"])


class ChangeSetDetail(ChangeSetView, TemplateView):
    template_name = "catalogue/change_set_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, change_set = self.request.user, self.change_set
        references = references_for(user).filter(change_set=change_set)
        measures = list(touched(change_set, self.versions).values())
        page = Paginator(measures, MEASURES_PER_PAGE).get_page(self.request.GET.get("page"))
        changes = measure_changes(change_set, page.object_list)
        return super().get_context_data(
            change_set=change_set,
            undone_by=change_set.undone_by.select_related("by").in_order(),
            extent=extents([change_set], self.versions)[change_set.pk],
            references=shown_references(references.order_by("model", "key")),
            changes=changes,
            returns=returns_behind(change_set, user),
            there=there_for(user, [one.number for one in changes]),
            page=page,
            may_undo=user.has_perm(permission_to_undo(change_set))
            and bool(measures or revertible(change_set.reference_changes.all())),
            here=str(change_set),
            **kwargs,
        )


class ChangeSetUndo(ChangeSetView, TemplateView):
    """Says what undoing would do (GET) and does it (POST)."""

    template_name = "catalogue/change_set_undo.html"

    def has_permission(self) -> bool:
        return super().has_permission() and self.request.user.has_perm(permission_to_undo(self.change_set))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = plan_undo(self.change_set)
        choices = [choice for one in plan.kept for choice in one.choices]
        kept = plan.kept[:MEASURES_PER_PAGE]
        kwargs.setdefault("form", UndoForm())
        return super().get_context_data(
            change_set=self.change_set,
            plan=plan,
            kept=kept,
            may_undo=bool(choices) or not plan.is_empty,
            chosen=set(self.request.POST.getlist(CHOSEN)),
            there=there_for(self.request.user, [one.number for one in kept]),
            here=str(self.change_set),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = UndoForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        applied = undo(
            self.change_set,
            by=request.user,
            reason=form.cleaned_data["reason"],
            chosen=set(request.POST.getlist(CHOSEN)),
        )
        if applied.change_set is None:
            messages.info(request, "Es gab nichts mehr zurückzunehmen. Nichts wurde geändert.")
            return redirect("catalogue:change-set-detail", self.change_set.pk)
        messages.success(request, _told(applied))
        return redirect("catalogue:change-set-detail", applied.change_set.pk)


def returns_behind(change_set: ChangeSet, user: Any) -> QuerySet[UnitReturn]:
    """Return the Rückmeldungen from which a change set came, as far as the person may see them."""
    if change_set.way != ChangeSet.Way.RETURN:
        return UnitReturn.objects.none()
    rows = UnitReturn.objects.visible_to(user, on=timezone.localdate()).sent()
    behind = change_set.suggestions.values("answer__unit_return")
    return rows.filter(pk__in=behind).select_related("unit").order_by("sent_at")


def there_for(user: Any, numbers: list[int]) -> set[int]:
    """Return those measures that are in today's catalogue and that the person may see: their pages exist."""
    rows: QuerySet = visible_measures(user).filter(number__in=numbers)
    return set(rows.values_list("number", flat=True))


def _told(applied: Applied) -> str:
    done = len(applied.new) + len(applied.changed) + len(applied.withdrawn)
    sentence = f"Zurückgenommen: {done} Maßnahme{'n' if done != 1 else ''}."
    if applied.reverted:
        entries = len(applied.reverted)
        sentence += f" Auch wieder wie vorher: {entries} Eintr{'äge' if entries != 1 else 'ag'}."
    if applied.kept:
        sentence += f" Bei {len(applied.kept)} blieb, was später geändert wurde."
    return sentence
