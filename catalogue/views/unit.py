"""The pages of the units: the tree, one unit, its form, who belongs to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import DetailView, TemplateView, UpdateView, View

from catalogue.figures import by_unit, visible_measures
from catalogue.forms import MembershipForm, UnitForm
from catalogue.models import Unit, UnitMembership
from catalogue.portrait import contacts_on
from catalogue.unit_actions import save_membership, save_unit
from catalogue.unit_tree import UnitTree


class UnitList(PermissionRequiredMixin, TemplateView):
    permission_required = "catalogue.view_unit"
    template_name = "catalogue/unit_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tree = UnitTree.load()
        units = {unit.pk: unit for unit in Unit.objects.without_tree_fields()}
        counts = by_unit(visible_measures(self.request.user), tree)
        rows = [(units[node.pk], depth, counts.get(node.pk, 0)) for node, depth in tree.walk()]
        return super().get_context_data(rows=rows, **kwargs)


class UnitDetail(PermissionRequiredMixin, DetailView):
    permission_required: str | tuple[str, ...] = "catalogue.view_unit"
    template_name = "catalogue/unit_detail.html"
    queryset = Unit.objects.select_related("parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit = self.object
        may_see_people = self.request.user.has_perm("accounts.view_user")
        kwargs.setdefault("membership_form", MembershipForm())
        return super().get_context_data(
            measures=visible_measures(self.request.user).for_units(Unit.objects.filter(pk=unit.pk)).count(),
            below=unit.children.all(),
            contacts=contacts_on(timezone.localdate()).filter(unit=unit),
            memberships=unit.memberships.select_related("user").order_by("valid_until", "user__function")
            if may_see_people
            else None,
            **kwargs,
        )


class UnitUpdate(PermissionRequiredMixin, UpdateView):
    permission_required = "catalogue.change_unit"
    model = Unit
    form_class = UnitForm
    template_name = "catalogue/unit_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            unit = save_unit(
                unit=form.instance,
                fields=form.unit_fields(),
                by=self.request.user,
                reason=form.cleaned_data["reason"],
                day=timezone.localdate(),
            )
        except ValidationError as error:
            form.add_error(None, _for_form(error, form))
            return self.form_invalid(form)
        messages.success(self.request, f"{unit} ist gespeichert.")
        return redirect("catalogue:unit-detail", unit.slug)


class UnitCreate(UnitUpdate):
    """The same form for a unit there is not yet."""

    permission_required = "catalogue.add_unit"

    def get_object(self, queryset: Any = None) -> Any:
        return None


def _for_form(error: ValidationError, form: Any) -> Any:
    """Return the error with fields that the form does not show told at its head."""
    told: dict[str | None, list[Any]] = {}
    for name, errors in error.error_dict.items():
        told.setdefault(name if name in form.fields else "__all__", []).extend(errors)
    return told


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
            by=request.user,
        )
        messages.success(request, f"{membership.user} gehört noch bis {last:%d.%m.%Y} zu {membership.unit}.")
        return redirect("catalogue:unit-detail", slug)
