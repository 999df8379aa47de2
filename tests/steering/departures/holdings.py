"""A person who holds something of every kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from catalogue.models import ImportDraft, Unit, UnitReturn
from integration.accounts.models import User
from steering.models import ReminderChoice
from tests import factories as make


def hold_everything(person: User, unit: Unit) -> None:
    """Let a person of `unit` hold one thing of every kind, but for a role."""
    day = timezone.localdate() + dt.timedelta(days=30)
    make.make_contact(unit, person.function, email=person.email)
    make.make_clarification(28, "Wer zahlt?", unit=unit, by=person)
    make.make_follow_up(28, by=person)
    make.make_draft(by=person, state=ImportDraft.State.READY)
    make.make_saved_view(person)
    make.make_token(by=person)
    UnitReturn.objects.create(way="file", state="refused", **UnitReturn.stamp(person))
    make.make_seat(unit, person=person)
    task = make.make_assignment(unit, "Prüfen", function=person.function, due=day)
    make.make_assignment_follow_up(task, by=person)
    _speak_for(person, unit, day)
    ReminderChoice.objects.create(user=person, pace="taeglich")


def _speak_for(person: User, unit: Unit, day: dt.date) -> None:
    talk = make.make_goal_talk(unit, 2030)
    goal = make.make_goal(talk, steps=["Einladen"])
    goal.steps.update(function=person.function)
    proposal: dict[str, Any] = {"state": "vorgeschlagen", "by": person, "by_function": person.function}
    make.make_agenda_item(make.make_meeting(day), **proposal)
    gone = make.make_user("", username="ging-vorher", function="Vorgängerin")
    make.make_follow_up(28, by=gone)
    make.make_departure(gone, person)
