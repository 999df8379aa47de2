"""The pages of the action fields: the tree, the form, the merging of two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from catalogue.figures import by_field, visible_measures
from catalogue.models import ActionField
from catalogue.reference.handover import merge_action_field
from catalogue.reference.reference_forms import ActionFieldForm, MergeForm
from catalogue.views.reference import HandoverView, ReferenceSave, last_changes
from integration.history.models import ChangeSet

PERMISSION = "catalogue.change_reference"


class ActionFieldList(PermissionRequiredMixin, TemplateView):
    permission_required = PERMISSION
    template_name = "catalogue/action_field_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = ActionField.objects.without_tree_fields().select_related("merged_into")
        fields = list(rows.prefetch_related("aliases"))
        living = [one for one in fields if not one.merged_into]
        counts = by_field(visible_measures(self.request.user))
        return super().get_context_data(
            rows=[(one, depth, counts.get(one.pk, 0)) for one, depth in _tree(living)],
            merged=[one for one in fields if one.merged_into],
            today=timezone.localdate(),
            **kwargs,
        )


def _tree(fields: list[ActionField]) -> Iterator[tuple[ActionField, int]]:
    """Yield each field with its depth, followed by those below it."""
    below = defaultdict(list)
    for one in fields:
        below[one.parent_id].append(one)

    def walk(top: int | None, depth: int) -> Iterator[tuple[ActionField, int]]:
        for one in below[top]:
            yield one, depth
            yield from walk(one.pk, depth + 1)

    return walk(None, 0)


class ActionFieldUpdate(ReferenceSave):
    permission_required = PERMISSION
    template_name = "catalogue/action_field_form.html"
    queryset = ActionField.objects.select_related("parent", "merged_into")
    form_class = ActionFieldForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(history=last_changes(self.object), **kwargs)

    def get_success_url(self) -> str:
        return reverse("catalogue:action-field-list")


class ActionFieldCreate(ActionFieldUpdate):
    """The same form for a field there is not yet."""

    def get_object(self, queryset: Any = None) -> Any:
        return None


class ActionFieldMerge(HandoverView):
    permission_required = PERMISSION
    template_name = "catalogue/action_field_merge.html"
    model = ActionField
    form_class = MergeForm
    heir_field = "merged_into"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "field": self.object}

    def hand_over(self, form: Any) -> ChangeSet:
        return merge_action_field(
            self.object,
            into=form.cleaned_data["merged_into"],
            by=self.request.user,
            reason=form.cleaned_data["reason"],
            today=timezone.localdate(),
        )

    def get_success_url(self) -> str:
        return reverse("catalogue:action-field-list")
