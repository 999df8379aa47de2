"""The pages that show which files left, and what other systems read."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.views.generic import TemplateView

from integration.downloads.filters import DownloadFilterForm, SystemReadFilterForm
from integration.downloads.models import Download, SystemRead

PER_PAGE = 50


class DownloadList(PermissionRequiredMixin, TemplateView):
    permission_required = "downloads.view_download"
    template_name = "downloads/download_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DownloadFilterForm(self.request.GET)
        page = Paginator(form.chosen(Download.objects.all()), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(form=form, page=page, **kwargs)


class SystemReadList(PermissionRequiredMixin, TemplateView):
    permission_required = "downloads.view_download"
    template_name = "downloads/system_read_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = SystemReadFilterForm(self.request.GET)
        rows = form.chosen(SystemRead.objects.all())
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(form=form, page=page, **kwargs)
