"""The pages of the units: the tree, one unit, its form, who belongs to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, TemplateView, View

from catalogue.figures import by_unit, visible_measures
from catalogue.models import Unit, UnitMembership
from catalogue.reference.handover import dissolve_unit
from catalogue.reference.unit_actions import save_membership, save_unit
from catalogue.reference.unit_forms import DissolutionForm, MembershipForm, UnitForm
from catalogue.reference.unit_tree import UnitTree
from catalogue.views.reference import HandoverView, ReferenceSave, last_changes
from integration.history.models import ChangeSet


class UnitList(PermissionRequiredMixin, TemplateView):
    permission_required = "catalogue.view_unit"
    template_name = "catalogue/unit_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tree = UnitTree.load()
        units = {unit.pk: unit for unit in Unit.objects.without_tree_fields().select_related("successor")}
        counts = by_unit(visible_measures(self.request.user), tree)
        rows = [(units[node.pk], depth, counts.get(node.pk, 0)) for node, depth in tree.walk()]
        return super().get_context_data(rows=rows, today=timezone.localdate(), **kwargs)


class UnitDetail(PermissionRequiredMixin, DetailView):
    permission_required: str | tuple[str, ...] = "catalogue.view_unit"
    template_name = "catalogue/unit_detail.html"
    queryset = Unit.objects.select_related("parent", "successor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit = self.object
        may_see_people = self.request.user.has_perm("accounts.view_user")
        kwargs.setdefault("membership_form", MembershipForm())
        return super().get_context_data(
            measures=visible_measures(self.request.user).for_units(Unit.objects.filter(pk=unit.pk)).count(),
            below=unit.children.all(),
            contacts=unit.contacts.select_related("measure").order_by("valid_until", "is_deputy", "function"),
            today=timezone.localdate(),
            history=last_changes(unit) if self.request.user.has_perm("catalogue.view_unit") else None,
            memberships=unit.memberships.select_related("user").order_by("valid_until", "user__function")
            if may_see_people
            else None,
            **kwargs,
        )


class UnitUpdate(ReferenceSave):
    permission_required = "catalogue.change_unit"
    model = Unit
    form_class = UnitForm
    template_name = "catalogue/unit_form.html"

    def save(self, form: Any) -> Unit:
        return save_unit(
            unit=form.instance,
            fields=form.row_fields(),
            by=self.request.user,
            reason=form.cleaned_data["reason"],
            day=timezone.localdate(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(units=offered_units(), **kwargs)

    def get_success_url(self) -> str:
        return reverse("catalogue:unit-detail", args=[self.object.slug])


class UnitCreate(UnitUpdate):
    """The same form for a unit there is not yet."""

    permission_required = "catalogue.add_unit"

    def get_object(self, queryset: Any = None) -> Any:
        return None

    def save(self, form: Any) -> Unit:
        self.object = super().save(form)
        return self.object


class UnitDissolve(HandoverView):
    permission_required = "catalogue.change_unit"
    template_name = "catalogue/unit_dissolve.html"
    model = Unit
    form_class = DissolutionForm
    heir_field = "successor"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = UnitMembership.objects.filter(unit=self.object, valid_until=None)
        return super().get_context_data(units=offered_units(), members=members.count(), **kwargs)

    def hand_over(self, form: Any) -> ChangeSet:
        return dissolve_unit(
            self.object,
            successor=form.cleaned_data["successor"],
            last_day=form.cleaned_data["valid_until"],
            by=self.request.user,
            reason=form.cleaned_data["reason"],
            today=timezone.localdate(),
        )

    def get_success_url(self) -> str:
        return reverse("catalogue:unit-detail", args=[self.object.slug])


def offered_units() -> Any:
    """Return the units of today, for the list a form offers."""
    return Unit.objects.without_tree_fields().valid(on=timezone.localdate())


class MembershipCreate(UnitDetail):
    """Lets a person belong to a unit; a faulty entry shows the unit's page again."""

    permission_required = ("catalogue.view_unit", "accounts.change_user")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("catalogue:unit-detail", kwargs["slug"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        form = MembershipForm(request.POST)
        if form.is_valid():
            person = form.cleaned_data["person"]
            save_membership(
                user=person, unit=self.object, valid_from=form.cleaned_data["valid_from"], by=request.user
            )
            messages.success(request, f"{person} gehört jetzt zu {self.object}.")
            return redirect("catalogue:unit-detail", self.object.slug)
        return self.render_to_response(self.get_context_data(membership_form=form))


class MembershipEnd(PermissionRequiredMixin, View):
    """Ends a membership with today as its last day."""

    permission_required = ("catalogue.view_unit", "accounts.change_user")

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        return redirect("catalogue:unit-detail", slug)

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        rows = UnitMembership.objects.select_related("user", "unit")
        membership = get_object_or_404(rows, pk=pk, unit__slug=slug)
        last = max(membership.valid_from, timezone.localdate())
        save_membership(
            user=membership.user,
            unit=membership.unit,
            valid_from=membership.valid_from,
            valid_until=last,
            from_directory=membership.from_directory,
            by=request.user,
        )
        messages.success(request, f"{membership.user} gehört noch bis {last:%d.%m.%Y} zu {membership.unit}.")
        return redirect("catalogue:unit-detail", slug)
