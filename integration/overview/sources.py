"""What is asked of a person by a day: a function for each kind, which yields that person's rows.

A unit's people see all that is asked of the unit; the Koordination what others are late with, and what is
asked of nobody else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from catalogue.models import (
    Answer,
    Clarification,
    Extract,
    FollowUp,
    MeasureVersion,
    Responsibility,
    UnitReturn,
)
from catalogue.models.version import end_of
from catalogue.upkeep.worklist import months_before
from catalogue.vocabulary import Role, Status
from integration.barriers.models import BarrierReport
from integration.overview.dated import Found
from integration.overview.reader import Reader
from steering.assignments.follow_ups import visible_follow_ups
from steering.models import (
    AgendaItem,
    AgreementConfirmation,
    AgreementEdition,
    AnnualGoal,
    Assignment,
    GoalStep,
    GoalTalk,
    Indicator,
    Meeting,
    ReportSection,
    Review,
    Side,
    Takeover,
)
from steering.models.annual_goal import DUE_DAYS
from steering.models.goal_talk import GoalTalkQuerySet

AHEAD = dt.timedelta(days=DUE_DAYS)  # how long before its day a thing is told that was only planned
_NONE = Q(pk__in=())


def _short(unit: str) -> Coalesce:
    """Return a unit's code, or its name where it has none."""
    return Coalesce(NullIf(F(f"{unit}__code"), Value("")), F(f"{unit}__name"))


def _full(unit: str) -> Trim:
    return Trim(Concat(f"{unit}__code", Value(" "), f"{unit}__name"))


def _late_or_own(reader: Reader, unit: str, day: str = "due") -> Q:
    """Return the condition that the office sees what is late, a unit's people all that is theirs."""
    late = Q(**{f"{day}__lt": reader.today}) if reader.is_office else _NONE
    return late | (Q(**{f"{unit}__in": reader.reach}) if reader.reach else _NONE)


def extracts(reader: Reader) -> Iterator[Found]:
    if reader.reach:
        begun = Case(When(started_at=None, then=Value("noch nicht begonnen")), default=Value("begonnen"))
        yield Found(Extract.objects.outstanding().filter(unit__in=reader.reach), _full("unit"), who=begun)


def answers(reader: Reader) -> Iterator[Found]:
    wanted = _late_or_own(reader, "unit") | (Q(unit=None) if reader.is_office else _NONE)
    measures = reader.versions.order_by().values("measure")
    rows = Clarification.objects.open().filter(wanted, due__isnull=False, measure__in=measures)
    if reader.is_office or reader.reach:
        yield Found(rows, F("question"), F("measure__number"), _short("unit"))


def assignments(reader: Reader) -> Iterator[Found]:
    rows = Assignment.objects.answerable_by(reader.user).running().filter(_late_or_own(reader, "unit"))
    if reader.is_office or reader.reach:
        yield Found(rows, F("task"), who=_short("unit"))


def follow_ups(reader: Reader) -> Iterator[Found]:
    if reader.user.has_perm("catalogue.add_followup"):
        measures = reader.versions.order_by().values("measure")
        rows = FollowUp.objects.visible_to(reader.user).due(on=reader.today).filter(measure__in=measures)
        yield Found(rows, F("reason"), F("measure__number"), F("by_function"))


def follow_ups_of_assignments(reader: Reader) -> Iterator[Found]:
    if reader.user.has_perm("catalogue.add_followup"):
        rows = visible_follow_ups(reader.user).filter(done_at=None, due__lte=reader.today)
        yield Found(rows, F("reason"), F("assignment"), _short("assignment__unit"))


def next_steps(reader: Reader) -> Iterator[Found]:
    """The next steps that measures name; Koordination those of all that have passed."""
    day, rows = "next_step_date", MeasureVersion.objects.none()
    if reader.is_office:
        rows = reader.versions.filter(next_step_date__lt=reader.today)
    elif reader.reach:
        rows = reader.own_versions.filter(next_step_date__lte=reader.today + AHEAD)
    if reader.is_office or reader.reach:
        text = KeyTextTransform("next_step", "stored__data")
        yield Found(rows.exclude(status=Status.DROPPED), Coalesce(text, Value("")), F("number"), day=day)


def goal_steps(reader: Reader) -> Iterator[Found]:
    rows = GoalStep.objects.editable_by(reader.user).open().filter(due__lte=reader.today + AHEAD)
    if reader.is_office or reader.reach:
        own = _late_or_own(reader, "goal__talk__unit")
        yield Found(rows.filter(own), F("text"), F("goal__talk"), _short("goal__talk__unit"))


def values(reader: Reader) -> Iterator[Found]:
    wanted = (Indicator.Standing.OVERDUE, Indicator.Standing.DUE)
    rows = Indicator.objects.editable_by(reader.user).in_force().filter(due__lte=reader.today + AHEAD)
    if reader.is_office or reader.reach:
        rows = rows.filter(_late_or_own(reader, "goal__talk__unit")).with_standing(on=reader.today)
        yield Found(rows.filter(Q(standing__in=wanted)), F("name"), who=_short("goal__talk__unit"))


def sections(reader: Reader) -> Iterator[Found]:
    rows = ReportSection.objects.asked().editable_by(reader.user).filter(_late_or_own(reader, "unit"))
    if reader.is_office or reader.reach:
        yield Found(rows.filter(due__isnull=False), F("kind"), F("report"), _short("unit"))


