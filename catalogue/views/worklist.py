"""The worklist: what there is to do about the measures a person may see."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.utils import timezone
from django.views.generic import TemplateView

from catalogue.figures import by_task, visible_measures
from catalogue.upkeep import worklist


class Worklist(PermissionRequiredMixin, TemplateView):
    permission_required = "catalogue.view_measure"
    template_name = "catalogue/worklist.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = visible_measures(self.request.user)
        figures = by_task(versions, timezone.localdate())
        found = {figure.key for figure in figures}
        sentences = {rule.kind: rule.sentence for rule in worklist.WORKLIST}
        return super().get_context_data(
            rows=[(figure, sentences[figure.key]) for figure in figures],
            done=[label for kind, label in worklist.LABELS.items() if kind not in found],
            has_measures=bool(figures) or versions.exists(),
            **kwargs,
        )
