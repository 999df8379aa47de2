"""The Jahresplan as a page and as calendar."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView, View

from steering.calendar_entry import CONTENT_TYPE, year_calendar
from steering.year_plan import PERMISSION, YearPlan, years


class OfPlan(PermissionRequiredMixin, View):
    """A view of the year that `jahr` names, else of this one."""

    permission_required = PERMISSION

    @cached_property
    def years(self) -> list[int]:
        return years(self.request.user, now=timezone.now(), today=timezone.localdate())

    @cached_property
    def plan(self) -> YearPlan:
        today, asked = timezone.localdate(), self.request.GET.get("jahr", "")
        year = int(asked) if asked.isdecimal() and int(asked[:5]) in self.years else today.year
        return YearPlan(self.request.user, year, now=timezone.now(), today=today)


class YearPlanPage(OfPlan, TemplateView):
    template_name = "steering/year_plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(plan=self.plan, years=self.years, **kwargs)


class YearPlanCalendar(OfPlan):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        title = f"Jahresplan {self.plan.year}"
        content = year_calendar(title, self.plan.entries, link=request.build_absolute_uri, at=timezone.now())
        headers = {"Content-Disposition": f'attachment; filename="Jahresplan_{self.plan.year}.ics"'}
        kind = f"{CONTENT_TYPE}; method=PUBLISH; charset=utf-8"
        return HttpResponse(content, content_type=kind, headers=headers)
