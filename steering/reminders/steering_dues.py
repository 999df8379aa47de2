"""What the Steuerungsgruppe and the goal agreements ask of people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from catalogue.extracts.extract_board import topmost
from catalogue.models.version import end_of
from catalogue.reference.unit_tree import UnitTree
from steering import cadence
from steering.freezing import checksum
from steering.models import (
    Assignment,
    AssignmentFollowUp,
    GoalStep,
    GoalTalk,
    Indicator,
    Meeting,
    Side,
)
from steering.reminders.due import AHEAD, Bundle, Due, Stage, dated, named, overdue, short
from steering.talks import cycle
from steering.talks.agreement_actions import standing
from steering.talks.agreement_record import record_of

_IN_FORCE = (GoalTalk.State.AGREED, GoalTalk.State.CHECKED)


def assignments(today: dt.date) -> Iterator[Due]:
    """Aufträge that run, for the unit; the Koordination hears of those that are late."""
    late = Bundle("Aufträge der Steuerungsgruppe sind überfällig", reverse("steering:assignment-list"))
    rows = Assignment.objects.running().filter(due__lte=today + AHEAD).select_related("unit")
    for one in rows:
        key, path = f"auftrag:{one.pk}", reverse("steering:assignment-detail", args=[one.pk])
        text = f"Auftrag der Steuerungsgruppe: {short(one.task)}"
        yield dated(key, one.due, today, text=text, path=path, unit=one.unit_id)
        if one.due < today:
            item = named(one.unit)
            text = f"Der Auftrag an {item} ist überfällig: {short(one.task)}"
            yield overdue(key, one.due, text=text, path=path, bundle=late, item=item)


def wishes(today: dt.date) -> Iterator[Due]:
    """Wishes for more time on an Auftrag, for the Koordination to decide."""
    path = f"{reverse('steering:assignment-list')}?stand=verlaengerung"
    several = Bundle("Stellen bitten um mehr Zeit für einen Auftrag", path)
    rows = Assignment.objects.running().filter(wished_due__isnull=False).select_related("unit")
    for one in rows.order_by("due", "pk"):
        until = f"{one.wished_due:%d.%m.%Y}"
        yield Due(
            f"verlaengerung:{one.pk}:{one.wished_due:%Y-%m-%d}",
            text=f"{named(one.unit)} bittet um Verlängerung bis {until}: {short(one.task)}",
            path=reverse("steering:assignment-detail", args=[one.pk]),
            stage=Stage.DUE,
            bundle=several,
            item=f"{named(one.unit)} bis {until}",
        )


def follow_ups(today: dt.date) -> Iterator[Due]:
    """Wiedervorlagen of Aufträge, for whoever set them."""
    for one in AssignmentFollowUp.objects.due(on=today).select_related("assignment__unit"):
        task = one.assignment
        about = f"zum Auftrag an {named(task.unit)}: {short(one.reason)}"
        yield Due(
            f"wiedervorlage-auftrag:{one.pk}:{one.due:%Y-%m-%d}",
            text=f"Wiedervorlage vom {one.due:%d.%m.%Y} {about}",
            path=reverse("steering:assignment-detail", args=[task.pk]),
            stage=Stage.DUE,
            person=one.by_id,
        )


def values(today: dt.date) -> Iterator[Due]:
    """Values of indicators that an agreement in force asks for by a day."""
    rows = Indicator.objects.overdue(on=today + AHEAD + dt.timedelta(days=1))
    for one in rows.select_related("goal__talk__unit").order_by("due", "pk"):
        yield dated(
            f"indikator:{one.pk}",
            one.due or today,
            today,
            text=f"Wert des Indikators „{short(one.name, 80)}“ ({one.goal.talk})",
            path=reverse("steering:indicator-detail", args=[one.pk]),
            unit=one.goal.talk.unit_id,
        )


def steps(today: dt.date) -> Iterator[Due]:
    """Steps towards a goal that are not done."""
    rows = GoalStep.objects.filter(
        due__lte=today + AHEAD, done_on__isnull=True, goal__talk__state__in=_IN_FORCE
    )
    for one in rows.select_related("goal__talk__unit").order_by("due", "pk"):
        yield dated(
            f"schritt:{one.pk}",
            one.due or today,
            today,
            text=f"Schritt zum Jahresziel: {short(one.text)} ({one.goal.talk})",
            path=reverse("steering:goal-talk-detail", args=[one.goal.talk_id]),
            unit=one.goal.talk.unit_id,
        )


def missing_talks(today: dt.date) -> Iterator[Due]:
    """Units that have measures and, when it should stand in the calendar, no talk for the year."""
    if not cycle.missing(today.year, on=today):
        return
    path = reverse("steering:goal-talk-list")
    several = Bundle(f"Zielgespräche für {today.year} sind noch nicht geplant", path)
    planned = set(
        GoalTalk.objects.standing().filter(year=today.year).order_by().values_list("unit", flat=True)
    )
    tree = UnitTree.load()
    for unit in topmost():
        if not planned & set(tree.below(unit.pk)):
            yield Due(
                f"gespraech-fehlt:{unit.pk}:{today.year}",
                text=f"Mit {unit} ist für {today.year} kein Zielgespräch geplant",
                path=path,
                stage=Stage.DUE,
                bundle=several,
                item=named(unit),
            )


def late_talks(today: dt.date) -> Iterator[Due]:
    """Talks whose next step is late; both partners hear of what both owe."""
    rows = GoalTalk.objects.standing().filter(year__gte=today.year - 1).select_related("unit")
    for talk in rows.prefetch_related("confirmations").order_by("unit__slug", "pk"):
        if sentence := cycle.lateness(talk, on=today):
            for side in _owing(talk):
                yield _of_talk(talk, side, sentence, Stage.DUE, f"{talk.state}:{talk.day:%Y-%m-%d}")


def confirmations(today: dt.date) -> Iterator[Due]:
    """Agreements that one partner has confirmed as they read now and the other has not.

    What each of them says is read anew: they are few, for most are soon confirmed by both.
    """
    rows = GoalTalk.objects.standing().filter(confirmations__isnull=False).distinct().select_related("unit")
    for talk in rows.prefetch_related("confirmations").order_by("unit__slug", "pk"):
        if talk.takes_goals and not talk.is_open and len(sides := _unconfirmed(talk)) == 1:
            sentence = "Die andere Seite hat die Zielvereinbarung bestätigt; Ihre Bestätigung fehlt noch."
            yield _of_talk(talk, sides[0], sentence, Stage.NOTE, checksum(record_of(talk))[:12])


def _of_talk(talk: GoalTalk, side: Side, sentence: str, stage: Stage, what: str) -> Due:
    path = reverse("steering:goal-talk-list")
    return Due(
        f"gespraech:{talk.pk}:{what}:{side}:{stage}",
        text=f"{talk}: {sentence}",
        path=reverse("steering:goal-talk-detail", args=[talk.pk]),
        stage=stage,
        unit=talk.unit_id if side == Side.UNIT else None,
        bundle=Bundle("Zielgespräche warten auf den nächsten Schritt", path),
        item=f"{named(talk.unit)} ({talk.year})",
    )


def _owing(talk: GoalTalk) -> list[Side]:
    """Return who is to act: until it is held the Koordination, then whoever has yet to confirm, then both."""
    if talk.is_open:
        return [Side.COORDINATION]
    return _unconfirmed(talk) if talk.state == GoalTalk.State.HELD else list(Side)


def _unconfirmed(talk: GoalTalk) -> list[Side]:
    if not talk.confirmations.all():
        return list(Side)
    done = {one.side for one in standing(talk, checksum(record_of(talk)))}
    return [side for side in Side if side not in done]


def too_few_meetings(today: dt.date) -> Iterator[Due]:
    year = cadence.year_of(today, now=end_of(today))
    if warning := year.warning(on=today):
        path = reverse("steering:meeting-list")
        yield Due(f"sitzungen:{year.year}:{year.count}", warning, path, Stage.DUE)


def minutes(today: dt.date) -> Iterator[Due]:
    """Meetings whose minutes are not out in time, or not approved although nobody may object any more."""
    state = Meeting.State
    unsent = Q(
        state__in=(state.PLANNED, state.INVITED, state.HELD),
        ends_at__lt=end_of(today - cadence.MINUTES_WITHIN - dt.timedelta(days=1)),
    )
    sent = Q(state=state.MINUTES_SENT, objections_until__lt=today)
    for one in Meeting.objects.filter(unsent | sent).order_by("starts_at"):
        is_sent = one.state == state.MINUTES_SENT
        yield Due(
            f"protokoll:{one.pk}:{'genehmigung' if is_sent else 'versand'}",
            text=cadence.minutes_warning(one, on=today).rstrip("."),
            path=reverse("steering:minutes", args=[one.pk]),
            stage=Stage.DUE,
        )
