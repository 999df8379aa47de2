"""The board of Zielgespräche; planning, moving and calling off one; its calendar entry and its points."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from catalogue.models import Unit
from catalogue.views.reference import ReferenceSave, tell
from integration.seen_forms import LockedPost
from integration.texts import clean_text
from steering.calendar_entry import CONTENT_TYPE, calendar_entry, method_of
from steering.minutes.rich_text import to_html
from steering.models import GoalTalk, TalkPoint
from steering.talks import talk_actions as actions
from steering.talks.cycle import Board, years
from steering.talks.preparation import Preparation
from steering.talks.talk_forms import (
    AmendmentForm,
    CancelForm,
    ConfirmForm,
    EntryForm,
    MinutesForm,
    PointForm,
    TalkForm,
)
from steering.talks.talk_page import TalkPage


class TalkBoard(PermissionRequiredMixin, TemplateView):
    permission_required = "steering.view_goaltalk"
    template_name = "steering/goal_talk_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, timezone.localdate()
        known = years(user, today=today)
        asked = self.request.GET.get("jahr", "")
        year = int(asked) if asked.isdecimal() and int(asked[:5]) in known else today.year
        return super().get_context_data(
            board=Board(user, year, today=today), year=year, years=known, today=today, **kwargs
        )


class OfTalk(PermissionRequiredMixin, View):
    """A view about one talk that the person sees."""

    permission_required: Any = "steering.view_goaltalk"

    @cached_property
    def talk(self) -> GoalTalk:
        rows = self.talks().select_related("unit")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def talks(self) -> Any:
        return GoalTalk.objects.visible_to(self.request.user)

    def back(self, anchor: str = "") -> HttpResponse:
        return redirect(reverse("steering:goal-talk-detail", args=[self.talk.pk]) + anchor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("talk", self.talk)
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context


class OfPartner(OfTalk):
    """A view in which both partners write."""

    permission_required: Any = ("steering.view_goaltalk", "steering.change_annualgoal")

    def talks(self) -> Any:
        return GoalTalk.objects.editable_by(self.request.user)


class OfOffice(OfTalk):
    permission_required: Any = ("steering.view_goaltalk", "steering.change_goaltalk")


class TalkDetail(OfTalk, TemplateView):
    template_name = "steering/goal_talk_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = TalkPage(self.talk, self.request.user, today=timezone.localdate())
        kwargs.setdefault("point_form", PointForm(both_sides=page.is_office, prefix="punkt"))
        kwargs.setdefault("amendment_form", AmendmentForm(prefix="aenderung"))
        if self.talk.takes_goals and not page.obstacle:
            seen = {"seen": page.sha256}
            kwargs.setdefault("confirm_form", ConfirmForm(sides=page.sides, initial=seen))
            kwargs.setdefault("entry_form", EntryForm(prefix="eintrag", initial=seen))
        return super().get_context_data(
            page=page, minutes=to_html(self.talk.minutes), hide_optional=True, **kwargs
        )


class TalkPreparation(OfTalk, TemplateView):
    template_name = "steering/goal_talk_preparation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = TalkPage(self.talk, self.request.user, today=timezone.localdate())
        preparation = Preparation(self.talk, self.request.user, now=timezone.now())
        form = PointForm(both_sides=page.is_office, prefix="punkt")
        return super().get_context_data(
            page=page,
            preparation=preparation,
            today=page.today,
            point_form=form,
            hide_optional=True,
            **kwargs,
        )


class TalkUpdate(ReferenceSave):
    permission_required = "steering.change_goaltalk"
    template_name = "steering/goal_talk_form.html"
    form_class: Any = TalkForm
    heading = "Termin ändern"

    def get_queryset(self) -> QuerySet[GoalTalk]:
        return GoalTalk.objects.select_related("unit")

    def save(self, form: Any) -> GoalTalk:
        return actions.save_talk(form.instance, form.appointment_fields(), by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        units = Unit.objects.valid(on=timezone.localdate()).without_tree_fields() if not self.object else []
        return super().get_context_data(heading=self.heading, talk=self.object, units=units, **kwargs)

    def get_success_url(self) -> str:
        return reverse("steering:goal-talk-detail", args=[self.object.pk])


class TalkMinutes(ReferenceSave):
    """The minutes of a talk, by either partner."""

    permission_required = "steering.change_annualgoal"
    template_name = "steering/goal_talk_minutes.html"
    form_class: Any = MinutesForm

    def get_queryset(self) -> QuerySet[GoalTalk]:
        return GoalTalk.objects.editable_by(self.request.user).select_related("unit")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        talk = self.get_object()
        if not talk.takes_goals:
            messages.error(request, actions.settled(talk))
            return redirect("steering:goal-talk-detail", talk.pk)
        return super().get(request, *args, **kwargs)

    def save(self, form: Any) -> GoalTalk:
        return actions.write_minutes(form.instance, form.row_fields(), by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(talk=self.object, hide_optional=True, **kwargs)

    def get_success_url(self) -> str:
        return reverse("steering:goal-talk-detail", args=[self.object.pk]) + "#protokoll"


class TalkCreate(TalkUpdate):
    """The same form for a talk there is not yet; the board's link names unit and year."""

    heading = "Zielgespräch planen"

    def get_object(self, queryset: Any = None) -> Any:
        return None

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        unit = Unit.objects.filter(slug=clean_text(asked.get("stelle", ""))).first()
        year = asked.get("jahr", "")
        return {
            "unit": str(unit or ""),
            "year": int(year) if year.isdecimal() and len(year) == 4 else timezone.localdate().year,
            "begins": dt.time(10),
            "ends": dt.time(11, 30),
        }

    def save(self, form: Any) -> GoalTalk:
        self.object = super().save(form)
        return self.object


