"""What people hold in the Steuerungsgruppe and of goal agreements, for their units or by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse

from catalogue.upkeep.steps import keep
from steering.agenda_steps import keep as keep_step
from steering.assignments.follow_ups import set_follow_up
from steering.departures.catalogue_kinds import lasting
from steering.departures.holding import Giving, Holding, Kind
from steering.models import (
    AgendaItem,
    AgendaItemStep,
    Assignment,
    AssignmentFollowUp,
    GoalStep,
    ReminderChoice,
    Seat,
    Takeover,
)
from steering.reminders.due import named, short
from steering.seat_actions import save_seat, succeed


def _seats(person: Any, after: dt.date) -> Iterator[Holding]:
    rows = Seat.objects.filter(lasting(after), Q(person=person) | Q(deputy=person))
    for one in rows.select_related("unit", "person", "deputy").order_by("unit__slug", "valid_from"):
        is_member = one.person_id == person.pk
        role = "" if is_member else "Stellvertretung, "
        alone = is_member and not one.deputy
        yield Holding(
            f"sitz:{one.pk}:{alone}",
            f"{role}{one}",
            "",
            f"Danach vertritt niemand {named(one.unit)} in der Steuerungsgruppe." if alone else "",
            one,
        )


def _give_seat(giving: Giving, row: Seat) -> None:
    """Let the heir sit there from the next day on. A deputy who moves up leaves that place free."""
    heir, is_member = giving.heir, row.person_id == giving.person.pk
    if not is_member and row.person_id == heir.pk:
        raise ValidationError(
            f"{heir} ist für {row.unit} selbst Mitglied und vertritt sich nicht. Geben Sie die "
            "Stellvertretung jemand anderem oder lassen Sie sie, wo sie ist."
        )
    names = ("person", "function", "deputy", "deputy_function", "email", "valid_until")
    fields = {name: getattr(row, name) for name in names}
    if is_member:
        fields |= {"person": heir, "function": "", "email": ""}
        if row.deputy_id == heir.pk:
            fields |= {"deputy": None, "deputy_function": ""}
    else:
        fields |= {"deputy": heir, "deputy_function": ""}
    written: dict[str, Any] = {"by": giving.by, "within": giving.change_set}
    if row.valid_from >= giving.first_day:
        save_seat(row, fields, **written)
    else:
        succeed(row, {**fields, "valid_from": giving.first_day}, **written)


def _assignments(person: Any, after: dt.date) -> Iterator[Holding]:
    """Running Aufträge that name the person's function, unless somebody else keeps an eye on them."""
    if not person.function:
        return
    watched = AssignmentFollowUp.objects.outstanding().exclude(by=person).values("assignment")
    rows = Assignment.objects.running().filter(function__iexact=person.function)
    for one in rows.exclude(pk__in=watched).select_related("unit").order_by("due", "pk"):
        yield Holding(
            f"auftrag:{one.pk}:{one.due}",
            f"{named(one.unit)}, bis {one.due:%d.%m.%Y}: {short(one.task)}",
            reverse("steering:assignment-detail", args=[one.pk]),
            row=one,
        )


def _give_assignment(giving: Giving, row: Assignment) -> None:
    """Lay the Auftrag before the heir on its day; what the minutes say of it stays."""
    due, reason = max(row.due, giving.today), f"Auftrag, für den {giving.person} zuständig war"
    made = set_follow_up(row, due, reason, by=giving.heir, at=giving.change_set.at)
    keep(giving.change_set, made, f"zum Auftrag an {row.unit}", None)


def _follow_ups(person: Any, after: dt.date) -> Iterator[Holding]:
    rows = AssignmentFollowUp.objects.outstanding().filter(by=person).select_related("assignment__unit")
    for one in rows.order_by("due", "pk"):
        yield Holding(
            f"wiedervorlage-auftrag:{one.pk}:{one.due}",
            f"{one.due:%d.%m.%Y}, Auftrag an {named(one.assignment.unit)}: {short(one.reason)}",
            reverse("steering:assignment-detail", args=[one.assignment_id]),
            row=one,
        )


def _give_follow_up(giving: Giving, row: AssignmentFollowUp) -> None:
    giving.pass_on(row, f"vom {row.due:%d.%m.%Y} zum Auftrag an {row.assignment.unit}")


