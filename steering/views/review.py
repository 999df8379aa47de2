"""Stellungnahmen before a meeting, and the one list of what measures need."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, UpdateView

from catalogue.figures import visible_measures
from catalogue.models import Unit
from catalogue.views.unit import offered_units
from integration.seen_forms import LockedPost
from steering.models import Meeting, ResourceRequest, Review
from steering.review_actions import save_request, save_review
from steering.review_forms import GrantForm, ResourceForm, ReviewForm
from steering.reviews import Asked, asked, units_of

PER_PAGE = 50


class ReviewList(PermissionRequiredMixin, TemplateView):
    """What the coming meetings ask of the person's units; of all units for the office."""

    permission_required = "steering.add_review"
    template_name = "steering/review_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        units = units_of(self.request.user, timezone.localdate(now))
        found = asked(Meeting.objects.upcoming(now=now), units, now=now)
        return super().get_context_data(
            asked=found, due=sum(one.is_due for one in found), for_all=units is None, **kwargs
        )


class ReviewUpdate(PermissionRequiredMixin, LockedPost, UpdateView):
    """What a unit says of a measure for a meeting: said for the first time, or corrected before it."""

    permission_required = "steering.add_review"
    template_name = "steering/review_form.html"
    form_class = ReviewForm
    asked: Asked

    def get_object(self, queryset: Any = None) -> Any:
        now = timezone.now()
        meeting = get_object_or_404(Meeting.objects.upcoming(now=now), pk=self.kwargs["pk"])
        unit = get_object_or_404(Unit, slug=self.kwargs["slug"])
        units = units_of(self.request.user, timezone.localdate(now))
        if units is not None and unit.pk not in units:
            raise Http404
        found = asked([meeting], {unit.pk}, now=now)
        one = next((one for one in found if one.number == self.kwargs["number"]), None)
        if one is None:
            raise Http404
        self.asked = one
        measure = visible_measures(self.request.user).filter(number=one.number).first()
        if measure is None:
            raise Http404
        return one.review or Review(meeting=meeting, measure_id=measure.measure_id, unit=unit)

    def get_initial(self) -> dict[str, Any]:
        """Begin with what the unit said last, so that nobody types it again."""
        answer = self.asked.answer if self.asked.review is None else None
        if answer is None:
            return {}
        return {"need": answer.need, "difficulties": answer.difficulties, "conditions": answer.resources}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(asked=self.asked, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        review = save_review(form.instance, by=self.request.user)
        messages.success(self.request, f"Gespeichert: {review}.")
        return redirect("steering:review-list")


class ResourceList(PermissionRequiredMixin, TemplateView):
    """What measures need and what was granted, across all units the person may see."""

    permission_required = "catalogue.view_measure"
    template_name = "steering/resource_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = visible_requests(self.request.user)
        years = list(rows.order_by("-budget_year").values_list("budget_year", flat=True).distinct())
        year = self.request.GET.get("jahr", "")
        chosen = rows.filter(budget_year=int(year)) if year.isdecimal() and int(year) in years else rows
        page = Paginator(chosen, PER_PAGE).get_page(self.request.GET.get("page"))
        rows_shown = correctable_requests(self.request.user).filter(pk__in=[one.pk for one in page])
        correctable = set(rows_shown.values_list("pk", flat=True))
        context = {"page": page, "years": years, "year": year, "correctable": correctable}
        return super().get_context_data(**context, **kwargs)


def visible_requests(user: Any) -> QuerySet[ResourceRequest]:
    measures = visible_measures(user).order_by().values("measure")
    return ResourceRequest.objects.visible_to(user, measures).select_related("measure", "unit")


def correctable_requests(user: Any) -> QuerySet[ResourceRequest]:
    """Return those that nobody has decided about: the office's all, anyone else's those of their units."""
    units = units_of(user, timezone.localdate())
    rows = visible_requests(user).filter(granted__isnull=True)
    return rows if units is None else rows.filter(unit__in=units)


class ResourceUpdate(PermissionRequiredMixin, LockedPost, UpdateView):
    """Correct what a measure needs, as long as nothing was decided about it."""

    permission_required = "steering.add_review"
    template_name = "steering/resource_form.html"
    form_class: Any = ResourceForm
    heading = "Ressourcenbedarf berichtigen"

    def get_queryset(self) -> QuerySet[ResourceRequest]:
        return correctable_requests(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        units = units_of(self.request.user, timezone.localdate())
        return {**super().get_form_kwargs(), "measures": visible_measures(self.request.user), "units": units}

    def get_initial(self) -> dict[str, Any]:
        row = self.object
        return {"number": row.measure.number, "unit": str(row.unit)} if row else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.heading, units=offered_units(), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            request = save_request(form.instance, by=self.request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, f"Gespeichert: {request}.")
        return redirect(f"{reverse('steering:resource-list')}?jahr={request.budget_year}")


class ResourceCreate(ResourceUpdate):
    """The same form for a new one; `massnahme` and `stelle` propose what it is for."""

    heading = "Ressourcenbedarf angeben"

    def get_object(self, queryset: Any = None) -> Any:
        return None

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        return {
            "number": asked.get("massnahme"),
            "unit": asked.get("stelle"),
            "budget_year": timezone.localdate().year + 1,
        }


class ResourceGrant(ResourceUpdate):
    """What was granted, recorded by the office."""

    permission_required = "steering.change_meeting"
    form_class = GrantForm
    heading = "Entscheidung über den Ressourcenbedarf"

    def get_queryset(self) -> QuerySet[ResourceRequest]:
        return visible_requests(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["measures"], kwargs["units"]
        return kwargs

    def get_initial(self) -> dict[str, Any]:
        return {"granted_on": self.object.granted_on or timezone.localdate()}