class TalkCancel(OfOffice, LockedPost, FormView):
    template_name = "steering/goal_talk_cancel.html"
    form_class = CancelForm

    def form_valid(self, form: CancelForm) -> HttpResponse:
        try:
            actions.cancel(self.talk, form.cleaned_data["reason"], by=self.request.user)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"{self.talk} ist abgesagt.")
        return self.back()


class TalkStep(OfOffice):
    """One step of the cycle that a person takes by a button."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.carry_out())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back()

    def carry_out(self) -> str:
        raise NotImplementedError


class TalkPrepare(TalkStep):
    def carry_out(self) -> str:
        actions.prepare(self.talk, by=self.request.user)
        return "Das Gespräch ist vorbereitet."


class TalkHold(TalkStep):
    def carry_out(self) -> str:
        actions.hold(self.talk, by=self.request.user)
        return "Vermerkt: Das Gespräch wurde geführt."


class TalkCalendar(OfTalk):
    """The calendar entry, for the person who asks."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        talk: GoalTalk = self.talk
        link = request.build_absolute_uri(reverse("steering:goal-talk-detail", args=[talk.pk]))
        text = "\n".join(filter(None, [str(talk), talk.participants, link]))
        entry = calendar_entry(
            talk,
            sequence=talk.sequence,
            attendee=getattr(request.user, "email", ""),
            text=text,
            at=timezone.now(),
            host="Koordination",
        )
        headers = {"Content-Disposition": f'attachment; filename="Zielgespraech_{talk.day:%Y-%m-%d}.ics"'}
        kind = f"{CONTENT_TYPE}; method={method_of(talk)}; charset=utf-8"
        return HttpResponse(entry, content_type=kind, headers=headers)


class PointCreate(OfPartner, TalkDetail):
    """Notes a point; a faulty one shows the talk's page again."""

    permission_required: Any = ("steering.view_goaltalk", "steering.change_annualgoal")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back("#punkte")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        office = request.user.has_perm("steering.change_goaltalk")
        form = PointForm(request.POST, both_sides=office, prefix="punkt")
        if self.talk and form.is_valid():
            try:
                actions.add_point(self.talk, form.chosen_side(), form.cleaned_data["text"], by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "Der Punkt ist vorgemerkt.")
                return self.back("#punkte")
        return self.render_to_response(self.get_context_data(point_form=form))


class PointRemove(OfPartner):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.back("#punkte")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        point = get_object_or_404(
            TalkPoint.objects.select_related("talk"), talk=self.talk, pk=kwargs["point"]
        )
        try:
            actions.remove_point(point)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Der Punkt ist gestrichen.")
        return self.back("#punkte")
