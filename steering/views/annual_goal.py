"""The form of an annual goal, and what is done with one: waived, proposed as a measure, struck."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from catalogue.views.measure_edit import ADD_ROW
from catalogue.views.reference import tell
from steering.models import AnnualGoal
from steering.talks import goal_actions as actions
from steering.talks.goal_form import GoalForm
from steering.talks.goal_rows import INDICATORS
from steering.talks.preparation import unit_measures
from steering.talks.proposing import propose_measure
from steering.talks.talk_actions import settled
from steering.talks.talk_forms import WaiverForm
from steering.views.goal_talk import OfPartner, TalkDetail


class GoalPage(OfPartner):
    """A page with the form of a goal, there already or new."""

    @cached_property
    def goal(self) -> AnnualGoal:
        raise NotImplementedError

    offered: AnnualGoal | None = None

    @property
    def draft_key(self) -> str:
        """Return under which name the browser keeps what a person has typed but not saved."""
        return f"entwurf:{self.request.user.pk}:ziel-{self.talk.pk}-{self.goal.pk or 'neu'}"

    def form(self, data: Any = None, *, is_draft: bool = False) -> GoalForm:
        user = self.request.user
        return GoalForm(data, goal=self.goal, user=user, offered=self.offered, is_draft=is_draft)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.talk.takes_goals:
            messages.error(request, settled(self.talk))
            return self.back()
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if ADD_ROW in request.POST:
            return self.show_another_row(form)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            goal = actions.save_goal(
                self.goal,
                form.goal_fields(),
                measures=form.cleaned_data["measures"],
                steps=form.steps.said(),
                indicators=form.indicators.said(),
                by=request.user,
            )
        except ValidationError as error:
            tell(form, error)
            return self.show(form, status=422)
        messages.success(request, "Das Jahresziel ist gespeichert.", extra_tags=self.draft_key)
        return self.back(f"#ziel-{goal.pk}")

    def show_another_row(self, form: GoalForm) -> HttpResponse:
        """Show the form again with everything typed so far and one more row, unjudged."""
        prefix = self.request.POST[ADD_ROW]
        again = self.form(form.with_another_row(prefix), is_draft=True)
        rows, first = (again.indicators, "name") if prefix == INDICATORS else (again.steps, "text")
        rows.forms[-1].fields[first].widget.attrs["autofocus"] = True
        return self.show(again)

    def show(self, form: GoalForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "goal": self.goal,
            "talk": self.talk,
            "measures": unit_measures(self.talk.unit, self.request.user),
            "draft_key": self.draft_key,
            "hide_optional": True,
        }
        return render(self.request, "steering/goal_form.html", context, status=status)


class GoalCreate(GoalPage):
    @cached_property
    def goal(self) -> AnnualGoal:
        return AnnualGoal(talk=self.talk)

    @cached_property
    def offered(self) -> AnnualGoal | None:  # type: ignore[override]
        """Return the earlier goal that the person wants to continue."""
        asked = self.request.GET.get("fuehrt-fort", "")
        rows = AnnualGoal.objects.filter(talk__unit=self.talk.unit_id, talk__year__lt=self.talk.year)
        return rows.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None


class OfGoal(OfPartner):
    """A view about one goal of the talk."""

    @cached_property
    def goal(self) -> AnnualGoal:
        rows = AnnualGoal.objects.select_related("talk__unit", "continues__talk", "proposal")
        return get_object_or_404(rows, talk=self.talk, pk=self.kwargs["goal"])


class GoalUpdate(OfGoal, GoalPage):
    pass


class GoalStep(OfGoal):
    """Something done with a goal by a button; a form that is wrong shows the talk's page again."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.back(f"#ziel-{self.goal.pk}")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        anchor = f"#ziel-{self.goal.pk}"
        try:
            messages.success(request, self.carry_out())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back(anchor)

    def carry_out(self) -> str:
        raise NotImplementedError


class GoalPropose(GoalStep):
    def carry_out(self) -> str:
        propose_measure(self.goal, by=self.request.user)
        return "Das Ziel ist als Maßnahme vorgeschlagen. Die Koordination entscheidet darüber."


class GoalRemove(GoalStep):
    def carry_out(self) -> str:
        actions.remove_goal(self.goal)
        return "Das Jahresziel ist gestrichen."


class GoalWaive(OfGoal, TalkDetail):
    """Says why a goal is verifiable enough as it is."""

    permission_required: Any = OfPartner.permission_required

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back(f"#ziel-{self.goal.pk}")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = WaiverForm(request.POST, prefix=f"verzicht-{self.goal.pk}")
        if form.is_valid():
            try:
                actions.waive(self.goal, form.cleaned_data["reason"])
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.success(request, "Der Grund ist festgehalten.")
            return self.back(f"#ziel-{self.goal.pk}")
        context = self.get_context_data(waiver=(self.goal.pk, form))
        return self.render_to_response(context, status=422)