def _proposals(person: Any, after: dt.date) -> Iterator[Holding]:
    rows = AgendaItem.objects.proposed().filter(by=person).select_related("meeting")
    for one in rows.order_by("meeting__starts_at", "pk"):
        path = reverse("steering:item-detail", args=[one.meeting_id, one.pk])
        yield Holding(f"top:{one.pk}", f"{one.title} ({one.meeting.day:%d.%m.%Y})", path, row=one)


def _give_proposal(giving: Giving, row: AgendaItem) -> None:
    giving.pass_on(row, f"{row.title} ({row.meeting.day:%d.%m.%Y})")
    text = f"{giving.person} hat den Vorschlag an {giving.heir} übergeben."
    keep_step(row, AgendaItemStep.Kind.EDITED, text, by=giving.by, at=giving.change_set.at)


def _takeovers(person: Any, after: dt.date) -> Iterator[Holding]:
    for one in Takeover.objects.open().of(person).select_related("departure"):
        path = reverse("steering:departure-detail", args=[one.departure_id])
        yield Holding(f"uebernahme:{one.pk}", str(one.departure), path, row=one)


def _give_takeover(giving: Giving, row: Takeover) -> None:
    """Let the heir acknowledge in the person's place, together with what is theirs already."""
    before = row.function
    theirs = Takeover.objects.filter(departure=row.departure, successor=giving.heir).first()
    if theirs:
        theirs.things = [*theirs.things, *row.things]
        theirs.reopen()
        theirs.save()
        row.delete()
    else:
        row.successor, row.function = giving.heir, str(giving.heir)
        row.save(update_fields=["successor", "function"])
    giving.note(Takeover, str(row.departure), {"function": before}, {"function": str(giving.heir)})


def _steps(person: Any, after: dt.date) -> Iterator[Holding]:
    if not person.function:
        return
    rows = GoalStep.objects.open().filter(function__iexact=person.function)
    for one in rows.select_related("goal__talk__unit").order_by("due", "pk"):
        path = reverse("steering:goal-talk-detail", args=[one.goal.talk_id])
        yield Holding(f"schritt:{one.pk}", f"{short(one.text)} ({one.goal.talk})", path)


def _reminders(person: Any, after: dt.date) -> Iterator[Holding]:
    for one in ReminderChoice.objects.filter(user=person):
        yield Holding(f"erinnerungen:{one.pace}", str(one.get_pace_display()))


SEATS = Kind(
    slug="sitze",
    label="Sitze in der Steuerungsgruppe",
    otherwise="Sie bleiben besetzt wie bisher. Unter „Mitglieder“ besetzt die Koordination sie neu.",
    find=_seats,
    give=_give_seat,
)
ASSIGNMENTS = Kind(
    slug="auftraege",
    label="Aufträge, für die die Funktion zuständig ist",
    otherwise="Sie gelten der Stelle und laufen weiter; das Protokoll nennt die Funktion wie bisher.",
    find=_assignments,
    give=_give_assignment,
)
FOLLOW_UPS = Kind(
    slug="wiedervorlagen-auftraege",
    label="Wiedervorlagen zu Aufträgen",
    otherwise="Sie bleiben stehen. Ist das Konto deaktiviert, erinnern sie die Koordination.",
    find=_follow_ups,
    give=_give_follow_up,
)
PROPOSALS = Kind(
    slug="tops",
    label="Vorgeschlagene TOPs ohne Antwort",
    otherwise="Die Geschäftsführung sieht sie weiter bei der Sitzung und antwortet wie sonst.",
    find=_proposals,
    give=_give_proposal,
)
TAKEOVERS = Kind(
    slug="uebernahmen",
    label="Übernahmen, die noch nicht bestätigt sind",
    otherwise="Sie bleiben unter „Übergaben“ als nicht bestätigt stehen.",
    find=_takeovers,
    give=_give_takeover,
)
STEPS = Kind(
    slug="schritte",
    label="Schritte in Zielvereinbarungen",
    otherwise="Die Vereinbarung nennt die Funktion, und beide Seiten haben sie so bestätigt. Wer sie jetzt "
    "geht, schreiben Koordination und Stelle mit einer Änderung der Vereinbarung hinein.",
    find=_steps,
)
REMINDERS = Kind(
    slug="erinnerungen",
    label="Wahl der Erinnerungen",
    otherwise="Sie gilt nur für die Person selbst. Wer übernimmt, wird so oft erinnert wie selbst gewählt.",
    find=_reminders,
)