def talks(reader: Reader) -> Iterator[Found]:
    """The next talk: of the person's units, for the office of all."""
    if reader.is_office or reader.reach:
        rows = GoalTalk.objects.filter(state__in=_TO_COME, starts_at__gte=reader.now)
        rows = rows if reader.is_office else rows.filter(unit__in=reader.reach)
        nearest = rows.order_by("starts_at", "pk").values("pk")[:1]
        next_one = GoalTalk.objects.filter(pk__in=nearest)
        yield Found(next_one, F("place"), F("year"), _full("unit"), "starts_at", is_moment=True)


def passed_talks(reader: Reader) -> Iterator[Found]:
    """Talks whose day has passed and of which nobody noted that they were held."""
    if reader.is_office:
        rows = GoalTalk.objects.filter(state__in=_TO_COME, starts_at__lt=reader.now)
        yield Found(rows, number=F("year"), who=_full("unit"), day="starts_at", is_moment=True)


def confirmations(reader: Reader) -> Iterator[Found]:
    """Agreements that the unit for which the person speaks has not confirmed as they read now."""
    if reader.reach:
        yield _to_confirm(GoalTalk.objects.filter(unit__in=reader.reach), Side.UNIT)


def confirmations_of_office(reader: Reader) -> Iterator[Found]:
    if reader.is_office:
        yield _to_confirm(GoalTalk.objects.all(), Side.COORDINATION)


def _to_confirm(talks: GoalTalkQuerySet, side: Side) -> Found:
    """Return what a side has not confirmed since the last edition. That words were changed after it did, no
    table tells: reminders do, which read every agreement."""
    later = AgreementEdition.objects.filter(talk=OuterRef("talk"), at__gte=OuterRef("at"))
    done = AgreementConfirmation.objects.filter(~Exists(later), talk=OuterRef("pk"), side=side)
    goals = AnnualGoal.objects.filter(talk=OuterRef("pk"))
    rows = talks.filter(Q(state=GoalTalk.State.HELD) | ~Q(amendment=""), Exists(goals), ~Exists(done))
    return Found(rows, _full("unit"), F("year"), day="starts_at", is_moment=True)


def checks(reader: Reader) -> Iterator[Found]:
    rows = GoalTalk.objects.editable_by(reader.user).filter(state=GoalTalk.State.AGREED)
    if reader.is_office or reader.reach:
        rows = rows.filter(check_until__lte=reader.today + AHEAD)
        yield Found(rows, number=F("year"), who=_full("unit"), day="check_until")


def takeovers(reader: Reader) -> Iterator[Found]:
    """What somebody who left has handed to the person, as long as it is not acknowledged."""
    rows = Takeover.objects.open().of(reader.user)
    yield Found(rows, F("departure__function"), day="departure__at", is_moment=True)


def barriers(reader: Reader) -> Iterator[Found]:
    """What people told of barriers and nobody has answered; its day is that of the report."""
    if reader.user.has_perm("barriers.change_barrierreport"):
        yield Found(BarrierReport.objects.open(), F("problem"), who=F("page"), day="at", is_moment=True)


def reviews(reader: Reader) -> Iterator[Found]:
    """Stellungnahmen that the coming meetings ask of the person's units (as `steering.reviews` says it)."""
    if not reader.reach or reader.is_office:
        return
    of_measure = Responsibility.objects.filter(version__measure=OuterRef("measure"), version__valid_to=None)
    of_measure = of_measure.exclude(version__status=Status.DROPPED)
    leads = of_measure.filter(role=Role.LEAD)
    own = Q(unit__in=reader.reach)
    asked = Exists(leads.filter(own)) | (~Exists(leads) & Exists(of_measure.filter(own, role=Role.INVOLVED)))
    said = Review.objects.filter(measure=OuterRef("measure"), meeting=OuterRef("agendaitem__meeting"))
    fresh = Answer.objects.filter(  # spares the Stellungnahme
        measure=OuterRef("measure"),
        unit_return__unit__in=reader.reach,
        unit_return__state__in=(UnitReturn.State.SENT, UnitReturn.State.DECIDED),
        unit_return__sent_at__gte=end_of(months_before(reader.today, settings.STALE_AFTER_MONTHS)),
    )
    rows = AgendaItem.measures.through.objects.filter(
        asked,
        ~Exists(said.filter(unit__in=reader.reach)),
        ~Exists(fresh),
        agendaitem__state=AgendaItem.State.ACCEPTED,
        agendaitem__meeting__starts_at__gte=reader.now,
        agendaitem__meeting__state__in=(Meeting.State.PLANNED, Meeting.State.INVITED),
    )
    yield Found(
        rows,
        F("agendaitem__title"),
        F("measure__number"),
        day="agendaitem__meeting__starts_at",
        is_moment=True,
    )


_TO_COME = (GoalTalk.State.PLANNED, GoalTalk.State.PREPARED)
SOURCES = {
    "rueckmeldung": extracts,
    "antwort": answers,
    "auftrag": assignments,
    "vorlage": follow_ups,
    "vorlage-auftrag": follow_ups_of_assignments,
    "schritt": next_steps,
    "jahresschritt": goal_steps,
    "wert": values,
    "abschnitt": sections,
    "gespraech": talks,
    "gespraech-vorbei": passed_talks,
    "bestaetigung": confirmations,
    "bestaetigung-amt": confirmations_of_office,
    "zwischenstand": checks,
    "stellungnahme": reviews,
    "uebernahme": takeovers,
    "barriere": barriers,
}
