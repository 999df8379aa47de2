"""Handing over all that a person holds, in one change set, and acknowledging what one has taken over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from integration.accounts.actions import keep_an_administration, save_user
from integration.accounts.models import User
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.departures.holding import Giving
from steering.departures.planning import Part, Plan, plan_departure
from steering.models import Departure, Takeover


class Outdated(Exception):
    """What was seen is not what would happen now: `plan` is."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("The plan has changed.")
        self.plan = plan


def rehearse(
    person: User, *, last_day: dt.date, heirs: Mapping[str, Any], deactivates: bool, by: Any
) -> Plan:
    """Return what handing over would do, having done it and taken it back.

    Raises ValidationError with German messages where it could not be done.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        plan = _planned(person, last_day, heirs, deactivates)
        _carry_out(plan, "", by=by, at=None)
        transaction.set_rollback(True)
    return plan


@transaction.atomic
def depart(
    person: User,
    *,
    last_day: dt.date,
    reason: str,
    heirs: Mapping[str, Any],
    deactivates: bool = False,
    seen: str | None = None,
    by: Any,
    at: dt.datetime | None = None,
    writes: bool = True,
) -> Departure:
    """Hand over all that a person holds, to those whom `heirs` names by kind, in one change set.

    `seen` is the fingerprint of the plan that was shown (None: nobody was shown one). `writes` is off for a
    demo's past. The letters are to be sent by `letters.send` once this is committed. Raises `Outdated`, and
    ValidationError with German messages.
    """
    ChangeSet.objects.lock()
    plan = _planned(person, last_day, heirs, deactivates)
    if seen not in (None, plan.fingerprint):
        raise Outdated(plan)
    change_set = _carry_out(plan, clean_text(reason), by=by, at=at)
    departure = Departure(
        person=person,
        function=str(person),
        last_day=last_day,
        reason=clean_text(reason),
        change_set=change_set,
        left=[[part.kind.label, part.kind.otherwise, _told(part)] for part in plan.left],
        account_ends=last_day if plan.closes_later(timezone.localdate(at)) else None,
        **Departure.stamp(by, change_set.at),
    )
    departure.full_clean(exclude=["left", "waiting"])
    if deactivates:  # what an earlier handover planned is overtaken
        Departure.objects.filter(person=person).update(account_ends=None)
    departure.save()
    _let_take_over(departure, plan, by, writes)
    return departure


def _let_take_over(departure: Departure, plan: Plan, by: Any, writes: bool) -> None:
    takeovers = [_takeover(departure, heir, parts, by, writes) for heir, parts in plan.shares]
    if writes:
        departure.waiting = [one.pk for one in takeovers]
        departure.save(update_fields=["waiting"])


def _planned(person: User, last_day: dt.date, heirs: Mapping[str, Any], deactivates: bool) -> Plan:
    if any(heir and heir.pk == person.pk for heir in heirs.values()):
        raise ValidationError(f"{person} kann nicht an sich selbst übergeben.")
    return plan_departure(person, last_day=last_day, heirs=heirs, deactivates=deactivates)


def _carry_out(plan: Plan, reason: str, *, by: Any, at: dt.datetime | None) -> ChangeSet:
    """Do what the plan says; signing out follows from the account's end, for every request asks for it."""
    told = f"Übergabe von {plan.person} zum {plan.last_day:%d.%m.%Y}"
    change_set = ChangeSet.objects.open(
        by=by, way=ChangeSet.Way.REFERENCE, reason=f"{told}: {reason}" if reason else told, at=at
    )
    today = timezone.localdate(change_set.at)
    for part in plan.given:
        giving = Giving(
            change_set=change_set, person=plan.person, heir=part.heir, last_day=plan.last_day, today=today
        )
        for one in part.holdings:
            if part.kind.give:
                part.kind.give(giving, one.row)
    if plan.deactivates:
        person = User.objects.get(pk=plan.person.pk)
        if plan.closes_later(today):
            keep_an_administration(person, User(pk=person.pk, role=person.role, is_active=False))
        else:
            save_user(user=person, fields={"is_active": False}, by=by, within=change_set)
    return change_set


def _takeover(departure: Departure, heir: Any, parts: list[Part], by: Any, writes: bool) -> Takeover:
    return Takeover.objects.create(
        departure=departure,
        successor=heir,
        function=str(heir),
        things=[[part.kind.label, _told(part)] for part in parts],
        mailed_at=None if writes else departure.at,
        **Takeover.stamp(by, departure.at),
    )


def _told(part: Part) -> list[list[str]]:
    return [[one.text, one.path, one.note] for one in part.holdings]


@transaction.atomic
def acknowledge(takeover: Takeover, *, by: Any, at: dt.datetime | None = None) -> None:
    """Say that the successor has taken over; twice is as good as once."""
    row = Takeover.objects.select_for_update(of=("self",)).get(pk=takeover.pk)
    if not row.is_done:
        row.settle(by, at)
        row.save()
