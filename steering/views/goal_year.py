"""An agreement in its year: steps done, the mid-year check, the evaluation, what goes into the next one."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView, View

from integration.seen_forms import LockedPost
from steering.minutes.rich_text import to_html
from steering.models import AnnualGoal, GoalStep, GoalTalk
from steering.year import year_actions as actions
from steering.year.carrying import carry_over
from steering.year.goal_steps import StepFilter
from steering.year.goal_year import YearPage
from steering.year.year_forms import CheckForm, EvaluationForm, ReopenForm

PER_PAGE = 50
_WRITE = "steering.change_annualgoal"


class OfAgreement(PermissionRequiredMixin, LockedPost, View):
    """A view of an agreement that both partners confirmed; only they may write, others read."""

    permission_required = "steering.view_goaltalk"

    def has_permission(self) -> bool:
        reads = self.request.method != "POST"
        return super().has_permission() and (reads or self.request.user.has_perm(_WRITE))

    @cached_property
    def talk(self) -> GoalTalk:
        asks = GoalTalk.objects.editable_by if self.request.method == "POST" else GoalTalk.objects.visible_to
        rows = asks(self.request.user).filter(state__in=GoalTalk.AGREED_STATES).select_related("unit")
        return get_object_or_404(rows, **self.asked())

    def asked(self) -> dict[str, Any]:
        return {"pk": self.kwargs["pk"]}

    @cached_property
    def may_write(self) -> bool:
        """Tell whether the person is a partner of the agreement, whatever its state."""
        return GoalTalk.objects.editable_by(self.request.user).filter(pk=self.talk.pk).exists()

    def carried_out(self, act: Any, done: str) -> bool:
        """Do it and say so; what stands against it becomes the message."""
        try:
            act()
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return False
        messages.success(self.request, done)
        return True


class StepList(PermissionRequiredMixin, TemplateView):
    """Steps of agreements in force across units, what is late first."""

    permission_required = "steering.view_goaltalk"
    template_name = "steering/goal_step_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, form = timezone.localdate(), StepFilter(self.request.GET)
        rows = form.chosen(GoalStep.objects.visible_to(self.request.user), today)
        rows = rows.select_related("goal__talk__unit")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        mine = GoalTalk.objects.editable_by(self.request.user).filter(state__in=GoalTalk.IN_FORCE)
        partner_of = set(mine.order_by().values_list("pk", flat=True))
        return super().get_context_data(
            form=form,
            chosen=form,
            page=page,
            shown=[(step, step.goal.talk_id in partner_of) for step in page.object_list],
            today=today,
            hide_optional=True,
            **kwargs,
        )


class StepSettle(OfAgreement):
    """Says that a step is done, or with `offen` that it is not after all."""

    @cached_property
    def step(self) -> GoalStep:
        return get_object_or_404(GoalStep.objects.filter(goal__talk=self.talk), pk=self.kwargs["pk"])

    def asked(self) -> dict[str, Any]:
        return {"goals__steps": self.kwargs["pk"]}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("steering:goal-talk-detail", self.talk.pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = "offen" not in request.POST
        sentence = "Als erledigt vermerkt." if done else "Wieder offen."
        self.carried_out(lambda: actions.settle_step(self.step, done=done, by=request.user), sentence)
        asked = request.POST.get("zurueck", "")
        is_own = url_has_allowed_host_and_scheme(asked, None) and asked.startswith("/")
        return redirect(asked if is_own else reverse("steering:goal-talk-detail", args=[self.talk.pk]))


class TalkCheck(OfAgreement, TemplateView):
    """The mid-year check in one page: every goal as it stands, and a note."""

    template_name = "steering/talk_check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        talk = self.talk
        kwargs.setdefault("form", CheckForm(instance=talk))
        may_check = self.may_write and talk.state in GoalTalk.IN_FORCE
        note, page = to_html(talk.check_note), YearPage(talk)
        return super().get_context_data(talk=talk, page=page, note=note, may_check=may_check, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CheckForm(request.POST, instance=self.talk)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        note = form.cleaned_data["check_note"]
        done = "Der Zwischenstand ist festgehalten."
        if self.carried_out(lambda: actions.check(self.talk, note, by=request.user), done):
            return redirect("steering:goal-talk-detail", self.talk.pk)
        return redirect("steering:talk-check", self.talk.pk)


class TalkEvaluation(OfAgreement, TemplateView):
    """What came of every goal, actual against target, and what follows."""

    template_name = "steering/talk_evaluation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ReopenForm())
        return super().get_context_data(
            talk=self.talk,
            page=YearPage(self.talk),
            may_write=self.may_write,
            may_evaluate=self.may_write and self.talk.state in GoalTalk.IN_FORCE,
            may_reopen=self.may_write and self.talk.state == GoalTalk.State.EVALUATED,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close the evaluation; the last goal does so by itself unless the evaluation was reopened."""
        close = "Die Auswertung ist abgeschlossen."
        self.carried_out(lambda: actions.close_evaluation(self.talk, by=request.user), close)
        return redirect("steering:talk-evaluation", self.talk.pk)


class EvaluationReopen(TalkEvaluation):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("steering:talk-evaluation", self.talk.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReopenForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        reason = form.cleaned_data["reason"]
        again = "Die Auswertung ist wieder offen."
        self.carried_out(lambda: actions.reopen_evaluation(self.talk, reason, by=request.user), again)
        return redirect("steering:talk-evaluation", self.talk.pk)


class OfGoal(OfAgreement):
    @cached_property
    def goal(self) -> AnnualGoal:
        return get_object_or_404(self.talk.goals.all(), pk=self.kwargs["goal"])


class GoalEvaluation(OfGoal, TemplateView):
    """One goal: its values beside what was agreed, how far it was reached, and what follows."""

    template_name = "steering/goal_evaluation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", EvaluationForm(instance=self.goal))
        may_evaluate = self.may_write and self.talk.state in GoalTalk.IN_FORCE
        shown = {"talk": self.talk, "goal": self.goal, "page": YearPage(self.talk)}
        return super().get_context_data(**{**kwargs, **shown, "may_evaluate": may_evaluate})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = EvaluationForm(request.POST, instance=self.goal)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        cleaned = form.cleaned_data
        said = {
            "attainment": cleaned["attainment"],
            "because": cleaned["attainment_because"],
            "consequence": cleaned["consequence"],
        }
        done = f"Ausgewertet: {self.goal.text[:80]}"
        self.carried_out(lambda: actions.evaluate(self.goal, **said, by=request.user), done)
        return redirect("steering:talk-evaluation", self.talk.pk)


class GoalCarry(OfGoal):
    """Drafts a goal anew in next year's talk."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return redirect("steering:talk-evaluation", self.talk.pk)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            draft = carry_over(self.goal, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("steering:talk-evaluation", self.talk.pk)
        messages.success(request, f"Das Ziel steht als Entwurf im {draft.talk}.")
        return redirect(f"{reverse('steering:goal-talk-detail', args=[draft.talk_id])}#ziel-{draft.pk}")
